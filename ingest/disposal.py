"""Takes documents out of search, puts them back, and destroys them: nothing of these is left but a tombstone.

A document is destroyed in this order, each step on the disk before the next: the entry on the record that says so; its
tombstone, with which it is out of search; a generation and segments without it; the catalogue and the vectors; the
vault; the end of it, on the tombstone and on the record. Whoever writes to the library next finishes what was cut off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from gettext import gettext as _
from typing import Protocol

from indexes.disposal import Disposal
from indexes.files import sync
from indexes.library import EVALUATIONS, Library
from indexes.nearness import texts
from indexes.publishing import publish
from indexes.records import Document, Encoder, Lexicon
from indexes.vectors import FILE as VECTORS
from indexes.vectors import VectorStore
from ingest import keeping
from ingest.errors import IngestError
from ingest.relations import relate


class Recorder(Protocol):
    """Puts an entry on the record; it is durable when this returns."""

    def record(self, kind: str, facts: Mapping[str, object]) -> object:
        """Append an entry of this kind."""


class UnknownDocumentError(IngestError):
    """No document, or several, are called so: name one."""


class KeptError(IngestError):
    """A document may not be destroyed: lift the hold, or wait for the end of its retention."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What disposal works with; a generation is published after each."""

    library: Library
    encoder: Encoder
    lexicon: Lexicon
    recorder: Recorder


def named(library: Library, name: str) -> Document:
    """The document that a clerk names: by its file, the current one of that name; or by the start of its SHA-256.

    Raises:
        UnknownDocumentError: there is none, or there are several.
    """
    database = library.catalogue.database
    rows = database.execute(
        "SELECT id FROM documents WHERE file = ?1 OR id IN (SELECT document FROM locations WHERE file = ?1)", (name,)
    ).fetchall()
    current = [row for row in rows if library.catalogue.superseded_by(row[0]) is None]
    found = current or rows
    if not found and len(name) >= 8:
        found = database.execute("SELECT id FROM documents WHERE substr(id, 1, length(?1)) = ?1", (name,)).fetchall()
    if len(found) != 1:
        message = _("No document is called {name}.") if not found else _("Several documents are called {name}.")
        raise UnknownDocumentError(
            message.format(name=name),
            hint=_("Name it by its file as search shows it, or by the first digits of its SHA-256, eight at least."),
        )
    document = library.catalogue.document(found[0][0])
    assert document is not None  # noqa: S101  # it was just found
    return document


def remove(tools: Tools, documents: Sequence[Document], reason: str) -> str:
    """Take documents out of search, and publish; return the generation. Their bytes and pages stay for old answers."""
    with tools.library.writing():
        _finish(tools)
        disposal = Disposal(tools.library.catalogue)
        for document in documents:
            facts = {"document": document.id, "file": document.file, "reason": reason}
            tools.recorder.record("document.removed", facts)
            disposal.remove(document.id, reason)
        relate(tools.library.catalogue)
        return _publish(tools)


def restore(tools: Tools, documents: Sequence[Document]) -> str:
    """Put removed documents back into search, and publish; return the generation."""
    with tools.library.writing():
        _finish(tools)
        disposal = Disposal(tools.library.catalogue)
        for document in documents:
            tools.recorder.record("document.restored", {"document": document.id, "file": document.file})
            disposal.restore(document.id)
        relate(tools.library.catalogue)
        return _publish(tools)


