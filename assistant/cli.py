"""The command line: its own commands, those of ingest, and the terminal UI where none is named.

Texts are translated while this module is imported: `__main__` chooses the language first.
"""

from __future__ import annotations

import os
from gettext import gettext as _
from pathlib import Path

import click

from assistant.errors import AssistantError
from assistant.office import Office
from indexes.errors import LibraryError
from indexes.records import LANGUAGES
from ingest.errors import IngestError
from models.errors import ModelError

ERRORS = (AssistantError, IngestError, LibraryError, ModelError)
"""The roots of what a command may raise: each says what happened, and in `hint` what to do next."""


class Help(click.HelpFormatter):
    """Writes headings as the language does: French has a no-break space before the colon."""

    def write_heading(self, heading: str) -> None:
        """Write one."""
        said = _("{heading}:").format(heading=heading)
        self.write(f"{'':>{self.current_indent}}{said}\n")


click.Context.formatter_class = Help


class Commands(click.Group):
    """Its commands are imported when the first is looked for: the terminal UI needs none, and waits for none."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Name them all, from a to z."""
        self._mount()
        return super().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Find one."""
        self._mount()
        return super().get_command(context, name)

    def _mount(self) -> None:
        from assistant.commands.ask import ask, page, search
        from assistant.commands.audit import audit
        from assistant.commands.doctor import doctor
        from assistant.commands.evaluate import evaluate
        from assistant.commands.index import index
        from assistant.commands.models import models
        from ingest.cli import ingest

        for command in (ask, search, page, ingest, audit, models, index, evaluate, doctor):
            self.add_command(command)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_(
        "Greffier answers questions over a government's own documents, in French and in English, on a machine with "
        "no network; every statement points at a page and a sentence.\n\nWithout a command, opens the terminal UI."
    ),
    epilog=_("Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done in part, 4 verification failed."),
)
@click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    metavar=_("DIR"),
    help=_("The folder of the library. Else GREFFIER_LIBRARY, else the settings'."),
)
@click.option(
    "--ui", type=click.Choice(LANGUAGES), help=_("The language of all text. Else GREFFIER_UI, else the locale's.")
)
@click.option(
    "--linear",
    is_flag=True,
    help=_("Without a command, converse in plain lines instead: for screen readers, and terminals that can do little."),
)
@click.version_option(package_name="greffier", message="%(prog)s %(version)s", help=_("Print the version."))
@click.pass_context
def cli(context: click.Context, library: Path | None, ui: str | None, linear: bool) -> None:
    """Open the terminal UI, or hand the office to a command."""
    office = Office(library)
    context.obj = office
    if linear and context.invoked_subcommand is not None:
        raise click.UsageError(_("--linear stands alone: leave it out, or the command."))
    if linear:
        from assistant.linear import run as converse

        converse(office)
    elif context.invoked_subcommand is None:
        from assistant.desks import OfficeServices
        from assistant.tui import run

        run(OfficeServices(office), language_named=ui is not None or bool(os.environ.get("GREFFIER_UI")))
