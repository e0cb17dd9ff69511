"""`audit`: the record, read, verified and kept."""

from __future__ import annotations

from gettext import gettext as _

import click

from assistant.commands.audit.checkpointing import checkpoint
from assistant.commands.audit.exporting import export, inventory
from assistant.commands.audit.keeping import dispose, hold, purge, validate
from assistant.commands.audit.naming import rename
from assistant.commands.audit.origin import origin
from assistant.commands.audit.reading import sessions, show
from assistant.commands.audit.replaying import replay
from assistant.commands.audit.verifying import verify
from assistant.commands.audit.witnessing import witness


@click.group(help=_("Read the record, and verify that nothing in it was changed."))
def audit() -> None:
    """Hold the commands below."""


audit.add_command(verify)
audit.add_command(sessions)
audit.add_command(show)
for command in (validate, rename, hold, purge, dispose, export, inventory):
    audit.add_command(command)
audit.add_command(replay)
for command in (checkpoint, witness, origin):
    audit.add_command(command)
