"""`audit rename`: what people call a session, put on the record."""

from __future__ import annotations

import json
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from assistant.commands.audit.reading import JSON
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.office import Office


@click.command(help=_("Give a session a title, by which it is found again. An empty one takes the title away."))
@click.argument("session", metavar=_("SESSION"))
@click.argument("title", metavar=_("TITLE"))
@click.option("--by", metavar=_("NAME"), default="", help=_("Who says so; else the account that runs this."))
@JSON
@click.pass_obj
def rename(office: Office, session: str, title: str, by: str, as_json: bool) -> None:
    """Put a title on the record."""
    from assistant.account import account
    from assistant.audit import naming

    office.library()
    by = by.strip() or account()
    name, told = naming.name(office.log(), session, title, by)
    if as_json:
        facts = naming.facts(naming.taken(title), by)
        click.echo(json.dumps({"session": name, "entry": told, **facts}, ensure_ascii=False))
    else:
        click.echo(visible(_("On the record: entry {entry}.").format(entry=told)))
