"""Describes the generations of a library: what is searched, what it is made of, what is kept, what is unfinished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from indexes import retention, sealed, segment
from indexes.dense import QUANTISED_FILE
from indexes.generation import CODES, GONE, SEGMENTS, current_name, segments_of
from indexes.publishing import STAGED, generations
from indexes.segment import Makers


@dataclass(frozen=True, slots=True)
class SegmentState:
    """A segment of the current generation: its passages, how many of them are gone, its files' size in bytes."""

    name: str
    passages: int
    gone: int
    quantised: bool
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation that is no longer current: since when, and until when it is kept at least."""

    name: str
    superseded: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """What is published. `makers` is None where nothing is, or nothing that this version can read.

    passages: those that can be found; gone: those that still take space in a segment; staged: passages that an
    unfinished publication or rebuild has indexed so far, by the fingerprint of the encoder.
    """

    generation: str | None
    makers: Makers | None
    documents: int
    passages: int
    gone: int
    segments: tuple[SegmentState, ...]
    kept: tuple[Kept, ...]
    staged: Mapping[str, int]


def describe(folder: Path, keep: timedelta = retention.RETENTION) -> State:
    """Read the manifests in a folder of generations; nothing is verified."""
    current = current_name(folder)
    facts = sealed.facts_of(folder / current) if current is not None else {}
    superseded = retention.read(folder)
    segments = _segments(folder, current, facts)
    return State(
        generation=current,
        makers=Makers.of(facts),
        documents=_number(facts, "documents"),
        passages=_number(facts, "passages"),
        gone=sum(one.gone for one in segments),
        segments=segments,
        kept=tuple(
            Kept(name, superseded.get(name), superseded[name] + keep if name in superseded else None)
            for name in generations(folder)
            if name != current
        ),
        staged=_staged(folder / STAGED),
    )


def _segments(folder: Path, current: str | None, facts: dict[str, object]) -> tuple[SegmentState, ...]:
    found = []
    names = segments_of(facts)
    gone = _gone(folder, current, names) if current is not None and names else []
    for name, left in zip(names, gone, strict=False):
        path = folder / SEGMENTS / name
        size = sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else 0
        passages = _number(sealed.facts_of(path), "passages")
        found.append(SegmentState(name, passages, left, (path / QUANTISED_FILE).is_file(), size))
    return tuple(found)


def _gone(folder: Path, current: str, names: list[str]) -> list[int]:
    """How many passages are gone from each segment."""
    try:
        codes = np.load(folder / current / CODES, allow_pickle=False)
        counts = [segment.counts_of(folder / SEGMENTS / name) for name in names]
    except (OSError, ValueError, KeyError):
        return [0] * len(names)
    ends = np.cumsum([len(one) for one in counts])
    parts = np.split(codes[:, 1] == GONE, ends[:-1])
    return [int(one[part].sum()) for one, part in zip(counts, parts, strict=True)]


def _staged(folder: Path) -> dict[str, int]:
    staged: dict[str, int] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        facts = sealed.facts_of(path)
        makers = Makers.of(facts)
        if makers is not None:
            staged[makers.encoder] = staged.get(makers.encoder, 0) + _number(facts, "passages")
    return staged


def _number(facts: Mapping[str, object], key: str) -> int:
    value = facts.get(key)
    return value if isinstance(value, int) else 0
