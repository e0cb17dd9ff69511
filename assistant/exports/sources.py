"""Numbers what answers rest on, through a whole paper, and says of each source where its reader finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from gettext import gettext as _

from assistant.answer import Citation
from assistant.exports.model import Line, Mark, Note, Run
from assistant.exports.words import language_name, page_name
from assistant.marks import marks
from assistant.recognised import mark
from indexes.records import Document, Hit, Language

Lookup = Callable[[str], Document | None]
"""Looks a document up by its SHA-256, with how it stands among its notes (assistant.marks.noted); None: not filed."""

HASH = 16
"""Digits of a SHA-256 that are shown: no two documents of a library are ever alike in as many."""


def nothing_filed(_name: str) -> None:
    """A lookup for who has no library at hand."""


class Numbering:
    """Gives numbers to sources, one to each place in a document; one that is cited again in an answer keeps its own."""

    def __init__(self) -> None:
        self._first = 1
        self._lines: dict[object, Line] = {}
        self._references: dict[object, int] = {}

    def cited(self, citation: Citation, reader: Language, lookup: Lookup) -> Mark:
        """Refer to a citation."""
        key = (citation.document, citation.page, citation.start, citation.end)
        return self._mark(key, tuple(of_citation(citation, reader, lookup)))

    def found(self, hit: Hit, reader: Language, lookup: Lookup) -> Mark:
        """Refer to a passage found."""
        return self._mark(hit.passage.id, tuple(of_hit(hit, reader, lookup)))

    def close(self) -> tuple[Note, ...]:
        """The sources of the answer that ends here."""
        notes = tuple(
            Note(number, line, self._references[key])
            for number, (key, line) in enumerate(self._lines.items(), start=self._first)
        )
        self._first += len(notes)
        self._lines, self._references = {}, {}
        return notes

    def _mark(self, key: object, line: Line) -> Mark:
        self._lines.setdefault(key, line)
        self._references[key] = self._references.get(key, 0) + 1
        return Mark(self._first + list(self._lines).index(key), self._references[key])


def of_citation(citation: Citation, reader: Language, lookup: Lookup) -> Iterator[Run]:
    """A citation's source; `reader` is the language of the question: a document in the other one is said to be so."""
    yield Run(citation.title or citation.file, citation.language)
    rest = [page_name(citation.page, citation.page_label), citation.file]
    if citation.language != reader:
        rest.append(language_name(citation.language))
    if citation.recognised is not None:
        rest.append(mark(citation.recognised))
    yield Run(
        "".join(f", {rest[0]}") + "".join(f"; {one}" for one in (*rest[1:], *_standing(citation.document, lookup)))
    )


def of_hit(hit: Hit, reader: Language, lookup: Lookup) -> Iterator[Run]:
    """The source of a passage found."""
    document = hit.document
    yield Run(document.title or document.file, document.language)
    rest = [document.file]
    if document.language != reader:
        rest.append(language_name(document.language))
    page = page_name(hit.passage.page, hit.page_label)
    yield Run(f", {page}" + "".join(f"; {one}" for one in (*rest, *_standing(document.id, lookup))))


def _standing(document: str, lookup: Lookup) -> Iterator[str]:
    """How the document stands among the others, and its hash; both for who wants to find the very same one."""
    found = lookup(document)
    if found is not None:
        yield from marks(found)
    yield _("SHA-256 {start}…").format(start=document[:HASH])
