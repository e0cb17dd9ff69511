"""`index`: the search indexes, which are made from the catalogue and can be made again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.office import Office
    from indexes.state import State


@click.group(help=_("See the search indexes, and make them again."))
def index() -> None:
    """Hold the commands below."""


@index.command(help=_("Verify the search indexes against their manifests, and say what they are made of."))
@click.option("--json", "as_json", is_flag=True, help=_("Print it as one JSON document."))
@click.pass_obj
def status(office: Office, as_json: bool) -> None:
    """Verify and describe the current generation."""
    from indexes.errors import EmptyLibraryError
    from indexes.generation import current_name, verify
    from indexes.segment import Makers
    from indexes.state import describe

    library = office.library()
    name = current_name(library.generations)
    if name is not None:
        verify(library.generations, name)
    state = describe(library.generations, library.keep)
    makers = Makers(office.encoder().fingerprint, office.lexicon().fingerprint)
    if as_json:
        facts = asdict(state)
        made = facts.pop("makers") or {"encoder": None, "lexicon": None}
        facts |= {"encoder": made["encoder"], "lexicon": made["lexicon"], "usable": state.makers == makers}
        click.echo(json.dumps(facts, ensure_ascii=False, default=lambda when: when.isoformat()))
        return
    if name is None and not state.staged:
        raise EmptyLibraryError(
            _("Nothing in this library can be searched yet."),
            hint=_("File a folder of documents, or run again a filing that was stopped: greffier ingest run FOLDER"),
        )
    for line in _lines(state, makers.encoder):
        click.echo(line)
    if name is not None and state.makers != makers:
        click.echo(_("Made with another encoder or lexicon than the ones in use: run greffier index rebuild."))


@index.command(help=_("Make the search indexes again from the catalogue, with the encoder in use."))
@click.pass_obj
def rebuild(office: Office) -> None:
    """Publish a generation made anew. What an interruption leaves is taken up by the next run."""
    _publish(office, anew=True)


@index.command(help=_("Merge the segments of the search indexes into one, without what was removed."))
@click.pass_obj
def merge(office: Office) -> None:
    """Publish the same in one segment."""
    _publish(office, merged=True)


@index.command(
    help=_("Let the contextual encoder see all passages ahead, so that no question waits for it; goes on from before.")
)
@click.pass_obj
def prepare(office: Office) -> None:
    """Encode what was not encoded yet; questions do it for the passages that they find."""
    library = office.library()
    documents, counts = library.catalogue.documents(), library.catalogue.passage_counts()
    total = sum(counts.get(document.id, 0) for document in documents)
    passages = (passage for document in documents for passage in library.catalogue.passages_of(document.id))
    try:
        with _progress(_("Reading all passages closely…")) as progress:
            for done in office.nearness(library).prepare(passages):
                progress(done, total)
    except KeyboardInterrupt:
        click.echo(_("Stopped. What is encoded so far is kept; run the same command again to go on."), err=True)
        sys.exit(1)
    click.echo(ngettext("{n} passage is ready.", "{n} passages are ready.", total).format(n=total))


def _publish(office: Office, *, anew: bool = False, merged: bool = False) -> None:
    from indexes.publishing import publish

    library = office.library()
    try:
        with library.writing(), _progress(_("Making the search indexes…")) as progress:
            before = library.current_generation()
            encoder, lexicon = office.encoder(), office.lexicon()
            name = publish(
                library.generations, library.catalogue, encoder, lexicon,
                anew=anew, merged=merged, keep=library.keep, progress=progress,
            )  # fmt: skip
            if name != before:
                office.log().record("generation.published", {"generation": name})
    except KeyboardInterrupt:
        click.echo(_("Stopped. What is indexed so far is kept; run the same command again to go on."), err=True)
        sys.exit(1)
    click.echo(name)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Say what is done; draw a bar on stderr where it is a terminal, or write a line now and then where it is not."""
    from time import monotonic

    click.echo(what, err=True)
    bar = None
    said = monotonic()

    def show(done: int, total: int) -> None:
        nonlocal bar, said
        if sys.stderr.isatty():
            if bar is None:
                bar = click.progressbar(length=total, label=_("Passages"), file=sys.stderr, show_pos=True)
                bar.__enter__()
            bar.update(done - bar.pos)
        elif monotonic() - said >= 10:
            said = monotonic()
            click.echo(_("{done} of {total} passages").format(done=done, total=total), err=True)

    try:
        yield show
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


def _lines(state: State, encoder: str) -> Iterator[str]:
    """What a state is, in words."""
    if state.generation is not None:
        passages = ngettext("{n} passage", "{n} passages", state.passages).format(n=state.passages)
        yield _("Generation {name}: {passages}, as it was published.").format(name=state.generation, passages=passages)
        if state.makers is not None:
            yield _("Encoder: {name}").format(name=state.makers.encoder[:16])
        for one in state.segments:
            kind = _("quantised") if one.quantised else _("exact")
            yield _("Segment {name}: {passages} passages, {gone} of them removed; {kind}; {size} MB").format(
                name=one.name[:8], passages=one.passages, gone=one.gone, kind=kind, size=f"{one.size / 1e6:.1f}"
            )
    for kept in state.kept:
        until = "–" if kept.until is None else kept.until.date().isoformat()
        yield _("Kept for replay until {until}: {name}").format(name=kept.name, until=until)
    for fingerprint, passages_staged in state.staged.items():
        if fingerprint == encoder:
            yield _("Unfinished: {n} passages are indexed. Run again what was stopped.").format(n=passages_staged)
        else:
            yield _("Unfinished, with another encoder: {n} passages are indexed.").format(n=passages_staged)
