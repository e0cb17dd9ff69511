"""`picture`: a page of a filed document as it is displayed; what the screens run to show it."""

from __future__ import annotations

import sys
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from ingest.errors import IngestError

if TYPE_CHECKING:
    from ingest.office import Office

WIDEST = 4000
_PATIENCE = 30.0  # seconds that one page may take: somebody waits for it


class NotDrawnError(IngestError):
    """A page cannot be drawn: read its text."""


@click.command(
    hidden=True,
    help=_("Write page NUMBER of a filed PDF, as it is displayed, to the standard output as a PNG."),
)
@click.argument("document", metavar="DOCUMENT")
@click.argument("number", metavar=_("NUMBER"), type=click.IntRange(min=1))
@click.option(
    "--width",
    metavar="N",
    type=click.IntRange(min=16, max=WIDEST),
    default=1000,
    help=_("Make it N pixels wide (1000, if nothing is said)."),
)
@click.pass_obj
def picture(office: Office, document: str, number: int, width: int) -> None:
    """Draw a page, in a process that is confined as those that parse are."""
    from dataclasses import replace

    from indexes.reasons import reasons
    from ingest import sandbox
    from ingest.commands.filing import limits
    from ingest.errors import UnreadableError
    from ingest.read import Source

    if sys.stdout.isatty():
        raise click.UsageError(_("A picture is not for a terminal: send it to a file, with > page.png"))
    library = office.library()
    try:
        found = library.catalogue.find(document)
        if found is not None and found.label not in office.labels:
            found = None  # as if it were not filed: whoever is not cleared learns nothing, not even that it is there
        page = library.catalogue.page(found.id, number) if found else None
    finally:
        library.close()
    if found is None or page is None:
        raise NotDrawnError(
            _("No such page is filed: {document}, {number}").format(document=document, number=number),
            hint=_("Check the document and the number of its page."),
        )
    source = Source(library.vault.path(found.id), found.file, found.id)
    if not source.path.is_file():
        raise _not_drawn(_("its bytes are not in the library any more"))
    within = replace(limits(office), deadline=_PATIENCE, progress=_PATIENCE)
    try:
        drawn = sandbox.draw(source, number, width, within)
    except UnreadableError as error:
        if error.reason == "not_pdf":
            raise NotDrawnError(
                _("This document has no pages to be drawn: it is not a PDF."), hint=_("Read its text, as it was filed.")
            ) from error
        raise _not_drawn(reasons().get(error.reason, error.reason)) from error
    sys.stdout.buffer.write(drawn)


def _not_drawn(why: str) -> NotDrawnError:
    return NotDrawnError(
        _("This page could not be drawn: {why}").format(why=why), hint=_("Read its text, as it was filed.")
    )
