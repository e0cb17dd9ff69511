"""`status`: what the library holds, and what was left undone."""

from __future__ import annotations

import json
from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from indexes.library import Library
    from ingest.office import Office


@click.command(help=_("Say what the library holds."))
@click.option("--json", "as_json", is_flag=True, help=_("Print it as one JSON document."))
@click.pass_obj
def status(office: Office, as_json: bool) -> None:
    """Count what is filed."""
    from indexes.disposal import Disposal
    from indexes.journal import Journal
    from indexes.quarantine import Quarantine
    from indexes.twins import Twins
    from indexes.versions import maybe_newer

    library = office.library()
    documents = library.catalogue.documents()
    pages = sum(document.pages for document in documents)
    aside = len(Quarantine(library.catalogue).files())
    generation = library.current_generation()
    journal = Journal(library.catalogue)
    left = journal.open_jobs()
    disposal = Disposal(library.catalogue)
    doubtful = [(_file(library, one.document), _file(library, one.newer)) for one in maybe_newer(library.catalogue)]
    if as_json:
        facts = {
            "documents": len(documents),
            "pages": pages,
            "quarantined": aside,
            "generation": generation,
            "journal": journal.counts(),
            "twins": len(Twins(library.catalogue).pairs()),
            "maybe_newer": [{"file": older, "newer": newer} for older, newer in doubtful],
            "removed": [one.document for one in disposal.removals()],
            "destroyed": [asdict(one) for one in disposal.tombstones()],
            "interrupted": [{"begun": job.begun, "paths": job.wanted["paths"]} for job in left],
        }
        click.echo(json.dumps(facts))
        return
    click.echo(ngettext("{n} document", "{n} documents", len(documents)).format(n=len(documents)))
    click.echo(ngettext("{n} page", "{n} pages", pages).format(n=pages))
    click.echo(ngettext("{n} file set aside", "{n} files set aside", aside).format(n=aside))
    click.echo(_("Generation: {name}").format(name=generation or "–"))
    for older, newer in doubtful:
        click.echo(_("Maybe newer than {older}: {newer}").format(older=older, newer=newer))
    for one in disposal.tombstones(unfinished=True):
        click.echo(_("Not wholly destroyed yet: {document}").format(document=one.document[:16]))
    for job in left:
        click.echo(_("Begun {when} and not finished: greffier ingest resume").format(when=job.begun))


def _file(library: Library, name: str) -> str:
    document = library.catalogue.document(name)
    return name if document is None else document.file
