"""Says answers, sources and pages in lines that are heard one after the other. Pure; unsafe text is left to who prints.

Nothing is told by its place or by a sign: a quotation, a claim and a refusal are each called what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Statement
from assistant.exchange import Exchange
from assistant.exports import words
from assistant.i18n import number as written
from assistant.i18n import spoken
from assistant.recognised import caution, mark
from assistant.render import left_out_line, missing_line, unsupported_line
from indexes.records import Hit, Language, Page

if TYPE_CHECKING:
    from assistant.tui.sessions.desk import SessionLine

NEAREST = 5
"""Passages said with a refusal, or found: more would take too long to hear."""

_PASSAGE = 300
_TITLES = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A place that can be read: of a citation, or of a passage found. quote: its words, or those that say most."""

    document: str
    title: str
    file: str
    language: Language
    page: int
    page_label: str | None
    quote: str
    recognised: float | None = None
    citation: Citation | None = None


def of_citation(citation: Citation) -> Source:
    """The place that a citation points at."""
    start, end = citation.best or (citation.start, citation.end)
    return Source(
        citation.document,
        citation.title or citation.file,
        citation.file,
        citation.language,
        citation.page,
        citation.page_label,
        citation.quote[start - citation.start : end - citation.start],
        citation.recognised,
        citation,
    )


def of_hit(hit: Hit) -> Source:
    """The place where a passage begins."""
    document, passage = hit.document, hit.passage
    title = document.title or document.file
    return Source(document.id, title, document.file, document.language, passage.page, hit.page_label, passage.text)


@dataclass(slots=True)
class Sources:
    """The sources said last, numbered from 1; one that is cited again keeps its number."""

    listed: list[Source] = field(default_factory=list)

    def number(self, source: Source) -> int:
        """The number of a source, which has one from now on."""
        if source not in self.listed:
            self.listed.append(source)
        return self.listed.index(source) + 1

    def called(self, number: int | None) -> Source | None:
        """The source of a number; None where there is none."""
        return self.listed[number - 1] if number is not None and 0 < number <= len(self.listed) else None


def found_lines(hits: Sequence[Hit]) -> Iterator[str]:
    """That passages were found, and in which documents."""
    if not hits:
        yield _("Nothing was found.")
        return
    count = ngettext("{count} passage found.", "{count} passages found.", len(hits)).format(count=written(len(hits)))
    titles = list(dict.fromkeys(hit.document.title or hit.document.file for hit in hits))[:_TITLES]
    yield count + " " + _("The nearest are in: {titles}.").format(titles="; ".join(titles))


def statement_lines(statement: Statement, place: int, sources: Sources) -> Iterator[str]:
    """A statement as the `place`th of its answer, from 1, with the numbers of its sources."""
    if statement.kind == "quotation":
        for citation in statement.citations:
            lead = _("Quotation {n}:").format(n=place)
            if citation.language != spoken():
                lead = _("Quotation {n}, {language}:").format(n=place, language=words.language_name(citation.language))
            number = sources.number(of_citation(citation))
            quote = words.quoted(words.on_one_line(citation.quote), citation.language)
            yield " ".join((lead, quote, _("Source {n}.").format(n=number)))
        return
    numbers = list(dict.fromkeys(sources.number(of_citation(citation)) for citation in statement.citations))
    listed = ", ".join(map(str, numbers))
    said = ngettext("Source {numbers}.", "Sources {numbers}.", len(numbers)).format(numbers=listed) if numbers else ""
    yield f"{words.claim_lead(statement)} {words.on_one_line(statement.text)} {said}".rstrip()
    if statement.reason and not statement.supported:
        yield _("Why: {reason}").format(reason=words.on_one_line(statement.reason))


def closing_lines(answer: Answer, sources: Sources) -> Iterator[str]:
    """What stands after an answer's statements: the refusal, what was left out, the sources, where it is recorded."""
    if answer.refused:
        yield _("No answer.") + " " + answer.text
        if answer.missing:
            yield missing_line(answer)
    elif answer.left_out:
        yield left_out_line(answer)
    if answer.unsupported:
        yield unsupported_line()
    if sources.listed:
        yield from source_list(sources)
    if (answer.refused or answer.unsupported) and answer.nearest:
        yield _("Nearest passages, which are not an answer:")
        yield from passage_lines(answer.nearest[:NEAREST], sources)
    yield _("On the record: entry {entry}.").format(entry=answer.entry)


