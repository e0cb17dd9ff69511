"""The ingest commands, as the clerk types them: the group, and what it mounts."""

from __future__ import annotations

from gettext import gettext as _

import click

from ingest.commands.disposal import purge, remove
from ingest.commands.filing import resume, run
from ingest.commands.picture import picture
from ingest.commands.quarantine import quarantine
from ingest.commands.status import status
from ingest.commands.watch import watch


@click.group(help=_("File documents into the library."))
def ingest() -> None:
    """Hold the commands below."""


for _command in (run, resume, watch, status, quarantine, remove, purge, picture):
    ingest.add_command(_command)
