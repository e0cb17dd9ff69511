"""`watch`: files what arrives in a folder."""

from __future__ import annotations

import sys
from contextlib import closing, suppress
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.commands.filing import (
    DONE_IN_PART,
    events,
    heeding,
    jobs_option,
    ocr_option,
    ordered,
    rules_option,
    stoppable,
)

if TYPE_CHECKING:
    from ingest.discover import Candidate, Refused
    from ingest.office import Office
    from ingest.read import Recognition


@click.command(help=_("Watch FOLDER, and file what arrives there once it keeps still. Ctrl-C ends it."))
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--collection", metavar="C", help=_("Put the documents in this collection."))
@click.option("--label", metavar="L", help=_("Give the documents this label: only who is cleared for it sees them."))
@rules_option
@ocr_option
@jobs_option
@click.option(
    "--every",
    metavar=_("SECONDS"),
    type=click.FloatRange(min=0.1),
    default=10.0,
    help=_("Look every so many seconds (10, if nothing is said)."),
)
@click.option("--once", is_flag=True, help=_("Look twice, file what kept still, and end."))
@click.pass_obj
def watch(
    office: Office,
    folder: Path,
    collection: str | None,
    label: str | None,
    rules: Path | None,
    ocr: Recognition | None,
    jobs: int | None,
    every: float,
    once: bool,
) -> None:
    """File what arrives."""
    import time

    from indexes.errors import BusyError
    from indexes.jobs import FOLDER
    from ingest.beacon import Beacon
    from ingest.report import Report
    from ingest.watching import batches, outcome

    order = ordered(office, (folder,), collection, label, ocr, jobs, rules=rules)
    library = office.library(create=True)
    report = Report()
    click.echo(_("Watching {folder}. Ctrl-C ends it.").format(folder=folder), err=True)

    def file(batch: list[Candidate | Refused]) -> bool:
        """File what kept still; whether it could be: another job may be writing."""
        try:
            beacon = Beacon(library.folder / FOLDER, order)
            with (
                beacon,
                closing(events(office, library, order, None, found=batch, encoding=beacon.encoding)) as under_way,
            ):
                for event in beacon.watch(under_way):
                    report.add(event)
                    if (line := outcome(event)) is not None:
                        click.echo(line)
        except BusyError as error:
            click.echo(str(error), err=True)
            return False
        return True

    with heeding(), suppress(KeyboardInterrupt):  # which is how it is meant to end, while it waits
        for batch in batches(folder, lambda: time.sleep(every), looks=2 if once else None):
            with stoppable():
                batch.taken(file(batch.files))
    if report.in_part:
        sys.exit(DONE_IN_PART)
