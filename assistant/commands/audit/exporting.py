"""`audit export` and `inventory`: what of the record leaves the office, and what is declared of it each year."""

from __future__ import annotations

import json
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.audit.reading import JSON, SINCE, UNTIL, buried, day, screening
from assistant.commands.given import Target
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.access import Choice
    from assistant.audit.reading import Told
    from assistant.office import Office
    from indexes.library import Library


@click.command(
    help=_(
        "Give sessions out of the record, as an access request asks for: files to be read, and proofs by which whoever "
        "receives them checks that they stand on the record, without the rest of it."
    )
)
@click.option("--session", "sessions", metavar="S", multiple=True, help=_("A session; may be said several times."))
@SINCE
@UNTIL
@click.option("--proof", type=click.IntRange(0), metavar="INDEX", help=_("Only the proof of one entry, unopened."))
@click.option(
    "--keep",
    type=click.IntRange(0),
    metavar=_("ENTRY"),
    multiple=True,
    help=_("Open only the question that this entry belongs to; may be said several times."),
)
@click.option(
    "--without",
    type=click.IntRange(0),
    metavar=_("ENTRY"),
    multiple=True,
    help=_("Leave out the question that this entry belongs to, with all that was answered to it."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar=_("FOLDER|FILE.zip"),
    help=_("Where to: a new folder, or a ZIP file."),
)
@click.option("--reason", metavar=_("WHY"), default="", help=_("To what end, for the record."))
@click.option("--by", metavar=_("NAME"), default="", help=_("Who gives it out, for the record."))
@JSON
@click.pass_obj
def export(
    office: Office,
    sessions: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    proof: int | None,
    keep: tuple[int, ...],
    without: tuple[int, ...],
    out: Path,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Export sessions, or the proof of an entry."""
    from assistant.audit import giving_out

    period = since is not None or until is not None
    if [bool(sessions), period, proof is not None].count(True) != 1:
        raise click.UsageError(_("Say what to export: --session, or --since and --until, or --proof."))
    if (keep and without) or (proof is not None and (keep or without)):
        raise click.UsageError(_("Say --keep or --without, not both, and neither with --proof, which opens nothing."))
    if proof is None and not (reason.strip() and by.strip()):
        raise click.UsageError(_("Say to what end, and who gives it out: --reason WHY --by NAME"))
    if out.exists():
        raise click.UsageError(_("{path} is there already: name another.").format(path=out))
    library = office.library()
    if proof is not None:
        about = giving_out.give_proof(office.log(), proof, out)
    else:
        found = _found(office, library, sessions, day(since), day(until))
        choice = _chosen(found, keep, without)
        gone = buried(library.catalogue, found)
        about = giving_out.give_out(office.log(), found, choice, gone, {"reason": reason, "by": by}, out)
        if not as_json:
            _tell(choice)
    if as_json:
        click.echo(json.dumps({"out": str(out), **about}, ensure_ascii=False))
    else:
        click.echo(visible(_("Written: {path}").format(path=out)))


def _found(
    office: Office, library: Library, sessions: tuple[str, ...], since: str | None, until: str | None
) -> list[Told]:
    from assistant.audit.access import ChoiceError
    from assistant.audit.reading import among, summaries, told

    names = list(sessions)
    if not names:  # the record is read twice, rather than held in memory
        found = summaries(screening(office, library))
        names = [one.session for one in among(found, since=since, until=until)]
    if not names:
        raise ChoiceError(
            _("No session was opened in those days."), hint=_("See which there are: greffier audit sessions")
        )
    return told(screening(office, library), names)


def _chosen(found: list[Told], keep: tuple[int, ...], without: tuple[int, ...]) -> Choice:
    from assistant.audit.access import choose
    from assistant.audit.giving_out import entries_of

    return choose(entries_of(found), keep, without)


def _tell(choice: Choice) -> None:
    """Say what of it is opened, and what is not."""
    statuses = list(choice.statuses.values())
    opened, others = statuses.count("opened"), len(statuses) - statuses.count("opened")
    click.echo(ngettext("{n} entry is opened.", "{n} entries are opened.", opened).format(n=opened))
    if others:
        said = ngettext(
            "{n} entry stands there without its words.", "{n} entries stand there without their words.", others
        )
        click.echo(said.format(n=others))
    if choice.along:
        listed = ", ".join(map(str, choice.along))
        click.echo(_("Left out too, because they repeat words of what is: {entries}.").format(entries=listed))
    if "withheld" in statuses:
        click.echo(_("Some are withheld, because it takes clearance for all that their sessions searched or cite."))


@click.command(
    help=_(
        "Count what the record holds of a year, for the yearly declaration: which models answered, how many questions "
        "were asked and how they were answered, and how people judged the answers."
    )
)
@click.option("--year", type=click.IntRange(1970, 9999), metavar="Y", help=_("Of that year; else of all."))
@click.option(
    "--html",
    "file",
    type=Target(),
    metavar=_("FILE"),
    help=_("Write it as a page, in the language of the interface."),
)
@JSON
@click.pass_obj
def inventory(office: Office, year: int | None, file: Path | None, as_json: bool) -> None:
    """Take the inventory."""
    from dataclasses import asdict

    from assistant.audit.inventory import take
    from assistant.audit.inventory_page import lines, page
    from indexes.files import replace_file

    office.library()
    log = office.log()
    found = take(log.entries(), year)
    if file is not None:
        replace_file(file, page(found, log.checkpoint()).encode())
    if as_json:
        click.echo(json.dumps({**asdict(found), "checkpoint": log.checkpoint()}, ensure_ascii=False))
    elif file is not None:
        click.echo(visible(_("Written: {path}").format(path=file)))
    else:
        for line in lines(found):
            click.echo(visible(line))
