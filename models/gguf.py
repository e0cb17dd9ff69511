"""Reads what is said of a model at the head of its GGUF file, without its weights and without running anything of it.

The `gguf` package takes three seconds over a vocabulary; this takes a tenth of one, and believes no length that it has
not compared with the file. Format: ggml, docs/gguf.md (versions 2 and 3, little endian).
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TypeVar

from models.errors import ModelError

_CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_SCALARS = {kind: struct.Struct("<" + code) for kind, code in _CODES.items()}
_STRING, _ARRAY = 8, 9
_LENGTH = struct.Struct("<Q")
_KIND = struct.Struct("<I")
# Larger than any in use by far: past these a file is damaged, or made to exhaust memory.
_MOST_FIELDS = 1 << 16
_MOST_ITEMS = 1 << 22
_MOST_BYTES = 1 << 28
_DEEPEST = 4

# enum llama_ftype of llama.h: how most matrices are stored.
FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M",
    13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS",
    21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4_MOE",
}  # fmt: skip
T = TypeVar("T")
# enum llama_token_type of llama.h.
CONTROL, USER_DEFINED = 3, 4


class GgufError(ModelError):
    """A file is no GGUF file, or its head is damaged."""


@dataclass(frozen=True, slots=True)
class Gguf:
    """What a GGUF file says of its model.

    `context` is the length in tokens that the model was trained for, 0 where it is not said. `file_type` is one of
    `FILE_TYPES`, or its number. `tokens`, `token_types` and `merges` are in the vocabulary's order; `special` maps
    names (`bos`, `eos`, `eot`, …) to token ids.
    """

    architecture: str
    name: str
    licence: str
    context: int
    file_type: str
    tokenizer: str
    pretokenizer: str
    tokens: tuple[str, ...]
    token_types: tuple[int, ...]
    merges: tuple[str, ...]
    special: dict[str, int]


def read(path: Path) -> Gguf:
    """Read the head of a file. Raises GgufError for whatever is not as the format has it."""
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return parse(data, name=path.name)
    except (OSError, ValueError) as error:  # ValueError: mmap cannot map an empty file
        raise GgufError(
            _("The model file “{file}” cannot be read: {reason}").format(file=path.name, reason=error),
            hint=_("Check the path, and that you may read it."),
        ) from error


def parse(data: bytes | mmap.mmap, *, name: str) -> Gguf:
    """Read the head from a file's bytes; `name` is for the message of the GgufError that a damaged one raises."""
    try:
        return _described(_Reader(data).fields())
    except (struct.error, _DamagedError, UnicodeDecodeError) as error:
        raise GgufError(
            _("“{file}” is not a GGUF file that can be read: {reason}").format(file=name, reason=error),
            hint=_("Fetch the file again from where it came, and compare its SHA-256."),
        ) from error


class _DamagedError(Exception):
    """What is wrong, for the message of the GgufError."""


class _Reader:
    def __init__(self, data: bytes | mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def fields(self) -> dict[str, object]:
        """The metadata, by key."""
        magic, version = self._data[:4], struct.unpack_from("<I", self._data, 4)[0]
        if magic != b"GGUF" or version not in (2, 3):
            raise _DamagedError(f"magic and version are {magic!r}, {version}")
        self._at = 16  # past the number of tensors, which are not looked at
        count = self._number(_LENGTH, _MOST_FIELDS)
        found: dict[str, object] = {}
        for _index in range(count):
            key = self._text()
            if key in found:
                raise _DamagedError(f"{key!r} twice")
            found[key] = self._value(self._number(_KIND, 12))
        return found

    def _number(self, kind: struct.Struct, most: int) -> int:
        value: int = kind.unpack_from(self._data, self._at)[0]
        if value > most:
            raise _DamagedError(f"{value} at byte {self._at}, where at most {most} is possible")
        self._at += kind.size
        return value

    def _text(self) -> str:
        size = self._number(_LENGTH, min(_MOST_BYTES, len(self._data) - self._at))
        end = self._at + size
        text = self._data[self._at : end]
        if len(text) != size:
            raise _DamagedError(f"a text that ends at byte {end} of {len(self._data)}")
        self._at = end
        return text.decode("utf-8")

    def _value(self, kind: int, depth: int = 0) -> object:
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            return self._array(depth)
        value = _SCALARS[kind].unpack_from(self._data, self._at)[0]
        self._at += _SCALARS[kind].size
        return value

    def _array(self, depth: int) -> tuple[object, ...]:
        kind = self._number(_KIND, 12)
        count = self._number(_LENGTH, min(_MOST_ITEMS, len(self._data) - self._at))
        if depth > _DEEPEST:
            raise _DamagedError(f"arrays within arrays at byte {self._at}")
        if kind in (_STRING, _ARRAY):
            return tuple(self._value(kind, depth + 1) for _index in range(count))
        items = struct.unpack_from(f"<{count}{_CODES[kind]}", self._data, self._at)
        self._at += count * _SCALARS[kind].size
        return items


def _described(fields: dict[str, object]) -> Gguf:
    def text(key: str) -> str:
        return _as(str, fields.get(key, ""), key)

    architecture = text("general.architecture")
    file_type = _as(int, fields.get("general.file_type", -1), "general.file_type")
    suffix, prefix = "_token_id", "tokenizer.ggml."
    tokens = _items(str, fields, "tokenizer.ggml.tokens")
    special = {
        key.removeprefix(prefix).removesuffix(suffix): _as(int, value, key)
        for key, value in fields.items()
        if key.startswith(prefix) and key.endswith(suffix)
    }
    if not architecture:
        raise _DamagedError("no general.architecture")
    for name, token in special.items():
        if not -1 <= token < max(len(tokens), 1) and token != 0xFFFFFFFF:
            raise _DamagedError(f"the token {name} is {token} of {len(tokens)}")
    types = _items(int, fields, "tokenizer.ggml.token_type")
    if types and len(types) != len(tokens):
        raise _DamagedError(f"{len(types)} token types for {len(tokens)} tokens")
    return Gguf(
        architecture=architecture,
        name=text("general.name"),
        licence=text("general.license"),
        context=_as(int, fields.get(f"{architecture}.context_length", 0), "context_length"),
        file_type=FILE_TYPES.get(file_type, str(file_type)),
        tokenizer=text("tokenizer.ggml.model"),
        pretokenizer=text("tokenizer.ggml.pre"),
        tokens=tokens,
        token_types=types,
        merges=_items(str, fields, "tokenizer.ggml.merges"),
        special=special,
    )


def _as(kind: type[T], value: object, key: str) -> T:
    if type(value) is not kind:
        raise _DamagedError(f"{key} is {value!r:.40}")
    return value


def _items(kind: type[T], fields: dict[str, object], key: str) -> tuple[T, ...]:
    values = _as(tuple, fields.get(key, ()), key)
    return tuple(_as(kind, value, key) for value in values)
