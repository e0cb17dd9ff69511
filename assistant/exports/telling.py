"""Tells exchanges as a paper: what was asked, what was answered, what it rests on, what people said of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from gettext import gettext as _

from assistant.answer import Answer, Citation, Statement
from assistant.exchange import Exchange
from assistant.exports import words
from assistant.exports.about import About
from assistant.exports.model import Block, Heading, Inline, Line, Mark, Notes, Paper, Paragraph, Quotation, Run, Table
from assistant.exports.sources import Lookup, Numbering, nothing_filed
from assistant.i18n import NO_BREAK
from assistant.notice import notice
from assistant.render import left_out_line, missing_line, unsupported_line
from indexes.records import Hit, Language

NEAREST = 5
"""Passages shown with a refusal: more would read as an answer."""

_QUESTION = 110
_PASSAGE = 700
_GENERATION = 12
"""Characters shown of a question in a heading, of a passage found, and digits of a generation's name."""

_BLANK = re.compile("[ \t\r\n\u2028\u2029]+")


def paper(exchanges: Sequence[Exchange], about: About, lookup: Lookup = nothing_filed) -> Paper:
    """The paper, in the language that is spoken."""
    numbering = Numbering()
    blocks: list[Block] = [Heading(1, (Run(about.title),)), *_opening(exchanges, about)]
    for place, one in enumerate(exchanges, start=1):
        blocks.extend(_exchange(place, one, numbering, lookup))
    named = _("{library}, session {session}").format(library=about.library, session=about.session)
    return Paper(about.title, about.language, about.library if about.session is None else named, tuple(blocks))


def _opening(exchanges: Sequence[Exchange], about: About) -> Iterator[Block]:
    yield Paragraph((Run(notice(about.language).text),), "warning")
    yield Paragraph(
        (
            Run(
                _(
                    "What stands between quotation marks is taken word for word from the page that is named under it. "
                    "A claim is worded by a model; it says whether the sentences that it cites were found to say it. "
                    "Among several sentences that are quoted, the one in bold says most of what was asked."
                )
            ),
        ),
        "soft",
    )
    rows = [(_("Library"), about.library)]
    if about.session is not None:
        rows.append((_("Session"), about.session))
    rows.append((_("Exported (UTC)"), f"{about.exported:%Y-%m-%d %H:%M}"))
    if about.origin is not None:
        rows.append((_("Record"), about.origin))
    if about.size is not None:
        rows.append((_("Entries of the record"), str(about.size)))
    if about.root is not None:
        rows.append((_("Root (SHA-256)"), about.root))
    yield Table(_("About this export"), (), tuple((_line(name), _line(value)) for name, value in rows))
    if len(exchanges) > 1:
        yield Heading(2, _line(_("Questions")))
        heads = (_("No."), _("Question"), _("What became of it"), _("Entry"))
        yield Table(
            _("What was asked, and what became of it"),
            heads,
            tuple(_row(place, one) for place, one in enumerate(exchanges, start=1)),
        )


def _row(place: int, one: Exchange) -> tuple[Line, ...]:
    asked = words.shortened(one.question, _QUESTION) or "–"
    return (
        _line(str(place)),
        (Run(asked, one.language, target=_anchor(place)),),
        _line(words.outcome(one)),
        _line(str(one.entry)),
    )


def _exchange(place: int, one: Exchange, numbering: Numbering, lookup: Lookup) -> Iterator[Block]:
    short = words.shortened(one.question, _QUESTION)
    title: list[Inline] = [Run(_("Question {n}").format(n=place))]
    if short:
        title = [Run(_("Question {n}:").format(n=place) + " "), Run(short, one.language)]
    yield Heading(2, tuple(title), _anchor(place))
    if short != words.on_one_line(one.question):
        yield Paragraph((Run(words.on_one_line(one.question), one.language),))
    yield Paragraph(_line(words.asked_on(one)), "soft")
    if one.carried is not None:
        yield Paragraph(_line(words.followed(one.carried)), "soft")
    if why := words.why_nothing(one):
        yield Paragraph(_line(why), "warning")
    if one.answer is not None:
        yield from _answer(one.answer, numbering, lookup)
    elif one.stated:
        yield Heading(3, _line(_("What was stated")))
        for statement in one.stated:
            yield from _statement(statement, one.language, numbering, lookup)
    if notes := numbering.close():
        yield Notes(_("Sources"), notes)
    if one.judgements:
        yield Heading(3, _line(_("What people said of it")))
        for said in one.judgements:
            line = (Run(words.judged(said), strong=said is one.judgements[-1]),)
            note = (Run(_(": {note}").format(note=words.on_one_line(said.note))),) if said.note else ()
            yield Paragraph((*line, *note))


