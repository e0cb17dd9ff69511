"""Publishes generations: indexes what is new, marks what is gone, merges what is due, sweeps what has expired.

In a library's folder of generations:

    current              the name of the generation in use
    superseded.json      when each of the others stopped being it
    NAME/                a generation
    segments/NAME/       a segment, of one generation or of several
    staged/NAME/         a segment that no generation has yet: blocks of a publication that was interrupted
    .…/                  what is being written

Everything is written aside, synced and renamed: the segments, then the generation, then `current`. Whatever the moment
at which it is killed, `current` names a whole generation, the old one or the new one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexes import retention, sealed, segment, tiers
from indexes.catalogue import Catalogue
from indexes.files import aside, move, remove, replace_file, sync
from indexes.files import sweep as sweep_hidden
from indexes.generation import CODES, CURRENT, GONE, SEGMENTS, current_name, segments_of
from indexes.records import Document, Encoder, Lexicon
from indexes.segment import Filed, Makers, Segment
from indexes.versions import Validity, validities

STAGED = "staged"

BLOCK = 2048
"""Passages that are indexed at once, at least: what an interruption costs at most."""

Progress = Callable[[int, int], None]
"""Told how many passages are indexed, of how many that have to be."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment on the way into the next generation, and which of its documents go there: bool [documents]."""

    folder: Path
    segment: Segment
    kept: NDArray[np.bool_]

    @property
    def size(self) -> tiers.Size:
        """Its passages."""
        live = int(self.segment.counts[self.kept].sum())
        return tiers.Size(live, len(self.segment) - live)


def publish(
    folder: Path,
    catalogue: Catalogue,
    encoder: Encoder,
    lexicon: Lexicon,
    *,
    anew: bool = False,
    merged: bool = False,
    keep: timedelta = retention.RETENTION,
    destroyed: Collection[str] = (),
    progress: Progress = lambda _done, _total: None,
) -> str:
    """Make a generation of what is or was valid in the catalogue, and make it the current one; return its name.

    What the current generation has indexed already is taken from there, if it is whole and was made with the same
    encoder and lexicon; the rest is indexed, in blocks that an interrupted publication leaves to the next. Where
    nothing changed, the current generation stays.

    anew: index everything again. merged: merge all segments into one, without what is gone from them.
    keep: how long the generations before are kept. destroyed: documents that are current no more and of which nothing
    may be left: segments that hold them are written anew without them, and the generations of those are dropped.
    """
    for place in (folder, folder / SEGMENTS, folder / STAGED):
        place.mkdir(parents=True, exist_ok=True)
    makers = Makers(encoder.fingerprint, lexicon.fingerprint)
    valid = validities(catalogue)
    wanted = {Filed(name, catalogue.pipeline_of(name) or ""): one for name, (one, _times) in valid.items()}
    times = {name: one for name, (_document, one) in valid.items()}
    basis = {**makers.facts(), "content": _content(wanted, times), "dimension": encoder.dimension}
    before = current_name(folder)
    facts = sealed.facts_of(folder / before) if before is not None else {}
    tainted = _holding(folder / SEGMENTS, destroyed)
    settled = not anew and not merged and not tainted.intersection(segments_of(facts))
    if settled and basis.items() <= facts.items() and sealed.is_whole(folder / str(before)):
        _sweep_expired(folder, str(before), keep, tainted)
        return str(before)
    missing = dict(wanted)
    old = [] if anew else list(_taken(folder / SEGMENTS, segments_of(facts), makers, missing))
    staged = sorted(path.name for path in (folder / STAGED).iterdir() if not path.name.startswith("."))
    blocks = list(_taken(folder / STAGED, staged, makers, missing, whole=True))
    blocks += _index(folder, missing, catalogue, encoder, lexicon, progress, sum(len(one.segment) for one in blocks))
    old = [part for part in old if part.kept.any()]
    sizes, new = [part.size for part in old], sum(part.size.live for part in blocks)
    chosen = tiers.chosen(sizes, new, everything=merged)
    left = [
        _merged(folder, [part], makers) if part.segment.name in tainted else part
        for place, part in enumerate(old)
        if place not in chosen
    ]
    gathered = [old[place] for place in chosen] + blocks
    if gathered:
        left.append(_merged(folder, gathered, makers))
    name = _seal_generation(folder, left, wanted, times, basis)
    _make_current(folder, name, before)
    _sweep_expired(folder, name, keep, tainted)
    return name


def sweep(folder: Path) -> None:
    """Drop what an interrupted publication was writing. Only for the one writer of a library."""
    for place in (folder, folder / SEGMENTS, folder / STAGED):
        sweep_hidden(place)


def _content(wanted: dict[Filed, Document], times: Mapping[str, Validity]) -> str:
    digest = sha256()
    for filed, document in sorted(wanted.items(), key=lambda one: one[0]):
        valid = times[document.id]
        facts = (filed.document, document.collection, document.label, filed.pipeline, valid.begins, valid.ends)
        digest.update(json.dumps(facts).encode())
    return digest.hexdigest()


def _taken(
    folder: Path, names: Sequence[str], makers: Makers, missing: dict[Filed, Document], *, whole: bool = False
) -> Iterator[_Part]:
    """Open those segments that are as they were written and by the same makers; strike what they hold off `missing`.

    whole: only those of which every document is missing.
    """
    for name in names:
        path = folder / name
        if Makers.of(sealed.facts_of(path)) != makers or not sealed.is_whole(path):
            continue
        opened = segment.load(path)
        kept = np.array([filed in missing for filed in opened.documents], dtype=np.bool_)
        if whole and not kept.all():
            continue
        for filed in opened.documents:
            missing.pop(filed, None)
        yield _Part(path, opened, kept)


