"""Turns the bytes of tokens into text as they come: whole characters only, and nothing that may be a stop string."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class Stream:
    """Text on its way out. `stopped` becomes true when a stop string is found; it and what follows are not given.

    Bytes that are no UTF-8 come out as U+FFFD.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self._stop = tuple(string for string in stop if string)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.stopped = False

    def add(self, data: bytes) -> str:
        """Take a token's bytes and return the text that is now certain; it may be empty."""
        self._held += self._decoder.decode(data)
        found = [at for string in self._stop if (at := self._held.find(string)) >= 0]
        if found:
            self.stopped = True
            text, self._held = self._held[: min(found)], ""
            return text
        certain = len(self._held) - max((self._overlap(string) for string in self._stop), default=0)
        text, self._held = self._held[:certain], self._held[certain:]
        return text

    def finish(self) -> str:
        """Return what was held back, at the end."""
        if self.stopped:
            return ""
        text, self._held = self._held + self._decoder.decode(b"", final=True), ""
        return text

    def _overlap(self, string: str) -> int:
        """The length of the longest beginning of `string` that the held text ends with."""
        longest = min(len(string) - 1, len(self._held))
        return next((size for size in range(longest, 0, -1) if self._held.endswith(string[:size])), 0)