def _answer(answer: Answer, numbering: Numbering, lookup: Lookup) -> Iterator[Block]:
    yield Heading(3, _line(_("Answer")))
    if answer.refused:
        yield Paragraph((Run(_("No answer."), strong=True), Run(" "), Run(answer.text, answer.language)), "refusal")
        if answer.missing:
            yield Paragraph(_line(missing_line(answer)))
    for statement in answer.statements:
        yield from _statement(statement, answer.language, numbering, lookup)
    if answer.left_out and not answer.refused:
        yield Paragraph(_line(left_out_line(answer)), "warning")
    if answer.unsupported:
        yield Paragraph(_line(unsupported_line()), "warning")
    if (answer.refused or answer.unsupported) and answer.nearest:
        yield Heading(3, _line(_("Nearest passages (not an answer)")))
        for hit in answer.nearest[:NEAREST]:
            yield _passage(hit, answer.language, numbering, lookup)
    yield Paragraph(_line(" ".join(_colophon(answer))), "soft")


def _colophon(answer: Answer) -> Iterator[str]:
    yield _("On the record: session {session}, entry {entry}.").format(session=answer.session, entry=answer.entry)
    if answer.model:
        yield _("Model: {model}.").format(model=answer.model)
    if answer.generation:
        yield _("Search index: {generation}.").format(generation=answer.generation[:_GENERATION])


def _statement(statement: Statement, reader: Language, numbering: Numbering, lookup: Lookup) -> Iterator[Block]:
    if statement.kind == "quotation":
        for citation in statement.citations:
            mark = numbering.cited(citation, reader, lookup)
            place = (
                Run(citation.title or citation.file, citation.language),
                Run(f", {words.page_name(citation.page, citation.page_label)}{NO_BREAK}"),
                mark,
            )
            yield Quotation(_quoted(citation), citation.language, place, mark.note)
        return
    marks: list[Inline] = []
    for citation in statement.citations:
        marks += [Run(NO_BREAK), numbering.cited(citation, reader, lookup)]
    line = (
        Run(words.claim_lead(statement), strong=True),
        Run(" "),
        Run(words.on_one_line(statement.text), reader),
        *marks,
    )
    yield Paragraph(line, "claim" if statement.supported else "warning")
    if statement.reason and not statement.supported:
        yield Paragraph(_line(_("Why: {reason}").format(reason=words.on_one_line(statement.reason))), "soft")


def _passage(hit: Hit, reader: Language, numbering: Numbering, lookup: Lookup) -> Quotation:
    mark: Mark = numbering.found(hit, reader, lookup)
    language = hit.passage.language
    place = (
        Run(hit.document.title or hit.document.file, hit.document.language),
        Run(f", {words.page_name(hit.passage.page, hit.page_label)}{NO_BREAK}"),
        mark,
    )
    text = words.quoted(words.shortened(hit.passage.text, _PASSAGE), language)
    return Quotation((Run(text, language),), language, place, mark.note)


def _quoted(citation: Citation) -> Line:
    """The quotation between its marks; what says most of what was asked stands out among other sentences."""
    opening, closing = words.quotation_marks(citation.language)
    quote, best = citation.quote, citation.best
    if best is None:
        return (Run(opening + words.on_one_line(quote) + closing, citation.language),)
    start, end = best[0] - citation.start, best[1] - citation.start
    before, within, after = (_BLANK.sub(" ", part) for part in (quote[:start], quote[start:end], quote[end:]))
    parts = ((opening + before.lstrip(), False), (within, True), (after.rstrip() + closing, False))
    return tuple(Run(text, citation.language, strong=strong) for text, strong in parts if text)


def _line(text: str) -> Line:
    return (Run(text),)


def _anchor(place: int) -> str:
    return f"q{place}"
