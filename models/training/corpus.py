"""Reads the aligned sections, and parts the documents to train on from those to measure on."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

Language = Literal["fr", "en"]

LEFT_OUT = Path(__file__).parent / "held-out.txt"
"""The documents that the development questions ask about."""

MEASURED_SHARE = 0.03
"""Of the other documents, the share that is kept to measure on."""


class Both(NamedTuple):
    """The same thing said in both languages; `both.fr`, or `both[0]`."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an Act or a regulation, French and English side by side. What it does not have is empty."""

    document: str
    label: str
    title: Both
    note: Both
    heading: Both
    body: Both

    @property
    def substantial(self) -> bool:
        """Whether the bodies hold enough text, of comparable length, to be found by; `[Repealed]` does not."""
        if self.body.fr.startswith("[") or self.body.en.startswith("["):
            return False
        fr, en = len(self.body.fr.split()), len(self.body.en.split())
        return min(fr, en) >= 8 and max(fr, en) <= 3 * min(fr, en)


@dataclass(frozen=True, slots=True)
class Split:
    """Sections to train on, and sections of other documents to measure on."""

    training: list[Section]
    measured: list[Section]


def read(path: Path) -> Iterator[Section]:
    """Read the sections of a gzipped JSON-lines file, in order, without those whose bodies were seen before.

    Each line has `doc`, `label`, `en`, `fr`, and where known `title_*`, `mn_*` (marginal note), `head_*` (headings,
    from the outer to the inner, ` > ` between).
    """
    seen: set[tuple[str, str]] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if (row["fr"], row["en"]) in seen:
                continue
            seen.add((row["fr"], row["en"]))
            yield Section(
                document=row["doc"],
                label=row["label"],
                title=Both(row.get("title_fr") or "", row.get("title_en") or ""),
                note=Both(row.get("mn_fr") or "", row.get("mn_en") or ""),
                heading=Both(row.get("head_fr") or "", row.get("head_en") or ""),
                body=Both(row["fr"], row["en"]),
            )


def listed(argument: str | None) -> frozenset[str]:
    """Return the document ids that an argument names: a file of ids, one a line, or ids with commas between."""
    if argument is not None and not Path(argument).is_file():
        return frozenset(part.strip() for part in argument.split(",") if part.strip())
    lines = (LEFT_OUT if argument is None else Path(argument)).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _is_measured(document: str) -> bool:
    # By hash and by document: stable when the corpus grows, and no section of a measured document is trained on.
    digest = hashlib.sha256(document.encode()).digest()
    return int.from_bytes(digest[:4], "big") < MEASURED_SHARE * 2**32


def split(sections: Iterable[Section], left_out: frozenset[str]) -> Split:
    """Part the sections by document; those of the documents `left_out` appear in neither part."""
    parts = Split([], [])
    for section in sections:
        if section.document not in left_out:
            (parts.measured if _is_measured(section.document) else parts.training).append(section)
    return parts
