"""Many short strings in two arrays, memory-mapped: a list of a million of them costs no memory until it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray


class Strings(Sequence[str]):
    """An immutable list of strings.

    text: uint8 [bytes], all of them in UTF-8, one after the other; starts: int64 [strings + 1], where each begins.
    """

    def __init__(self, text: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self._text, self._starts = text.data, starts.data  # a memoryview is read much faster than an array

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        """Put strings together, in their order."""
        encoded = [string.encode() for string in strings]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(one) for one in encoded], out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), starts)

    def save(self, folder: Path, name: str) -> None:
        """Write `name.text.npy` and `name.starts.npy`."""
        np.save(folder / f"{name}.text.npy", np.asarray(self._text), allow_pickle=False)
        np.save(folder / f"{name}.starts.npy", np.asarray(self._starts), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str) -> Strings:
        """Map what `save` wrote."""
        text, starts = (
            np.load(folder / f"{name}.{part}.npy", mmap_mode="r", allow_pickle=False) for part in ("text", "starts")
        )
        return cls(text, starts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The string at a place."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return self._bytes(place + len(self) if place < 0 else place).decode()

    def find(self, string: str) -> int | None:
        """The place of a string in a sorted list (by code points, as Python sorts), or None."""
        wanted = string.encode()
        place = self._before(wanted)
        return place if place < len(self) and self._bytes(place) == wanted else None

    def starting(self, string: str) -> range:
        """The places of the strings that start with one, in a sorted list."""
        wanted = string.encode()
        # No byte of UTF-8 is 0xFF: what starts with `wanted` comes before this, and all else that follows it after.
        return range(self._before(wanted), self._before(wanted + b"\xff"))

    def _before(self, wanted: bytes) -> int:
        """How many strings of a sorted list come before one."""
        text, starts = self._text, self._starts
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(text[starts[middle] : starts[middle + 1]]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _bytes(self, place: int) -> bytes:
        if not 0 <= place < len(self):
            raise IndexError(place)
        return bytes(self._text[self._starts[place] : self._starts[place + 1]])