def check(library: Library, document: Document, today: date) -> None:
    """See that a document may be destroyed.

    Raises:
        KeptError: it is held, or its retention has not ended, or it is not known when it does.
    """
    ruled = Disposal(library.catalogue).ruled(document.id)
    for one in ruled:
        if one.hold is not None:
            raise KeptError(
                _("{file} is under a legal hold: {hold}. It stays.").format(file=document.file, hold=one.hold),
                hint=_(
                    "When the hold is lifted, take it out of the folder rules ({rules}) and file the folder again: "
                    "greffier ingest run {root}"
                ).format(rules=", ".join(one.rules), root=one.root),
            )
    for one in ruled:
        if one.retain is None:
            continue
        term = keeping.parse(one.retain)
        end = keeping.ends(term, dated=document.facts.date, filed=one.since)
        if end is not None and end <= today:
            continue
        if term.permanent:
            message = _("{file} is kept permanently ({rules}). It stays.")
        elif end is None:
            message = _("{file} bears no date, so that the end of “{term}” ({rules}) is not known. It stays.")
        else:
            message = _("{file} is kept until {end}, “{term}” ({rules}). It stays.")
        raise KeptError(
            message.format(file=document.file, end=end, term=one.retain, rules=", ".join(one.rules)),
            hint=_(
                "Take it out of search instead: greffier ingest remove {file}. Or correct the folder rules and file "
                "the folder again."
            ).format(file=document.file),
        )


def purge(tools: Tools, documents: Sequence[Document], *, rule: str, approver: str, today: date | None = None) -> bool:
    """Destroy documents; say whether nothing is left of them. It is not where a process that reads the library keeps
    it from being written anew: then the next job, or the next purge, finishes.

    Raises:
        KeptError: one of them may not be destroyed; then none is.
    """
    library, disposal = tools.library, Disposal(tools.library.catalogue)
    with library.writing():
        for document in documents:
            check(library, document, today or datetime.now(UTC).date())
        for document in documents:
            begun = {"document": document.id, "rule": rule, "approved_by": approver}
            tools.recorder.record("document.purge.begun", begun)
            with library.catalogue.transaction():
                disposal.bury(document.id, rule, approver)
        return _finish(tools)


def finish(tools: Tools) -> bool:
    """Go on with what was cut off, as the one writer of the library; say whether nothing is left to do."""
    return _finish(tools)


def _finish(tools: Tools) -> bool:
    library, disposal = tools.library, Disposal(tools.library.catalogue)
    begun = disposal.tombstones(unfinished=True)
    if not begun:
        return True
    names = [one.document for one in begun]
    _publish(tools, destroyed=names)
    disposal.erase(names)
    gone = disposal.scrub() & _forget(library)
    _forget_results(library, names)
    for name in names:
        path = library.vault.path(name)
        if path.exists():
            path.unlink()
            sync(path.parent)
    if not gone:
        return False
    for one in begun:
        facts = {"document": one.document, "names": list(one.names), "rule": one.rule, "approved_by": one.approver}
        tools.recorder.record("document.purged", facts)
    with library.catalogue.transaction():
        disposal.done(names)
    return True


def _forget_results(library: Library, documents: Iterable[str]) -> None:
    """Delete the results of evaluations that name what is destroyed, by its passages: titles and questions are in them.

    A passage's name begins with the first sixteen digits of its document's.
    """
    starts = [f'"{document[:16]}-'.encode() for document in documents]
    for path in (library.folder / EVALUATIONS).glob("*.json"):
        found = path.read_bytes()
        if any(start in found for start in starts):
            path.unlink()
            sync(path.parent)


def _forget(library: Library) -> bool:
    """Delete the vectors of texts that the catalogue does not hold any more."""
    path = library.folder / VECTORS
    if not path.exists():
        return True
    store = VectorStore(path)
    try:
        return store.keep_only(_texts(library))
    except sqlite3.Error:  # damaged, or in use for too long: what it holds can be made again
        for left in library.folder.glob(f"{VECTORS}*"):
            left.unlink()
        return True
    finally:
        store.close()


def _texts(library: Library) -> Iterator[str]:
    for (name,) in library.catalogue.database.execute("SELECT id FROM documents ORDER BY id").fetchall():
        for passage in library.catalogue.passages_of(name):
            yield from texts(passage)


def _publish(tools: Tools, destroyed: Sequence[str] = ()) -> str:
    library = tools.library
    before = library.current_generation()
    name = publish(
        library.generations, library.catalogue, tools.encoder, tools.lexicon, keep=library.keep, destroyed=destroyed
    )
    if name != before:
        tools.recorder.record("generation.published", {"generation": name})
    return name
