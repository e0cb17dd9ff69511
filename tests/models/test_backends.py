"""A back end is chosen only where the folder has a file for it and the machine has its library."""

import json
from pathlib import Path

import pytest

from models import backends
from models.backends import TORCH, Chosen, choose, preferred

ALL = [
    "model.onnx", "model_O4.onnx", "model_qint8_arm64.onnx", "model_qint8_avx512.onnx", "model_qint8_avx512_vnni.onnx",
    "model_quint8_avx2.onnx",
]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "machine", "expected"),
    [
        (ALL, "x86_64", "model_quint8_avx2.onnx"),
        (ALL, "aarch64", "model_qint8_arm64.onnx"),
        (["model.onnx", "model_qint8_avx512.onnx"], "x86_64", "model_qint8_avx512.onnx"),
        (["model.onnx", "model_qint8_arm64.onnx"], "x86_64", "model.onnx"),
        (["model_O4.onnx"], "x86_64", None),
        (["openvino_model.xml", "openvino_model_qint8_quantized.xml"], "x86_64", "openvino_model_qint8_quantized.xml"),
        ([], "x86_64", None),
    ],
)
def test_int8_for_this_processor_is_preferred(names: list[str], machine: str, expected: str | None) -> None:
    assert preferred(iter(names), machine) == expected


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A transformer with mean pooling, exported to ONNX."""
    kinds = [("sentence_transformers.models.Transformer", ""), ("sentence_transformers.models.Pooling", "1_Pooling")]
    (tmp_path / "modules.json").write_text(json.dumps([{"type": kind, "path": path} for kind, path in kinds]))
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text('{"pooling_mode": "mean"}')
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model_qint8.onnx").touch()
    return tmp_path


def test_torch_needs_nothing(tmp_path: Path) -> None:
    assert choose(tmp_path, "torch") == (TORCH, "")


def test_without_a_file_torch_runs_it_and_it_is_said_why(home: Path) -> None:
    chosen, why = choose(home, "openvino")
    assert chosen == TORCH
    assert "openvino" in why


def test_without_the_library_torch_runs_it_and_it_is_said_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(backends._LIBRARIES, "onnx", "no_such_library_of_anyone")
    chosen, why = choose(home, "onnx")
    assert chosen == TORCH
    assert "no_such_library" in why


def test_what_only_torch_can_do_torch_does(home: Path) -> None:
    (home / "1_Pooling" / "config.json").write_text('{"pooling_mode": "lasttoken"}')
    chosen, why = choose(home, "onnx")
    assert chosen == TORCH
    assert "pooling" in why


def test_with_both_it_is_chosen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(backends._LIBRARIES, "onnx", "json")  # any library that is there
    assert choose(home, "onnx") == (Chosen("onnx", "onnx/model_qint8.onnx"), "")
