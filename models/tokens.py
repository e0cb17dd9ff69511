"""Counts tokens as a model does, without loading it: a tiktoken encoding made of the merges in its GGUF file.

tiktoken's own encodings are never asked for by name: it would download them.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import gettext as _
from typing import TYPE_CHECKING

from models.errors import ModelError
from models.gguf import CONTROL, USER_DEFINED, Gguf

if TYPE_CHECKING:
    import tiktoken

_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s"
_CASELESS = r"'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\r\n\p{L}\p{N}]?\p{L}+"
_LINES = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
# How each family cuts a text before it merges within the cuts; the names and patterns are those of llama.cpp,
# src/llama-vocab.cpp. That of smollm first sets every digit apart, then cuts what lies between as GPT-2 does: a run of
# spaces before a digit ends a stretch, and stays whole.
PATTERNS = {
    "smollm": r"\p{N}|'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?![^\s\p{N}])|\s",
    "gpt-2": _GPT2,
    "llama-bpe": _CASELESS + r"|\p{N}{1,3}|" + _LINES,
    "qwen2": _CASELESS + r"|\p{N}|" + _LINES,
}
PATTERNS["llama3"] = PATTERNS["llama-bpe"]


class VocabularyError(ModelError):
    """A vocabulary that claims to be byte-level BPE is not."""


class Tokenizer:
    """A model's own tokens of plain text: the ids that llama.cpp would give, special tokens kept out."""

    def __init__(self, encoding: tiktoken.Encoding, always: frozenset[str], size: int) -> None:
        self.encoding = encoding
        self._always = always
        self._size = size

    def ids(self, text: str) -> list[int]:
        """Tokenise; half of a surrogate pair becomes "?". A byte that the vocabulary lacks has no token."""
        clean = text.encode("utf-8", "replace").decode("utf-8")
        found = self.encoding.encode(clean, allowed_special=self._always, disallowed_special=())
        return [token for token in found if token < self._size]

    def count(self, text: str) -> int:
        """How many tokens the text has."""
        return len(self.ids(text))


def build(gguf: Gguf) -> Tokenizer | None:
    """Make the tokenizer of a model from its vocabulary; None where only llama.cpp can count its tokens.

    That is so unless the vocabulary is byte-level BPE, cut by a pattern that is declared here, with its tokens in the
    order of the merges that make them: tiktoken has one number for both. Raises VocabularyError where the merges do
    not fit the tokens.
    """
    pattern = PATTERNS.get(gguf.pretokenizer)
    if gguf.tokenizer != "gpt2" or pattern is None or not gguf.tokens:
        return None
    letters = _letters()
    ranks: dict[bytes, int] = {}
    special: dict[str, int] = {}
    always: set[str] = set()
    types = gguf.token_types or (1,) * len(gguf.tokens)
    for token, (text, kind) in enumerate(zip(gguf.tokens, types, strict=True)):
        if kind in (CONTROL, USER_DEFINED):
            special[text] = token
            if kind == USER_DEFINED:  # llama.cpp finds these in plain text too
                always.add(text)
        elif all(letter in letters for letter in text):
            ranks[bytes(letters[letter] for letter in text)] = token
    if not _in_order(gguf, letters, ranks):
        return None
    for value in range(256):  # tiktoken needs every byte; these get ids past the vocabulary's end, and are left out
        ranks.setdefault(bytes([value]), len(gguf.tokens) + value)

    import tiktoken

    encoding = tiktoken.Encoding(gguf.name, pat_str=pattern, mergeable_ranks=ranks, special_tokens=special)
    return Tokenizer(encoding, frozenset(always), len(gguf.tokens))


def _in_order(gguf: Gguf, letters: dict[str, int], ranks: dict[bytes, int]) -> bool:
    """Whether the merges, in their order, make tokens of rising id."""
    last = -1
    for merge in gguf.merges:
        left, _space, right = merge.partition(" ")
        try:
            made = ranks[bytes(letters[letter] for letter in left + right)]
        except KeyError:
            raise VocabularyError(
                _("The vocabulary of “{name}” lacks what its merge “{merge}” makes.").format(
                    name=gguf.name, merge=merge
                ),
                hint=_("Fetch the file again from where it came, and compare its SHA-256."),
            ) from None
        if made <= last:
            return False
        last = made
    return True


@lru_cache(maxsize=1)
def _letters() -> dict[str, int]:
    """The letter that stands for each byte in a byte-level vocabulary (openai/gpt-2, encoder.py, bytes_to_unicode)."""
    shown = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [value for value in range(256) if value not in shown]
    return {chr(value): value for value in shown} | {chr(256 + place): value for place, value in enumerate(hidden)}