def passage_lines(hits: Sequence[Hit], sources: Sources) -> Iterator[str]:
    """Passages found, each as a source that can be read."""
    for hit in hits:
        source = of_hit(hit)
        quote = words.quoted(words.shortened(hit.passage.text, _PASSAGE), hit.passage.language)
        yield f"{_source(sources.number(source), source)} {quote}"


def source_list(sources: Sources) -> Iterator[str]:
    """The sources, a line each."""
    yield _("Sources")
    for number, source in enumerate(sources.listed, start=1):
        yield _source(number, source)


def exchange_lines(place: int, one: Exchange, sources: Sources) -> Iterator[str]:
    """A recorded question with what became of it, as it was said then."""
    yield _("Question {n}: {question}").format(n=place, question=words.on_one_line(one.question) or "–")
    yield words.asked_on(one)
    if one.carried is not None:
        yield words.followed(one.carried)
    if why := words.why_nothing(one):
        yield why
    stated = one.stated if one.answer is None else one.answer.statements
    for number, statement in enumerate(stated, start=1):
        yield from statement_lines(statement, number, sources)
    if one.answer is not None:
        yield from closing_lines(one.answer, sources)
    elif sources.listed:
        yield from source_list(sources)
    for said in one.judgements:
        yield words.judged(said) + (_(": {note}").format(note=words.on_one_line(said.note)) if said.note else ".")


def read_lines(
    number: int, source: Source, page: Page | None, pages: int | None, marks: Sequence[str]
) -> Iterator[str]:
    """A source as it is read: where it stands, what is cited of it, then the page. marks: how its document stands."""
    yield _source(number, source)
    if marks:
        yield _("About the document: {marks}.").format(marks="; ".join(marks))
    lead = _("Cited: {quote}")
    if source.citation is not None and source.citation.best is not None:
        lead = _("Of what is cited, this says most: {quote}")
    yield lead.format(quote=words.quoted(words.on_one_line(source.quote), source.language))
    if page is None:
        yield _("This page is not filed any more.")
        return
    yield from page_lines(page, pages)


def page_lines(page: Page, pages: int | None) -> Iterator[str]:
    """The filed text of a page, after its number."""
    name = page_name(page.number, page.label)
    if pages is None:
        yield _("Text of {page}:").format(page=name)
    else:
        yield _("Text of {page}, of {pages} in the file:").format(page=name, pages=pages)
    if page.confidence is not None:
        yield caution(page.confidence)
    yield from (line for line in page.text.split("\n") if line.strip())
    yield _("End of the page.")


def page_name(page: int, label: str | None) -> str:
    """The page in words: by the label printed on it, and by its place in the file where the two differ."""
    if label and label.strip() and label.strip() != str(page):
        return _("page {label} (page {page} of the file)").format(label=label.strip(), page=page)
    return _("page {page}").format(page=page)


def _source(number: int, source: Source) -> str:
    where = _("Source {n}: {title}, {page}; file {file}").format(
        n=number,
        title=words.on_one_line(source.title),
        page=page_name(source.page, source.page_label),
        file=source.file,
    )
    if source.language != spoken():
        where += f"; {words.language_name(source.language)}"
    if source.recognised is not None:
        where += f"; {mark(source.recognised)}"
    return f"{where}."


def session_line(place: int, session: SessionLine) -> str:
    """A session in a list, by the place by which it can be called."""
    told = session.title or words.shortened(session.first, 100)
    if session.withheld or session.destroyed is not None:
        told = _("withheld") if session.withheld else _("destroyed")
    count = ngettext("{n} question", "{n} questions", session.questions).format(n=session.questions)
    said = _("Session {n}, of {day}, {count}: {told}; its name is {session}.")
    return said.format(n=place, day=session.opened[:10], count=count, told=told, session=session.name)
