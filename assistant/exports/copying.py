"""What “copy with citation” puts on the clipboard: plain text that says where it is from, and where it is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from assistant.answer import Answer, Citation, Statement
from assistant.exchange import Exchange
from assistant.exports import words
from assistant.exports.sources import Lookup, nothing_filed, of_citation
from assistant.render import left_out_line, missing_line, unsupported_line
from assistant.safe import visible
from indexes.records import Language


def copied(
    what: Statement | Citation, entry: int | None, reader: Language, lookup: Lookup = nothing_filed, *, first: int = 1
) -> str:
    """A citation's quotation with its source; or a statement with all of its own.

    entry: of the record, where it stands; reader: the language of the question; first: the number of the first source
    of a claim, as it is shown.
    """
    lines = _citation(what, reader, lookup) if isinstance(what, Citation) else _statement(what, reader, lookup, first)
    text = "\n".join(lines)
    if entry is not None:
        text += "\n" + _("Entry {entry} of the record").format(entry=entry)
    return visible(text)


def copied_answer(exchange: Exchange, lookup: Lookup = nothing_filed) -> str:
    """A question with all that was answered, or stated before the answer was broken off."""
    lines = [words.on_one_line(exchange.question), ""] if exchange.question else []
    if why := words.why_nothing(exchange):
        lines += [why, ""]
    answer = exchange.answer
    if answer is not None and answer.refused:
        lines += [_("No answer.") + " " + answer.text, *([missing_line(answer)] if answer.missing else []), ""]
    first = 1
    for statement in exchange.stated if answer is None else answer.statements:
        lines += [*_statement(statement, exchange.language, lookup, first), ""]
        first += len(statement.citations) if statement.kind == "claim" else 0
    lines += _ending(exchange, answer)
    return visible("\n".join(lines))


def _ending(exchange: Exchange, answer: Answer | None) -> Iterator[str]:
    if answer is not None and answer.left_out and not answer.refused:
        yield left_out_line(answer)
    if answer is not None and answer.unsupported:
        yield unsupported_line()
    entry = exchange.entry if answer is None else answer.entry
    yield _("On the record: session {session}, entry {entry}.").format(session=exchange.session, entry=entry)


def _statement(statement: Statement, reader: Language, lookup: Lookup, first: int) -> Iterator[str]:
    if statement.kind == "quotation":
        for citation in statement.citations:
            yield from _citation(citation, reader, lookup)
        return
    marks = "".join(f"[{number}]" for number in range(first, first + len(statement.citations)))
    yield f"{words.claim_lead(statement)} {words.on_one_line(statement.text)} {marks}".rstrip()
    if statement.reason and not statement.supported:
        yield _("Why: {reason}").format(reason=words.on_one_line(statement.reason))
    for number, citation in enumerate(statement.citations, start=first):
        quote = words.quoted(words.on_one_line(citation.quote), citation.language)
        yield f"[{number}] {quote} – {_source(citation, reader, lookup)}"


def _citation(citation: Citation, reader: Language, lookup: Lookup) -> Iterator[str]:
    yield words.quoted(words.on_one_line(citation.quote), citation.language)
    yield _source(citation, reader, lookup)


def _source(citation: Citation, reader: Language, lookup: Lookup) -> str:
    return words.on_one_line("".join(run.text for run in of_citation(citation, reader, lookup)))
