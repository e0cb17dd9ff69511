"""`run` and `resume`: what puts files into the library; and what the other commands that do so share with them."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from indexes.library import Library
    from ingest.discover import Candidate, Refused
    from ingest.events import Event
    from ingest.office import Office
    from ingest.read import Recognition
    from ingest.report import Report
    from ingest.wanted import Order
    from ingest.worker import Limits

DONE_IN_PART = 3

jobs_option = click.option("--jobs", metavar="N", type=click.IntRange(min=1), help=_("Parse N files at once."))
json_option = click.option("--json", "as_json", is_flag=True, help=_("Print the report as one JSON document."))
rules_option = click.option(
    "--rules",
    metavar=_("FILE"),
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help=_("Take folder rules from FILE, not from the greffier.toml in or above the folder."),
)
ocr_option = click.option(
    "--ocr",
    type=click.Choice(["auto", "always", "never"]),
    help=_("Recognise characters on pages without good text (auto, if nothing is said), on all pages, or never."),
)
report_option = click.option(
    "--report",
    "table",
    metavar=_("FILE"),
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help=_("Write what became of every file to FILE, as CSV or, where its name ends in .json, as JSON."),
)


@click.command(help=_("File the documents under PATH, and publish them for search. What is filed already stays."))
@click.argument("paths", metavar=_("PATH..."), nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--collection", metavar="C", help=_("Put the documents in this collection."))
@click.option("--label", metavar="L", help=_("Give the documents this label: only who is cleared for it sees them."))
@rules_option
@ocr_option
@jobs_option
@report_option
@json_option
@click.pass_obj
def run(
    office: Office,
    paths: tuple[Path, ...],
    collection: str | None,
    label: str | None,
    rules: Path | None,
    ocr: Recognition | None,
    jobs: int | None,
    table: Path | None,
    as_json: bool,
) -> None:
    """File what is under the paths."""
    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise click.UsageError(_("There is no such file or folder: {path}").format(path=missing[0]))
    order = ordered(office, paths, collection, label, ocr, jobs, rules=rules)
    tell(carry_out(office, office.library(create=True), [(order, None)], table), as_json)


@click.command(help=_("Go on with the jobs that were interrupted, with what they were asked to do."))
@ocr_option
@jobs_option
@click.option("--drop", is_flag=True, help=_("Forget them instead. What they filed stays filed."))
@report_option
@json_option
@click.pass_obj
def resume(
    office: Office, ocr: Recognition | None, jobs: int | None, drop: bool, table: Path | None, as_json: bool
) -> None:
    """Finish what never ended."""
    from dataclasses import replace

    from indexes.journal import Journal
    from ingest.report import Report
    from ingest.wanted import recall

    library = office.library()
    journal = Journal(library.catalogue)
    left = journal.open_jobs()
    if drop:
        with library.writing():
            for job in left:
                office.recorder().record("job.dropped", {"paths": job.wanted["paths"], "begun": job.begun})
                journal.close_job(job.number)
        click.echo(ngettext("{n} job forgotten", "{n} jobs forgotten", len(left)).format(n=len(left)), err=True)
        return
    if not left:
        click.echo(_("Nothing was interrupted: there is nothing to go on with."), err=True)
        if as_json:
            tell(Report(generation=library.current_generation() or ""), as_json)
        return
    orders = []
    for job in left:
        order = recall(job.wanted, workers=_workers(jobs), limits=limits(office))
        options = order.options if ocr is None else replace(order.options, ocr=ocr)
        orders.append((replace(order, options=options), job.number))
    tell(carry_out(office, library, orders, table), as_json)


def ordered(
    office: Office,
    paths: Iterable[Path],
    collection: str | None,
    label: str | None,
    ocr: Recognition | None,
    jobs: int | None,
    *,
    again: bool = False,
    rules: Path | None = None,
) -> Order:
    """Make an order of what was typed and of the settings."""
    from ingest.read import Options
    from ingest.wanted import Order

    options = Options(pages=office.ingest_settings().pages, ocr=ocr or "auto")
    return Order(tuple(paths), collection, label, _workers(jobs), limits(office), options, again, rules)


def limits(office: Office) -> Limits:
    """What one file may take, by the settings."""
    from ingest.worker import MEGABYTE, Limits

    wanted = office.ingest_settings()
    return Limits(wanted.memory_mib * MEGABYTE, wanted.deadline_seconds, wanted.progress_seconds)


def carry_out(
    office: Office, library: Library, orders: Iterable[tuple[Order, int | None]], table: Path | None = None
) -> Report:
    """Run jobs one after the other, shown on stderr; what they come to. Stopped, it says how to go on, and exits.

    orders: each with its number in the journal, where it goes on.
    """
    from indexes.jobs import FOLDER
    from ingest.beacon import Beacon
    from ingest.ledger import Ledger
    from ingest.live import Live
    from ingest.report import Report

    report = Report()
    with ExitStack() as stack:
        stack.enter_context(stoppable())
        ledger = stack.enter_context(Ledger(table)) if table is not None else None
        for order, number in orders:
            live = Live(sys.stderr)
            beacon = Beacon(library.folder / FOLDER, order)

            def encoding(done: int, total: int, live: Live = live, beacon: Beacon = beacon) -> None:
                live.encoding(done, total)
                beacon.encoding(done, total)

            with beacon, closing(events(office, library, order, number, encoding=encoding)) as under_way:
                for event in live.watch(beacon.watch(under_way)):
                    report.add(event)
                    if ledger is not None:
                        ledger.add(event)
    return report


def tell(report: Report, as_json: bool) -> None:
    """Print a report, and exit by what it says."""
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        for line in report.as_lines():
            click.echo(line)
    if report.in_part:
        sys.exit(DONE_IN_PART)


@contextmanager
def heeding() -> Iterator[None]:
    """Take the end of the session and the machine's shutting down for a Ctrl-C."""

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def stoppable() -> Iterator[None]:
    """Stop in good order, say how to go on, and exit."""
    with heeding():
        try:
            yield
        except KeyboardInterrupt:
            click.echo(_("Stopped. What was filed is kept; to go on: greffier ingest resume"), err=True)
            sys.exit(1)


def events(
    office: Office,
    library: Library,
    order: Order,
    number: int | None,
    *,
    found: Iterable[Candidate | Refused] | None = None,
    encoding: Callable[[int, int], None] = lambda _done, _total: None,
) -> Generator[Event, None, None]:
    """What happens in a job; the models are loaded when it comes to publish."""
    from ingest import job
    from ingest.late import LateEncoder, LateLexicon

    return job.run(
        library,
        order,
        encoder=LateEncoder(office.encoder),
        lexicon=LateLexicon(office.lexicon),
        recorder=office.recorder(),
        found=found,
        number=number,
        encoding=encoding,
    )


def _workers(jobs: int | None) -> int:
    return jobs or os.cpu_count() or 1
