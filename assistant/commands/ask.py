"""`ask`, `search` and `page`: answers, passages and pages, for people or as JSON, one at a time or in batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from assistant.commands.given import Day
from indexes.records import LANGUAGES, Language

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.office import Office
    from assistant.session import Session

_LANGUAGE = click.option(
    "--lang", type=click.Choice(LANGUAGES), help=_("The question's language, where it should not be guessed.")
)
_COLLECTION = click.option("--collection", metavar="C", help=_("Look in this collection only."))
_AS_OF = click.option(
    "--as-of",
    metavar="DATE",
    type=Day(),
    help=_("Look in what was valid on this day (YYYY-MM-DD), in earlier versions too."),
)
_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))


@click.command(help=_("Answer QUESTION from the library, every statement with the page that it rests on."))
@click.argument("question", metavar=_("[QUESTION]"), required=False)
@_LANGUAGE
@_COLLECTION
@_AS_OF
@click.option(
    "--questions",
    type=click.File(encoding="utf-8"),
    metavar=_("FILE"),
    help=_('Answer the questions of a JSON Lines file, one {"id", "query"} a line; prints one answer a line.'),
)
@_JSON
@click.pass_obj
def ask(
    office: Office,
    question: str | None,
    lang: Language | None,
    collection: str | None,
    as_of: datetime | None,
    questions: IO[str] | None,
    as_json: bool,
) -> None:
    """Answer one question, or a file of them."""
    from assistant.advice import composing_advice
    from assistant.render import answer_json

    if (question is None) == (questions is None):
        raise click.UsageError(_("Give a question, or a file of questions with --questions."))
    session = office.session(as_of.date() if as_of else None)
    click.echo(session.notice.text, err=True)
    if advice := composing_advice(office):
        click.echo(advice, err=True)
    if questions is not None:
        conversations: dict[str, Session] = {}
        for name, query, conversation in _questions(questions):
            alone = conversation is None
            within = session if alone else conversations.setdefault(json.dumps(conversation), session.another())
            _print_row(name, partial(_answer_row, within, query, lang, collection, alone=alone))
        return
    if as_json:
        click.echo(json.dumps(answer_json(_answer(session, question or "", lang, collection)), ensure_ascii=False))
        return
    for line in _lines_as_they_come(session, question or "", lang, collection):
        click.echo(line)


@click.command(help=_("Find the passages nearest to QUERY, in either language."))
@click.argument("query", metavar=_("[QUERY]"), required=False)
@_LANGUAGE
@_COLLECTION
@_AS_OF
@click.option("--limit", metavar="K", type=click.IntRange(1, 1000), default=20, help=_("Give K passages at most."))
@click.option(
    "--queries",
    type=click.File(encoding="utf-8"),
    metavar=_("FILE"),
    help=_('Run the queries of a JSON Lines file, one {"id", "query"} a line; prints one result a line.'),
)
@click.option(
    "--explain",
    is_flag=True,
    help=_("Show what each word of the query weighs, its translations, and where each passage meets it."),
)
@_JSON
@click.pass_obj
def search(
    office: Office,
    query: str | None,
    lang: Language | None,
    collection: str | None,
    as_of: datetime | None,
    limit: int,
    queries: IO[str] | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Run one query, or a file of them."""
    from assistant.finding import Finder

    if (query is None) == (queries is None):
        raise click.UsageError(_("Give a query, or a file of queries with --queries."))
    finder = Finder(office, as_of.date() if as_of else None)
    if queries is not None:
        for name, one in _rows(queries):
            _print_row(name, lambda one=one: finder.find(one, lang, collection, limit, explained=explain))  # type: ignore[misc]
        return
    if as_json:
        found = finder.find(query or "", lang, collection, limit, explained=explain)
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo("\n".join(finder.lines(query or "", lang, collection, limit, explained=explain)))


@click.command(
    help=_("Print page NUMBER of a document as it is filed. DOCUMENT is its file, or the start of its SHA-256.")
)
@click.argument("document", metavar="DOCUMENT")
@click.argument("number", metavar=_("NUMBER"), type=click.IntRange(min=1))
@_JSON
@click.pass_obj
def page(office: Office, document: str, number: int, as_json: bool) -> None:
    """Print a filed page, which citations' offsets point into."""
    from assistant.marks import noted, record_json
    from assistant.safe import visible

    catalogue = office.library().catalogue
    found = catalogue.find(document)
    if found is not None and found.label not in office.settings.labels:
        found = None  # as if it were not filed: whoever is not cleared learns nothing, not even that it is there
    filed = catalogue.page(found.id, number) if found else None
    if found is None or filed is None:
        raise click.UsageError(
            _("No such page is filed: {document}, {number}").format(document=document, number=number)
        )
    if as_json:
        facts = {
            "document": found.id,
            "file": found.file,
            "page": number,
            "page_label": filed.label,
            "text": filed.text,
            "record": record_json(noted(catalogue, found)),
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(visible(filed.text))


def _answer(
    session: Session, question: str, lang: Language | None, collection: str | None, *, alone: bool = False
) -> Answer:
    from assistant.answer import Answered

    *_before, last = session.ask(question, language=lang, collection=collection, alone=alone)
    assert isinstance(last, Answered)  # noqa: S101  # nothing cancels it
    return last.answer


def _lines_as_they_come(
    session: Session, question: str, lang: Language | None, collection: str | None
) -> Iterator[str]:
    """An answer as people read it, each statement as soon as it stands on the record."""
    from assistant.answer import Answered, Stated
    from assistant.render import answer_lines, statement_lines

    written: list[str] = []
    number = 1
    for event in session.ask(question, language=lang, collection=collection):
        if isinstance(event, Stated):
            fresh = list(statement_lines(event.statement, number, event.language))
            number += len(event.statement.citations)
            written += fresh
            yield from fresh
        elif isinstance(event, Answered):
            yield from list(answer_lines(event.answer))[len(written) :]


def _answer_row(
    session: Session, question: str, lang: Language | None, collection: str | None, *, alone: bool
) -> dict[str, object]:
    """An answer as JSON, with what its question took over from its conversation, if anything."""
    from assistant.render import answer_json

    answer = _answer(session, question, lang, collection, alone=alone)
    over = {} if answer.carried is None else {"carried": asdict(answer.carried)}
    return {**answer_json(answer), **over}


def _rows(file: IO[str]) -> Iterator[tuple[object, str]]:
    return ((name, query) for name, query, _conversation in _questions(file))


def _questions(file: IO[str]) -> Iterator[tuple[object, str, object]]:
    """The rows of a file: id, query, and the conversation in which it is asked; None: by itself."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield row["id"], str(row["query"]), row.get("conversation")
        except (KeyError, TypeError, ValueError) as error:
            raise click.UsageError(
                _('Line {number} of {file} is not a JSON object with "id" and "query".').format(
                    number=number, file=Path(getattr(file, "name", "-")).name
                )
            ) from error


def _print_row(name: object, make: Callable[[], dict[str, object]]) -> None:
    """Print one row of a batch; a question that is refused as such does not stop the others."""
    from assistant.errors import QuestionRefusedError

    try:
        row = make()
    except QuestionRefusedError as error:
        row = {"error": str(error), "hint": error.hint}
    click.echo(json.dumps({"id": name, **row}, ensure_ascii=False))
