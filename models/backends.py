"""Chooses what runs an imported encoder: torch, or ONNX Runtime or OpenVINO where folder and machine have them."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from models import exported

Backend = Literal["torch", "onnx", "openvino"]
_LIBRARIES = {"onnx": "onnxruntime", "openvino": "openvino"}
_FILES = {"onnx": "*.onnx", "openvino": "*.xml"}
_WHOLE = ("model.onnx", "openvino_model.xml")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A back end, and the file in the encoder's folder that it runs; None: torch reads the weights."""

    backend: Backend
    file: str | None = None


TORCH = Chosen("torch")


def choose(home: Path, wanted: Backend) -> tuple[Chosen, str]:
    """Return what will run the encoder in a folder and, where that is not what was wanted, why."""
    if wanted == "torch":
        return TORCH, ""
    name = preferred((file.name for file in (home / wanted).glob(_FILES[wanted])), platform.machine())
    if name is None:
        return TORCH, _("the folder has no file for {backend}").format(backend=wanted)
    if exported.pooling(home) is None:
        return TORCH, _("its folder asks for more than a transformer and its pooling")
    if find_spec(_LIBRARIES[wanted]) is None:
        return TORCH, _("the Python package {library} is not installed").format(library=_LIBRARIES[wanted])
    return Chosen(wanted, f"{wanted}/{name}"), ""


def preferred(names: Iterable[str], machine: str) -> str | None:
    """Choose among a model's files: one in int8 that this kind of processor runs without overflow, else the whole one.

    On x86, what is made for AVX2 is right on all processors; int8 made for VNNI saturates on those without.
    """
    arm = machine.lower() in ("arm64", "aarch64")
    names = sorted(names)
    fit = [name for name in names if "int8" in name and ("arm64" in name) <= arm]
    best = min(fit, key=lambda name: "arm64" not in name if arm else "avx2" not in name, default=None)
    return best or next((name for name in names if name in _WHOLE), None)
