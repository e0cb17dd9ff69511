"""`audit verify`: whether anything on the record was changed."""

from __future__ import annotations

import json
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.office import Office

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
VERIFICATION_FAILED = 4


@click.command(
    help=_("Check every entry of the log: its form, its place, and the hash that chains it to the one before.")
)
@_JSON
@click.pass_obj
def verify(office: Office, as_json: bool) -> None:
    """Verify the log."""
    from assistant.errors import RecordError

    office.library()
    count = 0
    try:
        for _entry in office.log().entries():
            count += 1
    except RecordError as error:
        click.echo(json.dumps({"verified": False, "entry": count}) if as_json else str(error))
        raise SystemExit(VERIFICATION_FAILED) from error
    if as_json:
        click.echo(json.dumps({"verified": True, "entries": count}))
    else:
        click.echo(ngettext("{n} entry, unchanged.", "{n} entries, unchanged.", count).format(n=count))
