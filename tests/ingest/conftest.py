"""Raw pages made without a PDF, for the parts that only look at lines; a clerk who runs whole jobs, for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from indexes.library import Library
from indexes.quarantine import Quarantine, Quarantined
from ingest import job
from ingest.pdfium import RawPage
from ingest.report import Report

STEP = 14.0
CHARACTER = 5.0


@dataclass(frozen=True)
class Row:
    """A line as it is set: where it begins, in points from the page's top left corner, and how it looks."""

    text: str
    x: float = 72.0
    y: float | None = None
    size: float = 10.0
    bold: bool = False


MakePage = Callable[..., RawPage]


@pytest.fixture
def row() -> type[Row]:
    return Row


@pytest.fixture
def raw_page() -> MakePage:
    """Makes a RawPage of rows (or plain texts) set below one another; a row's end is PDFium's CR LF."""

    def make(*rows: Row | str, number: int = 1, height: float = 792.0, top: float = 150.0) -> RawPage:
        text = ""
        boxes: list[tuple[float, float, float, float]] = []
        sizes: list[float] = []
        bold: list[bool] = []
        y = top
        for one in rows:
            placed = Row(one) if isinstance(one, str) else one
            y = y if placed.y is None else placed.y
            for place, character in enumerate(placed.text):
                x = placed.x + place * CHARACTER
                boxes.append((x, y, x + CHARACTER, y + placed.size) if character.strip() else (0, 0, 0, 0))
            end = "" if placed.text.endswith("\x02") else "\r\n"
            text += placed.text + end
            boxes += [(0, 0, 0, 0)] * len(end)
            sizes += [placed.size] * len(placed.text) + [0.0] * len(end)
            bold += [placed.bold] * len(placed.text) + [False] * len(end)
            y += STEP
        return RawPage(
            number=number,
            label=None,
            width=612.0,
            height=height,
            text=text,
            boxes=np.array(boxes, dtype=np.float32).reshape(len(text), 4),
            sizes=np.array(sizes, dtype=np.float32),
            bold=np.array(bold, dtype=np.bool_),
            has_drawing=bool(text),
        )

    return make


@pytest.fixture
def compound() -> Callable[[dict[str, bytes]], bytes]:
    """Makes an OLE compound file (MS-CFB) of streams shorter than 4096 bytes; a `/` in a name makes a storage."""
    return _compound


_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _compound(streams: dict[str, bytes]) -> bytes:
    names, kinds, parents = ["Root Entry"], [5], [-1]
    places: dict[str, int] = {"": 0}
    for path in streams:
        for depth in range(1, path.count("/") + 2):
            part = "/".join(path.split("/")[:depth])
            if part not in places:
                places[part] = len(names)
                names.append(part.rpartition("/")[2])
                kinds.append(2 if part == path else 1)
                parents.append(places[part.rpartition("/")[0]])
    small, mini_fat = b"", []
    starts = {0: _END}
    for path, content in streams.items():
        starts[places[path]] = len(mini_fat) if content else _END
        length = -(-len(content) // 64)
        mini_fat += [len(mini_fat) + 1 + n for n in range(length - 1)] + [_END] * bool(length)
        small += content.ljust(64 * length, b"\0")
    sizes = {places[path]: len(content) for path, content in streams.items()}
    sizes[0] = len(small)

    def sectors(content: bytes, filler: bytes = b"\0") -> list[bytes]:
        return [content[at : at + 512].ljust(512, filler) for at in range(0, len(content), 512)]

    def words(numbers: list[int]) -> bytes:
        return b"".join(number.to_bytes(4, "little") for number in numbers)

    entries = b""
    table = sectors(words(mini_fat), b"\xff")
    stream = sectors(small)
    starts[0] = 1 + len(table) if stream else _END
    for place, name in enumerate(names):
        children = [child for child, parent in enumerate(parents) if parent == place]
        siblings = [one for one in range(place + 1, len(names)) if parents[one] == parents[place]]
        links = [_FREE, siblings[0] if siblings and place else _FREE, children[0] if children else _FREE]
        raw = name.encode("utf-16-le")
        entries += (
            raw.ljust(64, b"\0") + (len(raw) + 2).to_bytes(2, "little") + bytes([kinds[place], 1]) + words(links)
            + bytes(36) + words([starts.get(place, 0), sizes.get(place, 0), 0])
        )  # fmt: skip
    directory = sectors(entries)
    body = table + stream + directory
    fat = [_FAT]
    for part in (table, stream, directory):
        fat += [len(fat) + 1 + n for n in range(len(part) - 1)] + [_END] * bool(part)
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(6)
        + words([0, 1, 1 + len(table) + len(stream), 0, 4096, 1 if table else _END, len(table), _END, 0])
        + words([0] + [_FREE] * 108)
    )  # fmt: skip
    assert len(header) == 512
    assert len(fat) <= 128
    return header + sectors(words(fat), b"\xff")[0] + b"".join(body)


@dataclass
class Recorder:
    """Keeps what it is handed."""

    entries: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def record(self, kind: str, facts: Mapping[str, object]) -> None:
        self.entries.append((kind, facts))


@dataclass
class Clerk:
    """Runs jobs on one library."""

    library: Library
    encoder: object
    lexicon: object
    recorder: Recorder

    def events(self, *paths: Path, **order: object) -> list[job.Event]:
        return list(
            job.run(
                self.library,
                job.Order(paths, **order),
                encoder=self.encoder,
                lexicon=self.lexicon,
                recorder=self.recorder,
            )
        )

    def quarantine(self) -> list[Quarantined]:
        return Quarantine(self.library.catalogue).files()

    def run(self, *paths: Path, **order: object) -> Report:
        report = Report()
        for event in self.events(*paths, **order):
            report.add(event)
        return report


@pytest.fixture
def clerk(tmp_path: Path, fake_encoder, fake_lexicon) -> Iterator[Clerk]:
    library = Library(tmp_path / "library", create=True)
    yield Clerk(library, fake_encoder, fake_lexicon, Recorder())
    library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    return path
