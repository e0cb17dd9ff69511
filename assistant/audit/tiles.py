"""The files of a tree: where tiles and bundles of entries lie, and what is in them (C2SP tlog-tiles).

A partial file grows in place and is then renamed to what it has come to, so that nothing is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WIDTH = 256
"""Hashes of a tile, entries of a bundle."""

HASH_BYTES = 32
LONGEST_ENTRY = 0xFFFF

_WIDTH = re.compile(r"[1-9][0-9]{0,2}")


def number(n: int) -> str:
    """The path of tile `n` within its level: 1234067 is x001/x234/067."""
    groups = [f"{n % 1000:03}"]
    while n := n // 1000:
        groups.insert(0, f"x{n % 1000:03}")
    return "/".join(groups)


def name(kind: str, n: int, width: int = WIDTH) -> str:
    """Where file `n` of a kind (`entries`, or a level) lies in the log when it holds `width`."""
    place = f"tile/{kind}/{number(n)}"
    return place if width == WIDTH else f"{place}.p/{width}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of one kind: bundles of entries, or one level of tiles."""

    log: Path
    kind: str

    def path(self, n: int, width: int = WIDTH) -> Path:
        """Where file `n` lies when it holds `width`."""
        return self.log / name(self.kind, n, width)

    def found(self, n: int) -> tuple[Path, int] | None:
        """The file `n` that is there, and the width that its name tells; where several are, the widest."""
        whole = self.path(n)
        if whole.exists():
            return whole, WIDTH
        part = whole.with_name(f"{whole.name}.p")
        widths = [int(path.name) for path in part.glob("*") if _WIDTH.fullmatch(path.name)]
        return (part / str(max(widths)), max(widths)) if widths else None


def shelf(log: Path, level: int | None = None) -> Shelf:
    """The tiles of a level, or the bundles of entries."""
    return Shelf(log, "entries" if level is None else str(level))


def spans(size: int) -> list[tuple[int, int, int]]:
    """The last file of each level, (level, n, width), of a tree of `size`; one whose width is 0 is not there."""
    found, level = [], 0
    while size or not level:
        found.append((level, size // WIDTH, size % WIDTH))
        size //= WIDTH
        level += 1
    return found


def framed(entry: bytes) -> bytes:
    """An entry as it lies in a bundle. Raises ValueError where it is too long."""
    if len(entry) > LONGEST_ENTRY:
        raise ValueError(f"an entry of {len(entry)} bytes")
    return len(entry).to_bytes(2, "big") + entry


def unframed(bundle: bytes) -> tuple[list[bytes], int]:
    """The whole entries of a bundle, and where they end: what comes after is none."""
    entries, at = [], 0
    while at + 2 <= len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle):
            break
        entries.append(bundle[at + 2 : end])
        at = end
    return entries, at


def hashes(tile: bytes) -> Iterator[bytes]:
    """The hashes of a tile, one after the other."""
    return (tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES))
