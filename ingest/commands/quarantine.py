"""`quarantine`: the files that could not be filed, and what a clerk does about them."""

from __future__ import annotations

import json
from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from ingest.commands.filing import carry_out, jobs_option, json_option, ocr_option, ordered, report_option, tell
from ingest.errors import IngestError

if TYPE_CHECKING:
    from pathlib import Path

    from indexes.catalogue import Catalogue
    from indexes.quarantine import Quarantined
    from ingest.office import Office
    from ingest.read import Recognition

list_json_option = click.option("--json", "as_json", is_flag=True, help=_("Print the list as one JSON document."))


class NotAsideError(IngestError):
    """What was named is not in quarantine, or more than one file is called so."""


@click.group(invoke_without_command=True, help=_("See to the files that could not be filed; named alone, list them."))
@list_json_option
@click.pass_context
def quarantine(context: click.Context, as_json: bool) -> None:
    """List the quarantine, unless a command below is named."""
    if context.invoked_subcommand is None:
        _list(context.obj, as_json)


@quarantine.command("list", help=_("List the files that could not be filed, with the reason."))
@list_json_option
@click.pass_obj
def list_files(office: Office, as_json: bool) -> None:
    """List the quarantine."""
    _list(office, as_json)


def _list(office: Office, as_json: bool) -> None:
    from indexes.quarantine import Quarantine
    from indexes.reasons import reasons

    found = Quarantine(office.library().catalogue).files()
    if as_json:
        rows = [{"root": one.root, "file": one.file, "reason": one.reason, "detail": one.detail} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not found:
        click.echo(_("No file is set aside."))
        return
    for one in found:
        why = reasons().get(one.reason, one.reason)
        click.echo(f"{one.path}\n    {one.name}  {why} ({_told(one)})")
    click.echo(
        ngettext("{n} file set aside.", "{n} files set aside.", len(found)).format(n=len(found))
        + " "
        + _("What to do about one: greffier ingest quarantine show ID")
    )


@quarantine.command(help=_("Show what is known of a file that could not be filed, and what to do about it."))
@click.argument("file", metavar=_("FILE"))
@click.option("--json", "as_json", is_flag=True, help=_("Print it as one JSON document."))
@click.pass_obj
def show(office: Office, file: str, as_json: bool) -> None:
    """Show one file."""
    from indexes.journal import Journal, Trace
    from indexes.reasons import advice, bounds, reasons

    catalogue = office.library().catalogue
    one = _named(catalogue, file)
    row = Journal(catalogue).latest(one.document) if one.document else None
    trace = row.trace if row else Trace()
    attempts = row.attempts if row else 0
    if as_json:
        facts: dict[str, object] = {
            "id": one.name,
            "root": one.root,
            "file": one.file,
            "reason": one.reason,
            "detail": one.detail,
        }
        facts |= {"document": one.document, "since": one.since, "attempts": attempts, **asdict(trace)}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    rows = {
        _("id"): one.name,
        _("folder"): one.root,
        _("reason"): f"{reasons().get(one.reason, one.reason)} ({_told(one)})",
        _("limit hit"): bounds().get(trace.bound, trace.bound) if trace.bound else "",
        _("ended by"): trace.signal or "",
        _("at page"): str(trace.page or ""),
        _("attempts"): str(attempts or ""),
        _("since"): one.since,
        _("what to do"): advice(one.reason),
        _("try again"): f"greffier ingest quarantine retry {one.name}",
        _("release"): f"greffier ingest quarantine release {one.name}",
    }
    click.echo(one.file)
    width = max(map(len, rows))
    for name, value in rows.items():
        if value:
            click.echo(f"  {name:{width}}  {value}")


@quarantine.command(help=_("Try files of the quarantine again, all where none is named, and publish what is filed."))
@click.argument("files", metavar=_("[FILE...]"), nargs=-1)
@ocr_option
@jobs_option
@report_option
@json_option
@click.pass_obj
def retry(
    office: Office,
    files: tuple[str, ...],
    ocr: Recognition | None,
    jobs: int | None,
    table: Path | None,
    as_json: bool,
) -> None:
    """Try again."""
    from indexes.journal import Journal
    from indexes.quarantine import Quarantine

    library = office.library()
    catalogue = library.catalogue
    chosen = [_named(catalogue, file) for file in files] or Quarantine(catalogue).files()
    with library.writing():
        for one in chosen:
            office.recorder().record("quarantine.retried", _facts(one))
            with catalogue.transaction():
                Quarantine(catalogue).again(one)
                if one.document:
                    Journal(catalogue).requeue(one.document)
    order = ordered(office, (), None, None, ocr, jobs, again=True)
    tell(carry_out(office, library, [(order, None)], table), as_json)


@quarantine.command(help=_("Take files out of the quarantine without filing them: they have been seen to."))
@click.argument("files", metavar=_("FILE..."), nargs=-1, required=True)
@click.pass_obj
def release(office: Office, files: tuple[str, ...]) -> None:
    """Release them, on the record."""
    from indexes.quarantine import Quarantine

    library = office.library()
    chosen = [_named(library.catalogue, file) for file in files]
    with library.writing():
        for one in chosen:
            office.recorder().record("quarantine.released", _facts(one))
            Quarantine(library.catalogue).release(one)
            click.echo(_("Released: {file}").format(file=one.path))


def _named(catalogue: Catalogue, name: str) -> Quarantined:
    """The one file that a person means.

    Raises:
        NotAsideError: there is none, or more than one.
    """
    import os

    from indexes.quarantine import Quarantine
    from ingest.discover import shown

    quarantine = Quarantine(catalogue)
    typed = shown(name)
    found = quarantine.named(typed) or quarantine.named(shown(os.path.realpath(os.fspath(name))))
    if not found:
        raise NotAsideError(
            _("No file in quarantine is called {name}.").format(name=typed),
            hint=_("List them: greffier ingest quarantine"),
        )
    if len(found) > 1:
        raise NotAsideError(
            _("More than one file in quarantine is called {name}.").format(name=typed),
            hint=_("Name one of them by its id: {names}").format(names=", ".join(one.name for one in found)),
        )
    return found[0]


def _told(one: Quarantined) -> str:
    """The reason as it is counted by, with the parser's own words."""
    from ingest.discover import shown

    return f"{one.reason}: {shown(one.detail)}" if one.detail else one.reason


def _facts(one: Quarantined) -> dict[str, object]:
    return {"root": one.root, "file": one.file, "document": one.document, "reason": one.reason}
