"""Reads a session's exchanges back from the record: each question with what was answered, as it was shown then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, Protocol

from assistant.answer import Answer, Carried, Citation, Statement, Word
from assistant.audit.replay.sessions import Exchange as Grouped
from assistant.audit.replay.sessions import recorded
from assistant.citing import lines_of
from assistant.errors import RecordError
from assistant.exchange import Exchange, Outcome
from indexes.records import LANGUAGES, Document, Hit, Language, Page, Passage
from models.language import dominant

if TYPE_CHECKING:
    from assistant.audit.reading import Told
    from indexes.catalogue import Catalogue

_PAGES = 128
"""Pages kept at hand: the answers of a session cite the same ones again and again."""


class Filed(Protocol):
    """Looks up what is filed and may be read: titles, pages for the boxes of a citation, passages that were found."""

    def document(self, name: str) -> Document | None:
        """A document by its SHA-256."""

    def page(self, document: str, number: int) -> Page | None:
        """A page, by its 1-based number."""

    def passage(self, name: str) -> Passage | None:
        """A passage by its id."""


class Cleared:
    """What of a catalogue a reader is cleared for; the rest is to them as if it were not filed."""

    def __init__(self, catalogue: Catalogue, labels: Collection[str]) -> None:
        self._catalogue = catalogue
        self._labels = labels
        self.document = lru_cache(None)(self._document)
        self.page = lru_cache(_PAGES)(self._page)
        self.passage = lru_cache(None)(self._passage)

    def _document(self, name: str) -> Document | None:
        found = self._catalogue.document(name)
        return found if found is not None and found.label in self._labels else None

    def _page(self, document: str, number: int) -> Page | None:
        return None if self.document(document) is None else self._catalogue.page(document, number)

    def _passage(self, name: str) -> Passage | None:
        found = next(iter(self._catalogue.passages([name])), None)
        return None if found is None or self.document(found.document) is None else found


def exchanges(told: Told, filed: Filed) -> list[Exchange]:
    """The exchanges of a session, in order.

    What a citation points at has its title, its language and its boxes as they are filed now; where it is not filed any
    more, the record's own words stand, under the name of the file. A passage found has the score of what was chosen
    from it, and no ranks: the record does not keep them.

    Raises:
        RecordError: an entry does not say what its kind says.
    """
    withheld = {one.entry.index for one in told.entries if one.withheld}
    session = recorded(told.session, (one.entry for one in told.entries))
    spoken = "fr" if session.opened is None else str(session.opened.facts.get("ui", "fr"))
    found = []
    for one in session.exchanges:
        try:
            found.append(_exchange(one, told, filed, withheld, spoken))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RecordError(
                _("What entry {index} of the record says cannot be read.").format(index=one.question.index),
                hint=_("See whether the record holds: greffier audit verify"),
            ) from error
    return found


def _exchange(one: Grouped, told: Told, filed: Filed, withheld: Collection[int], spoken: str) -> Exchange:
    asked: Mapping[str, Any] = one.question.facts
    language = _language(asked.get("language", spoken))
    over = _carried(asked.get("carried"))
    outcome = _outcome(one, withheld)
    judged = told.judgements.get(one.answer.index, ()) if one.answer is not None else ()
    return Exchange(
        session=told.session,
        question=one.asked,
        language=language,
        asked=one.question.time,
        entry=one.question.index,
        outcome=outcome,
        answer=_answer(one, told.session, language, over, filed) if outcome == "answered" else None,
        stated=tuple(_stated(one, language, filed)) if outcome == "broken off" else (),
        carried=over,
        judgements=tuple(judged),
    )


def _outcome(one: Grouped, withheld: Collection[int]) -> Outcome:
    if any(entry.destroyed is not None for entry in one.entries):
        return "destroyed"
    if any(entry.index in withheld for entry in one.entries):
        return "withheld"
    return "answered" if one.answered else "broken off"


def _answer(one: Grouped, session: str, language: Language, over: Carried | None, filed: Filed) -> Answer:
    entry = one.answer
    assert entry is not None  # noqa: S101  # its outcome says so
    facts: Mapping[str, Any] = entry.facts
    return Answer(
        question=one.asked,
        language=language,
        refused=facts["refused"],
        mode=facts["mode"],
        statements=tuple(_statement(each, language, filed) for each in facts["statements"]),
        nearest=tuple(_nearest(facts.get("evidence", ()), filed)),
        session=session,
        entry=entry.index,
        model=facts.get("model"),
        generation=facts.get("generation", ""),
        text=facts["answer"],
        carried=over,
        left_out=facts.get("left_out", {}).get("count", 0),
        missing=tuple(facts.get("missing", ())),
    )


def _stated(one: Grouped, language: Language, filed: Filed) -> Iterator[Statement]:
    """What was shown of an answer that was broken off: each statement was on the record before it was shown."""
    entries: list[Mapping[str, Any]] = [entry.facts for entry in one.statements]
    if not entries and one.answer is not None:
        entries = [one.answer.facts]
    for facts in entries:
        for each in facts["statements"]:
            yield _statement(each, language, filed)


def _statement(facts: Mapping[str, Any], language: Language, filed: Filed) -> Statement:
    return Statement(
        text=facts["text"],
        kind=facts["kind"],
        supported=facts["supported"],
        citations=tuple(_citation(each, language, filed) for each in facts["citations"]),
        reason=facts.get("reason", ""),
        pointers=tuple(facts.get("pointers", ())),
    )


def _citation(facts: Mapping[str, Any], language: Language, filed: Filed) -> Citation:
    name, number, start, end, quote = (facts[key] for key in ("document", "page", "start", "end", "quote"))
    document, page = filed.document(name), filed.page(name, number)
    as_then = page is not None and page.text[start:end] == quote  # else read again since, by another version
    best = facts.get("best")
    return Citation(
        document=name,
        file=facts["file"],
        title=facts["file"] if document is None else document.title,
        language=dominant(quote, otherwise=language) if document is None else document.language,
        page=number,
        page_label=None if page is None else page.label,
        start=start,
        end=end,
        quote=quote,
        boxes=lines_of(page.boxes[start:end]) if page is not None and as_then else (),
        recognised=facts.get("recognised"),
        best=None if best is None else (best[0], best[1]),
    )


def _nearest(evidence: Collection[Mapping[str, Any]], filed: Filed) -> Iterator[Hit]:
    """The passages that were found and stand, in their order."""
    for one in evidence:
        passage = filed.passage(one["passage"])
        document = None if passage is None else filed.document(passage.document)
        if passage is not None and document is not None:
            page = filed.page(document.id, passage.page)
            yield Hit(one["number"], one["score"], passage, document, None if page is None else page.label, {})


def _carried(facts: Mapping[str, Any] | None) -> Carried | None:
    if facts is None:
        return None
    words = tuple(Word(one["text"], one["language"], one["entry"]) for one in facts["words"])
    return Carried(facts["question"], facts["sign"], words, facts["searched"])


def _language(said: object) -> Language:
    return next((one for one in LANGUAGES if one == said), "fr")
