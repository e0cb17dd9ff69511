"""A loaded model's vocabulary: text to tokens and back, special tokens kept apart from what people write."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from functools import cached_property
from types import ModuleType
from typing import Any

from models.chat import Part
from models.pieces import Vocabulary

# enum llama_token_attr, llama.h
_UNKNOWN, _UNUSED, _CONTROL, _USER_DEFINED = 1, 2, 8, 16


class Words:
    """The vocabulary of a model that llama.cpp has loaded, good until the model is freed."""

    def __init__(self, library: ModuleType, model: Any) -> None:
        self._library = library
        self._pointer = library.llama_model_get_vocab(model)
        self._buffer = ctypes.create_string_buffer(64)

    def tokens(self, text: str, *, control: bool = False) -> list[int]:
        """Tokenise, int [n]. Unless it is `control` text, no special token comes out of it, whatever it says.

        Half of a surrogate pair, which has no UTF-8, becomes "?".
        """
        data = text.encode("utf-8", "replace")
        buffer = (ctypes.c_int32 * (len(data) + 8))()
        count = self._library.llama_tokenize(self._pointer, data, len(data), buffer, len(buffer), False, control)
        if count < 0:
            raise AssertionError(f"a text of {len(data)} bytes has {-count} tokens")
        return list(buffer[:count])

    def opening(self) -> list[int]:
        """The beginning-of-text token, where the vocabulary asks for one."""
        if not self._library.llama_vocab_get_add_bos(self._pointer):
            return []
        return [self._library.llama_vocab_bos(self._pointer)]

    def prompt(self, parts: Sequence[Part]) -> tuple[list[int], int]:
        """Tokenise the parts; with how many of the tokens are those of the fixed parts that lead the prompt.

        A marker that a control part uses never comes out of a plain one. llama.cpp leaves tokens of the kind "control"
        out of plain text, but not those of the kind "user defined", under which some files list their chat markers.
        Where one came out, the text is cut inside it.
        """
        control = {part.text: self.tokens(part.text, control=True) for part in parts if part.control}
        markers = {token for ids in control.values() for token in ids if self._is(token, _CONTROL | _USER_DEFINED)}
        names = [self._library.llama_vocab_get_text(self._pointer, token).decode() for token in sorted(markers)]
        inside = "|".join(f"(?<={re.escape(name[:1])})(?={re.escape(name[1:])})" for name in names if len(name) > 1)
        ids, fixed, leading = self.opening(), 0, True
        for part in parts:
            found = control[part.text] if part.control else self.tokens(part.text)
            if not part.control and not markers.isdisjoint(found):
                found = [token for piece in re.split(inside, part.text) for token in self.tokens(piece)]
            ids += found
            leading = leading and part.fixed
            fixed = len(ids) if leading else fixed
        return ids, fixed

    def bytes_of(self, token: int) -> bytes:
        """The token's bytes: part of a character, perhaps. A special token has none."""
        buffer = self._buffer
        count: int = self._library.llama_token_to_piece(self._pointer, token, buffer, len(buffer), 0, False)
        if count < 0:
            self._buffer = ctypes.create_string_buffer(-count)
            return self.bytes_of(token)
        return ctypes.string_at(buffer, count)

    def ends(self, token: int) -> bool:
        """Whether the token ends a text."""
        return bool(self._library.llama_vocab_is_eog(self._pointer, token))

    @cached_property
    def by_bytes(self) -> Vocabulary:
        """All tokens, as grammars read them: special ones, and those that end a text, are no text.

        Takes a fifth of a second, once.
        """
        everything = range(self._library.llama_vocab_n_tokens(self._pointer))
        special = _UNKNOWN | _UNUSED | _CONTROL | _USER_DEFINED
        pieces = [b"" if self._is(token, special) else self.bytes_of(token) for token in everything]
        named = self._library.llama_vocab_eos(self._pointer), self._library.llama_vocab_eot(self._pointer)
        candidates = {*named, *(token for token in everything if not pieces[token])}
        ends = {token for token in candidates if token >= 0 and self.ends(token)}
        return Vocabulary([b"" if token in ends else piece for token, piece in enumerate(pieces)], ends)

    def _is(self, token: int, attributes: int) -> bool:
        return bool(self._library.llama_vocab_get_attr(self._pointer, token) & attributes)