def _index(
    folder: Path,
    missing: dict[Filed, Document],
    catalogue: Catalogue,
    encoder: Encoder,
    lexicon: Lexicon,
    progress: Progress,
    done: int,
) -> Iterator[_Part]:
    """Index the missing documents in blocks, each sealed and staged when it is made."""
    counts = catalogue.passage_counts()
    total = done + sum(counts.get(filed.document, 0) for filed in missing)
    waiting: list[tuple[Filed, Document]] = []
    size = 0
    ordered = sorted(missing.items(), key=lambda one: one[0])
    for place, (filed, document) in enumerate(ordered, start=1):
        waiting.append((filed, document))
        size += counts.get(filed.document, 0)
        if size < BLOCK and place < len(ordered):
            continue
        progress(done, total)
        with aside(folder / STAGED) as hidden:
            name = segment.write(hidden, waiting, catalogue, encoder, lexicon)
            _place(hidden, folder / STAGED / name)
        yield _Part(folder / STAGED / name, segment.load(folder / STAGED / name), np.ones(len(waiting), np.bool_))
        done += size
        waiting, size = [], 0
    if ordered:
        progress(done, total)


def _holding(folder: Path, documents: Collection[str]) -> set[str]:
    """The names of the segments in which one of the documents is, whether it can be found there or not; and of those of
    which that cannot be said.
    """
    held = {path.name: segment.documents_of(path) for path in folder.iterdir()} if documents else {}
    return {name for name, listed in held.items() if listed is None or not listed.isdisjoint(documents)}


def _merged(folder: Path, parts: Sequence[_Part], makers: Makers) -> _Part:
    """Make one segment of several, or of one without what is gone from it."""
    if len(parts) == 1 and parts[0].kept.all():
        if parts[0].folder.parent.name == STAGED:
            _place(parts[0].folder, folder / SEGMENTS / parts[0].segment.name)
        name = parts[0].segment.name
    else:
        with aside(folder / SEGMENTS) as hidden:
            name = segment.merge(hidden, [one.segment for one in parts], [one.kept for one in parts], makers)
            _place(hidden, folder / SEGMENTS / name)
    opened = segment.load(folder / SEGMENTS / name)
    return _Part(folder / SEGMENTS / name, opened, np.ones(len(opened.documents), np.bool_))


def _place(source: Path, target: Path) -> None:
    """Rename a sealed folder to its name. What is there by that name stays, if it is whole: it is the same."""
    if target.exists():
        if sealed.is_whole(target):
            return
        remove(target)
    move(source, target)


def _seal_generation(
    folder: Path,
    parts: Sequence[_Part],
    wanted: dict[Filed, Document],
    times: Mapping[str, Validity],
    basis: dict[str, object],
) -> str:
    parts = sorted(parts, key=lambda part: part.segment.name)
    collections = sorted({document.collection for document in wanted.values()})
    labels = sorted({document.label for document in wanted.values()})
    code = {name: place for place, name in enumerate(collections)}, {name: place for place, name in enumerate(labels)}

    def coded(document: Document) -> tuple[int, int, int, int]:
        valid = times[document.id]
        return code[0][document.collection], code[1][document.label], valid.begins, valid.ends

    codes = [
        coded(wanted[filed]) if kept else (GONE, GONE, GONE, GONE)
        for part in parts
        for filed, kept in zip(part.segment.documents, part.kept, strict=True)
    ]
    facts = {
        **basis,
        "segments": [part.segment.name for part in parts],
        "collections": collections,
        "labels": labels,
        "documents": len(wanted),
        "passages": sum(part.size.live for part in parts),
        "gone": sum(part.size.gone for part in parts),
    }
    with aside(folder) as hidden:
        np.save(hidden / CODES, np.array(codes, dtype=np.int32).reshape(-1, 4), allow_pickle=False)
        name = sealed.seal(hidden, facts)
        _place(hidden, folder / name)
    return name


def _make_current(folder: Path, name: str, before: str | None) -> None:
    """First note since when the one before is superseded, then supersede it."""
    superseded = retention.read(folder)
    if before is not None and before != name:
        superseded[before] = datetime.now(UTC)
    superseded.pop(name, None)
    retention.write(folder, superseded)
    replace_file(folder / CURRENT, name.encode())


def _sweep_expired(folder: Path, current: str, keep: timedelta, tainted: Collection[str] = ()) -> None:
    """Drop the generations that are kept no longer, then the segments that none has, then all that is staged.

    tainted: segments whose generations are not kept either.
    """
    others = [one for one in generations(folder) if one != current]
    superseded, now = retention.read(folder), datetime.now(UTC)
    dropped = set(retention.expired(others, superseded, now, keep))
    dropped |= {one for one in others if set(tainted).intersection(segments_of(sealed.facts_of(folder / one)))}
    for name in dropped:
        remove(folder / name)
    left = [one for one in others if one not in dropped]
    # One of which it is not known since when it is superseded was left by an interruption: its time begins now.
    dated = {name: superseded.get(name, now) for name in left}
    if dated != superseded:
        retention.write(folder, dated)
    used = {one for name in (current, *left) for one in segments_of(sealed.facts_of(folder / name))}
    for path in [*(folder / SEGMENTS).iterdir(), *(folder / STAGED).iterdir()]:
        if path.parent.name == STAGED or path.name not in used:
            remove(path)
    sync(folder)


def generations(folder: Path) -> list[str]:
    """The names of the generations that are kept, the current one among them."""
    return sorted(
        path.name
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_dir() and not path.name.startswith(".") and path.name not in (SEGMENTS, STAGED)
    )
