"""`audit verify`: whether anything on the record was changed."""

from __future__ import annotations

import json
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.i18n import spoken
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.office import Office

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
VERIFICATION_FAILED = 4


@click.command(
    help=_(
        "Verify the whole record: each entry, what it commits to, the tree over them and the signed checkpoint; and "
        "that it is the one that this machine has signed. The same program runs alone: assistant/audit/verify.py."
    )
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("A checkpoint that was kept elsewhere: the record must extend it. Several may be given."),
)
@click.option(
    "--verifier",
    "verifiers",
    multiple=True,
    metavar="VKEY",
    help=_("Trust this key only, not those that are listed in the record's folder. Several may be given."),
)
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    metavar="VKEY",
    help=_("Say what the holder of this key has cosigned. Several may be given."),
)
@_JSON
@click.pass_obj
def verify(
    office: Office,
    checkpoints: tuple[Path, ...],
    verifiers: tuple[str, ...],
    witnesses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Verify the log."""
    from assistant.audit import verify as checker
    from assistant.audit.chained import ENTRIES
    from assistant.audit.keys import Keys
    from assistant.errors import RecordError

    _check_keys("--verifier", verifiers)
    _check_keys("--witness", witnesses)
    office.library()
    language = spoken()
    keys = Keys(office.settings.keys or office.log().folder / "keys")
    try:
        report = checker.verify(
            office.log().folder,
            key=keys.library() if keys.is_here() else None,
            verifiers=verifiers,
            checkpoints=[(str(path), path.read_bytes()) for path in checkpoints],
            witnesses=witnesses,
            remembered=_remembered(office),
        )
        keys.verify()
    except checker.Unproven as fault:
        message = fault.told(language)
        hint = _(
            "Leave the record's folder as it is, and compare it with a copy or a checkpoint that was kept elsewhere."
        )
        failed = {"verified": False, "entry": fault.index, "what": fault.what, "message": message}
        click.echo(json.dumps(failed) if as_json else visible(f"{message}\n→ {hint}"))
        raise SystemExit(VERIFICATION_FAILED) from fault
    except RecordError as fault:  # a key, or what this machine remembers, is damaged
        failed = {"verified": False, "entry": None, "what": "key", "message": str(fault)}
        click.echo(json.dumps(failed) if as_json else visible(f"{fault}\n→ {fault.hint}"))
        raise SystemExit(VERIFICATION_FAILED) from fault
    if as_json:
        click.echo(json.dumps(report.data(language)))
        return
    click.echo(ngettext("{n} entry, unchanged.", "{n} entries, unchanged.", report.size).format(n=report.size))
    for line in report.lines(language)[1:]:
        click.echo(visible(line))
    if (office.log().folder / ENTRIES).exists():
        click.echo(
            _("{file} is the record of an earlier version: the next entry sets it aside, and names it.").format(
                file=ENTRIES
            )
        )


def _check_keys(option: str, given: tuple[str, ...]) -> None:
    """Refuse what is no key: a slip of the pen is no fault of the record."""
    from assistant.audit.notes import NoteError, VerifierKey

    for one in given:
        try:
            VerifierKey.parse(one)
        except NoteError as error:
            raise click.BadParameter(_("A verifier key is written NAME+ID+KEY."), param_hint=option) from error


def _remembered(office: Office) -> tuple[str, int, bytes] | None:
    """The last head that this machine signed, where it is one of this log: another may have stood at its path."""
    log = office.log()
    found = log.remembered()
    if found is None:
        return None
    listed = log.folder / "verifiers"
    names = {line.partition(b"+")[0] for line in listed.read_bytes().splitlines()} if listed.exists() else None
    if names is not None and names.isdisjoint(origin.encode() for origin in found.head.origins):
        return None
    return _("this machine"), found.head.size, found.head.root
