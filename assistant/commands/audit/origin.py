"""`audit origin`: under which name and with which keys the record is signed, and what is changed of that on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.checkpoints import Checkpoint
    from assistant.audit.log import Log
    from assistant.audit.notes import VerifierKey
    from assistant.audit.standing import Head
    from assistant.office import Office


@click.command(
    help=_(
        "Show under which name and with which keys the record is signed, and what this machine remembers of it; or "
        "change that, on purpose and on the record."
    )
)
@click.option(
    "--new", "anew", is_flag=True, help=_("Go on under a new origin, where the record is an old copy or has moved.")
)
@click.option("--reason", metavar=_("WHY"), default="", help=_("Why a new origin is opened."))
@click.option("--rotate-key", "rotate", is_flag=True, help=_("Sign with a new key too; the present ones stay."))
@click.option("--retire-key", "retired", metavar="ID", help=_("Sign no more with this key (8 hexadecimal digits)."))
@click.option("--by", metavar=_("NAME"), default="", help=_("Who decides it."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.pass_obj
def origin(office: Office, anew: bool, reason: str, rotate: bool, retired: str | None, by: str, as_json: bool) -> None:
    """Show the origin, or change it or its keys."""
    if anew + rotate + (retired is not None) > 1:
        raise click.UsageError(_("One at a time: --new, --rotate-key or --retire-key."))
    changed = anew or rotate or retired is not None
    if changed and not by.strip():
        raise click.UsageError(_("Say who decides it: --by NAME"))
    if anew and not reason.strip():
        raise click.UsageError(_("Say why a new origin is opened: --reason WHY"))
    if not changed and (by or reason):
        raise click.UsageError(_("Say what is to be done: --new, --rotate-key or --retire-key."))
    office.library()
    log = office.log()
    entry = None
    if anew:
        entry = log.new_origin(reason, by)
    elif rotate:
        entry = log.rotate_key(by)
    elif retired is not None:
        entry = _retire(log, retired, by)
    standing = Standing.of(log)
    if as_json:
        click.echo(json.dumps({"entry": entry, **standing.data()}, ensure_ascii=False))
        return
    if entry is not None:
        click.echo(_("On the record: entry {entry}.").format(entry=entry))
    for line in standing.lines():
        click.echo(visible(line))


def _retire(log: Log, key_id: str, by: str) -> int:
    try:
        return log.retire_key(key_id, by)
    except ValueError as error:
        raise click.BadParameter(
            _("The record is not signed with that key, or with no other."), param_hint="--retire-key"
        ) from error


@dataclass(frozen=True, slots=True)
class Standing:
    """What is so now. keys: each with whether it signs; fault: why what this machine remembers cannot be read."""

    head: Checkpoint | None
    keys: tuple[tuple[VerifierKey, bool], ...]
    remembered: Head | None
    fault: str

    @classmethod
    def of(cls, log: Log) -> Standing:
        """How a log stands."""
        from assistant.audit.notes import parse, verified
        from assistant.errors import RecordError

        head, note = log.store.checkpoint(), log.store.note()
        if head is None or note is None:
            return cls(None, (), None, "")
        keys = log.store.verifiers()
        signing = verified(parse(note), keys)
        remembered, fault = None, ""
        try:
            kept = log.remembered()
            remembered = None if kept is None else kept.head
        except RecordError as error:
            fault = str(error)
        return cls(head, tuple((key, key in signing) for key in keys), remembered, fault)

    def data(self) -> dict[str, object]:
        """All of it, for JSON."""
        kept = self.remembered
        return {
            "origin": None if self.head is None else self.head.origin,
            "size": 0 if self.head is None else self.head.size,
            "root": None if self.head is None else self.head.root.hex(),
            "keys": [
                {"key": key.vkey(), "id": key.id.hex(), "origin": key.name, "signs": signs} for key, signs in self.keys
            ],
            "remembered": None if kept is None else {"origin": kept.origin, "size": kept.size, "root": kept.root.hex()},
        }

    def lines(self) -> Iterator[str]:
        """All of it, for people."""
        if self.head is None:
            yield _("Nothing is on the record yet.")
            return
        size = self.head.size
        yield _("Origin: {origin}").format(origin=self.head.origin)
        count = ngettext("{n} entry", "{n} entries", size).format(n=size)
        yield _("{count}, root {root}").format(count=count, root=self.head.root.hex())
        for key, signs in self.keys:
            yield (_("Signs: {key}") if signs else _("Signed once: {key}")).format(key=key.vkey())
        if self.fault:
            yield self.fault
        elif self.remembered is None:
            yield _("This machine remembers nothing of it.")
        else:
            told = _("This machine remembers: {size} of {origin}, root {root}")
            kept = self.remembered
            yield told.format(size=kept.size, origin=kept.origin, root=kept.root.hex())
