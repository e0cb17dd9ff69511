"""The ingest commands, as the clerk types them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from ingest.errors import IngestError

if TYPE_CHECKING:
    from indexes.library import Library
    from indexes.records import Encoder, Lexicon
    from ingest.job import Event, Recorder
    from ingest.report import Report

__all__ = ["IngestError", "ingest"]

DONE_IN_PART = 3


class Office(Protocol):
    """What the program that mounts these commands hands them, as the context's object."""

    def library(self, *, create: bool = False) -> Library:
        """The library in use."""

    def encoder(self) -> Encoder:
        """The encoder in use."""

    def lexicon(self) -> Lexicon:
        """The lexicon in use."""

    def recorder(self) -> Recorder:
        """The record of the library in use."""

    def ingest_settings(self) -> IngestSettings:
        """What one file may take."""


class IngestSettings(Protocol):
    """The limits of the process that parses a file."""

    @property
    def memory_mib(self) -> int:
        """Memory, in MiB."""

    @property
    def deadline_seconds(self) -> float:
        """Time, in seconds."""

    @property
    def pages(self) -> int:
        """Pages that are filed of a file."""


@click.group(help=_("File documents into the library."))
def ingest() -> None:
    """Hold the commands below."""


@ingest.command(help=_("File the PDF files under PATH, and publish them for search. What is filed already stays."))
@click.argument("paths", metavar=_("PATH..."), nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--collection", metavar="C", help=_("Put the documents in this collection."))
@click.option("--label", metavar="L", help=_("Give the documents this label: only who is cleared for it sees them."))
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help=_("Parse N files at once."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the report as one JSON document."))
@click.pass_obj
def run(
    office: Office, paths: tuple[Path, ...], collection: str | None, label: str | None, jobs: int | None, as_json: bool
) -> None:
    """File what is under the paths."""
    from ingest import job
    from ingest.read import Options
    from ingest.report import Report
    from ingest.sandbox import Limits

    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise click.UsageError(_("There is no such file or folder: {path}").format(path=missing[0]))
    wanted = office.ingest_settings()
    limits = Limits(memory=wanted.memory_mib << 20, deadline=wanted.deadline_seconds)
    order = job.Order(paths, collection, label, jobs or os.cpu_count() or 1, limits, Options(pages=wanted.pages))
    library = office.library(create=True)
    encoder, lexicon = office.encoder(), office.lexicon()
    report = Report()
    events = job.run(library, order, encoder=encoder, lexicon=lexicon, recorder=office.recorder())
    try:
        with closing(events):
            for event in _with_progress(events, report):
                report.add(event)
    except KeyboardInterrupt:
        click.echo(_("Stopped. What was filed is kept; run the same command again to go on."), err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        for line in report.as_lines():
            click.echo(line)
    if report.quarantined or report.partial:
        sys.exit(DONE_IN_PART)


@ingest.command(help=_("List the files that could not be filed, with the reason."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the list as one JSON document."))
@click.pass_obj
def quarantine(office: Office, as_json: bool) -> None:
    """List the quarantine."""
    from indexes.quarantine import Quarantine
    from ingest.report import reasons

    found = Quarantine(office.library().catalogue).files()
    if as_json:
        rows = [{"root": one.root, "file": one.file, "reason": one.reason, "detail": one.detail} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not found:
        click.echo(_("No file is set aside."))
    for one in found:
        click.echo(f"{one.root}/{one.file}\n    {reasons().get(one.reason, one.reason)} ({one.reason}: {one.detail})")


@ingest.command(help=_("Say what the library holds."))
@click.option("--json", "as_json", is_flag=True, help=_("Print it as one JSON document."))
@click.pass_obj
def status(office: Office, as_json: bool) -> None:
    """Count what is filed."""
    from indexes.quarantine import Quarantine

    library = office.library()
    documents = library.catalogue.documents()
    pages = sum(document.pages for document in documents)
    aside = len(Quarantine(library.catalogue).files())
    generation = library.current_generation()
    if as_json:
        facts = {"documents": len(documents), "pages": pages, "quarantined": aside, "generation": generation}
        click.echo(json.dumps(facts))
        return
    click.echo(ngettext("{n} document", "{n} documents", len(documents)).format(n=len(documents)))
    click.echo(ngettext("{n} page", "{n} pages", pages).format(n=pages))
    click.echo(ngettext("{n} file set aside", "{n} files set aside", aside).format(n=aside))
    click.echo(_("Generation: {name}").format(name=generation or "–"))


def _with_progress(events: Iterable[Event], report: Report) -> Iterator[Event]:
    """Pass events on, drawing a bar on stderr where it is a terminal, or a line now and then where it is not."""
    from ingest import job

    total = done = 0
    bar = None
    try:
        for event in events:
            yield event
            if isinstance(event, job.Found):
                total = event.files
                if sys.stderr.isatty():
                    bar = click.progressbar(length=total, label=_("Filing"), file=sys.stderr, show_pos=True)
                    bar.__enter__()
            elif isinstance(event, job.Filed | job.Unchanged | job.SetAside):
                done += 1
                if bar is not None:
                    bar.update(1)
                elif done % 100 == 0:
                    _say(done, total, report)
            elif isinstance(event, job.Publishing):
                if bar is not None:
                    bar.__exit__(None, None, None)
                    bar = None
                click.echo(_("Making the search indexes…"), err=True)
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


def _say(done: int, total: int, report: Report) -> None:
    click.echo(
        _("{done} of {total} files, {pages} pages, {aside} set aside").format(
            done=done, total=total, pages=report.pages, aside=len(report.quarantined)
        ),
        err=True,
    )
