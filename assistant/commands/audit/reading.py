"""`audit sessions` and `audit show`: what stands on the record, for whoever is cleared for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.given import Day, Target
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.clearance import Screened
    from assistant.audit.reading import Summary, Told
    from assistant.exports import Form
    from assistant.office import Office
    from indexes.catalogue import Catalogue
    from indexes.disposal import Tombstone
    from indexes.library import Library

JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
SINCE = click.option(
    "--since",
    type=Day(),
    metavar=_("DATE"),
    help=_("Only what was opened on that day or later, YYYY-MM-DD (UTC)."),
)
UNTIL = click.option(
    "--until",
    type=Day(),
    metavar=_("DATE"),
    help=_("Only what was opened on that day or before, YYYY-MM-DD (UTC)."),
)


def screening(office: Office, library: Library | None = None) -> Iterator[Screened]:
    """The entries of the record, as whoever asks may see them."""
    from assistant.audit.clearance import labels_of, screened

    catalogue = (library or office.library()).catalogue
    return screened(office.log().entries(), office.settings.labels, labels_of(catalogue))


def buried(catalogue: Catalogue, sessions: Iterable[Told]) -> dict[str, Tombstone]:
    """What is left of documents that sessions cite and that were destroyed, by their SHA-256."""
    from assistant.audit.reading import cited
    from indexes.disposal import Disposal

    disposal = Disposal(catalogue)
    names = sorted({name for told in sessions for one in told.entries for name in cited(one.entry)})
    return {name: found for name in names if (found := disposal.tombstone(name)) is not None}


def day(given: datetime | None) -> str | None:
    """A day of the command line, YYYY-MM-DD."""
    return None if given is None else given.date().isoformat()


@click.command(help=_("List the sessions on the record."))
@SINCE
@UNTIL
@click.option("--series", metavar="S", help=_("Only those of a series."))
@click.option("--held", is_flag=True, help=_("Only those under a legal hold."))
@click.option("--by", metavar=_("NAME"), help=_("Only those that were asked under this account."))
@JSON
@click.pass_obj
def sessions(
    office: Office,
    since: datetime | None,
    until: datetime | None,
    series: str | None,
    held: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """List the sessions, in the order in which they were opened."""
    from assistant.audit.reading import among, summaries

    every = summaries(screening(office))
    found = among(every, since=day(since), until=day(until), series=series, held=held, by=by)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    if not found and every:
        click.echo(_("No session on the record is among those asked for."))
    elif not found:
        click.echo(_("No session is on the record."))
    for one in found:
        click.echo(visible(_line(one)))


def _line(one: Summary) -> str:
    from assistant.audit.keeping import SERIES

    count = ngettext("{n} question", "{n} questions", one.questions).format(n=one.questions)
    marks = [
        *([one.series] if one.series != SERIES else []),
        *([_("held")] if one.holds else []),
        *([_("destroyed")] if one.destroyed is not None else []),
        *([_("withheld")] if one.withheld else []),
    ]
    marked = f"[{', '.join(marks)}]  " if marks else ""
    called = f"{one.title} — " if one.title else ""
    return f"{one.session}  {one.opened}  {count}  {marked}{called}{one.first_question}"


@click.command(help=_("Show a session as it stands on the record."))
@click.argument("session", metavar=_("SESSION"))
@click.option(
    "--out",
    type=Target(),
    metavar=_("FILE"),
    help=_("Write it for its readers instead, with all its sources: FILE ends in .md, .html or .pdf."),
)
@JSON
@click.pass_obj
def show(office: Office, session: str, out: Path | None, as_json: bool) -> None:
    """Show a session's entries, or write its questions and answers to a file."""
    from assistant.audit.in_lines import lines, rows
    from assistant.audit.reading import told

    form = None if out is None else _form(out)
    if form is not None and as_json:
        raise click.UsageError(_("Say --out or --json, not both."))
    library = office.library()
    found = told(screening(office, library), [session])
    if out is not None and form is not None:
        _write(office, library, found[0], out, form)
        return
    gone = buried(library.catalogue, found)
    if as_json:
        click.echo(json.dumps(rows(found[0], gone), ensure_ascii=False))
        return
    for line in lines(found[0], gone):
        click.echo(visible(line))


def _form(out: Path) -> Form:
    from assistant.exports.giving_out import ExportError, form_of

    try:
        return form_of(out)
    except ExportError as error:
        raise click.BadParameter(f"{error} {error.hint}", param_hint="--out") from error


def _write(office: Office, library: Library, told: Told, out: Path, form: Form) -> None:
    """Give a session out as a file, which is on the record before it is there."""
    from assistant.account import account
    from assistant.audit.exchanges import Cleared, exchanges
    from assistant.audit.naming import titles
    from assistant.exports import export
    from assistant.exports.giving_out import about, give_out, lookup_in

    labels = office.settings.labels
    found = exchanges(told, Cleared(library.catalogue, labels))
    title = titles(one.entry for one in told.entries).get(told.session, "")
    said = about(office.log(), office.settings.library.name, found, title=title)
    content = export(found, said, form, lookup_in(library.catalogue, labels))
    entry = give_out(office.log(), found, form, content, out, by=account())
    click.echo(visible(_("Written: {path}").format(path=out)))
    click.echo(_("On the record: entry {entry}.").format(entry=entry))
