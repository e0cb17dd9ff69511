"""Judges a sentence-transformers folder by its small files and the heads of its weights, before any of it is loaded.

Only weights that cannot run anything are let in (safetensors, ONNX, OpenVINO), and only modules that
sentence-transformers has itself. What the folder would run or unpickle is refused, or not copied.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from models.errors import ModelError

MODULES = "modules.json"
_SMALL = 16 << 20  # bytes of a settings file
_PLAIN = ("Pooling", "Normalize", "Dropout")
_READING = ("Transformer", "StaticEmbedding")
_WEIGHTED = ("Transformer", "StaticEmbedding", "Dense", "LayerNorm")
_COPIED = {
    "": re.compile(r"[\w-][\w.-]*\.(json|txt|model|safetensors|md)|(LICEN[CS]E|NOTICE)[\w.-]*"),
    "onnx": re.compile(r"[\w-][\w.-]*\.(json|onnx|onnx[._]data)"),
    "openvino": re.compile(r"openvino[\w.-]*\.(json|xml|bin)"),
}
_PICKLES = re.compile(r".*\.(bin|pt|pth|ckpt|pkl|pickle)")
_TOKENIZERS = ("tokenizer.json", "vocab.*", "*.model")
_OWN = ("manifest.json", "encoder.json")
_LICENCE = re.compile(r"^license: *[\"']?([\w.+ -]+)", re.MULTILINE)
# Their authors' names for models that were trained with these prefixes, as transformers keeps them in config.json.
_E5 = re.compile(r"intfloat/(multilingual-)?e5-(small|base|large)(-v2)?")


class NotAnEncoderError(ModelError):
    """A folder holds no sentence-transformers model, or not all of one."""


class UnsafeError(ModelError):
    """A folder would have to be trusted: it holds pickles, or brings code of its own."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a folder was found to hold. `files` maps each path that is needed, with `/`, to its place.

    static: a table of token vectors and nothing else, which needs no torch. query, passage: what the folder says to put
    before such a text; empty where it says nothing.
    """

    files: Mapping[str, Path]
    static: bool
    query: str
    passage: str
    licence: str


def judge(folder: Path) -> Foreign:
    """Find out what a folder holds. Raises NotAnEncoderError and UnsafeError."""
    from safetensors import SafetensorError, safe_open

    modules = list(_modules(folder))
    for kind, home in modules:
        if kind in _WEIGHTED and not any(home.glob("*.safetensors")):
            raise _without_weights(home)
        # Without its tokenizer, transformers loads a model all the same, with one that knows no word.
        if kind in _READING and not any(found for pattern in _TOKENIZERS for found in home.glob(pattern)):
            raise NotAnEncoderError(
                _("The folder {folder} holds no tokenizer.").format(folder=home),
                hint=_("Copy the folder again, whole."),
            )
    files = dict(_files(folder, [home for _kind, home in modules]))
    tensors: list[str] = []
    for path, file in files.items():
        if path.endswith(".json") and "auto_map" in settings(file):
            raise _own_code(folder, path)
        if path.endswith(".safetensors"):
            try:
                with safe_open(file, framework="numpy") as opened:
                    tensors += opened.keys()
            except (OSError, SafetensorError) as error:
                raise NotAnEncoderError(
                    _("The weights in {file} are damaged: {reason}").format(file=file, reason=error),
                    hint=_("Copy the folder again from where it came from."),
                ) from error
    static = [kind for kind, _home in modules if kind != "Normalize"] == ["StaticEmbedding"]
    query, passage = _prefixes(folder)
    return Foreign(files, static and tensors == ["embedding.weight"], query, passage, _licence(folder))


def _modules(folder: Path) -> Iterator[tuple[str, Path]]:
    """The kind and the folder of each module, in order."""
    found = parsed(folder / MODULES)
    if not isinstance(found, list) or not found:
        raise NotAnEncoderError(
            _("The folder {folder} holds no sentence-transformers model.").format(folder=folder),
            hint=_("Name the folder that sentence-transformers saved: the one with modules.json in it."),
        )
    for module in found:
        named, path = (module.get("type"), module.get("path")) if isinstance(module, dict) else (None, None)
        if not isinstance(named, str) or not isinstance(path, str) or path.startswith("/") or ".." in path.split("/"):
            raise _own_code(folder, MODULES)
        origin, _dot, kind = named.rpartition(".")
        if f"{origin}.".partition(".")[0] != "sentence_transformers" or kind not in (*_PLAIN, *_WEIGHTED):
            raise _own_code(folder, named)
        yield kind, folder / path


def _files(folder: Path, homes: list[Path]) -> Iterator[tuple[str, Path]]:
    """What of a folder is needed: never a pickle or a program."""
    for home in dict.fromkeys([folder, *homes]):
        for below, pattern in _COPIED.items():
            for file in sorted((home / below).glob("*")):
                if pattern.fullmatch(file.name) and file.is_file() and file.name not in _OWN:
                    yield file.relative_to(folder).as_posix(), file


def _prefixes(folder: Path) -> tuple[str, str]:
    prompts = settings(folder / "config_sentence_transformers.json").get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    declared = {key: text for key, text in prompts.items() if isinstance(text, str)}
    query = declared.get("query", "")
    passage = declared.get("passage") or declared.get("document", "")
    name = settings(folder / "config.json").get("_name_or_path")
    if not query and not passage and isinstance(name, str) and _E5.fullmatch(name):
        return "query: ", "passage: "
    return query, passage


def _licence(folder: Path) -> str:
    try:
        head = (folder / "README.md").read_text(encoding="utf-8", errors="replace")[:4096]
    except OSError:
        return "unknown"
    found = _LICENCE.search(head) if head.startswith("---") else None
    return found[1].strip() if found else "unknown"


def settings(file: Path) -> dict[str, object]:
    """A small JSON file's fields; none where it is not there, or holds no fields."""
    found = parsed(file)
    return found if isinstance(found, dict) else {}


def parsed(file: Path) -> object:
    """A small JSON file's content; None where it has none. Vocabularies are larger, and no settings."""
    try:
        return None if file.stat().st_size > _SMALL else json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _without_weights(home: Path) -> ModelError:
    pickles = sorted(file.name for file in home.glob("*") if _PICKLES.fullmatch(file.name))
    if pickles:
        return UnsafeError(
            _("The weights in {folder} are a pickle ({files}), which can run anything when it is read.").format(
                folder=home, files=", ".join(pickles)
            ),
            hint=_(
                "Choose a copy of the model in the safetensors format, or save it so on a machine where it may be run."
            ),
        )
    return NotAnEncoderError(
        _("The folder {folder} holds no weights.").format(folder=home),
        hint=_("Copy the folder again, whole: its weights are in files that end in .safetensors."),
    )


def _own_code(folder: Path, what: str) -> UnsafeError:
    return UnsafeError(
        _("The model in {folder} asks for code that is not sentence-transformers' own: {what}.").format(
            folder=folder, what=what
        ),
        hint=_("Choose a model made of Transformer, Pooling, Dense, Normalize or StaticEmbedding modules."),
    )
