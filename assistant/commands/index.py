"""`index`: the search indexes, which are made from the catalogue and can be made again."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.office import Office


@click.group(help=_("See the search indexes, and make them again."))
def index() -> None:
    """Hold the commands below."""


@index.command(help=_("Verify the generation in use against its manifest."))
@click.pass_obj
def status(office: Office) -> None:
    """Verify and describe the current generation."""
    from indexes.generation import open_current

    library = office.library()
    generation = open_current(library.generations, office.encoder(), office.lexicon())
    click.echo(
        _("Generation {name}: {passages} passages, as it was published.").format(
            name=generation.name, passages=len(generation.passages)
        )
    )


@index.command(help=_("Make the search indexes again from the catalogue, with the encoder in use."))
@click.pass_obj
def rebuild(office: Office) -> None:
    """Publish a generation made anew."""
    from indexes.generation import publish

    library = office.library()
    with library.writing():
        click.echo(_("Making the search indexes…"), err=True)
        name = publish(library.generations, library.catalogue, office.encoder(), office.lexicon(), anew=True)
        office.log().record("generation.published", {"generation": name})
    click.echo(name)
