"""`audit witness`: an auditor, with their own key and their own memory, holds a log against what they saw of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.audit.verifying import VERIFICATION_FAILED
from assistant.commands.audit.witnessed import data, lines
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.notes import CosigningKey, VerifierKey
    from assistant.audit.witness import Witnessed

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(
    help=_(
        "Verify, on a machine of your own, that a log extends what you last saw of it, and sign its checkpoint. LOG is "
        "a library, its folder log, or a copy of that. Your key and your memory stay with you, outside the library."
    )
)
@click.argument(
    "log", metavar=_("[LOG]"), type=click.Path(path_type=Path, exists=True, file_okay=False), required=False
)
@click.option("--key", "key_file", type=_FILE, required=True, help=_("The file of your key."))
@click.option("--memory", type=_FOLDER, help=_("The folder in which you keep what you saw."))
@click.option("--new-key", "new_name", metavar=_("NAME"), help=_("Make your key, under a name such as office.ca/me."))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar=_("PATH"), help=_("Write the signed checkpoint there too.")
)
@click.option(
    "--with", "others", type=click.Path(path_type=Path, exists=True, dir_okay=False), multiple=True,
    help=_("A checkpoint that another witness saw, to be held against the log as well."),
)  # fmt: skip
@click.option("--trust", "trusted", metavar=_("KEY"), multiple=True, help=_("Go by this verifier key of the log."))
@click.option(
    "--accept", metavar=_("ORIGIN"), help=_("Go on under this origin, although entries that you saw are gone.")
)
@click.option("--keys", type=_FOLDER, help=_("The folder of the library's key, where it is not in the log."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def witness(
    log: Path | None,
    key_file: Path,
    memory: Path | None,
    new_name: str | None,
    out: Path | None,
    others: tuple[Path, ...],
    trusted: tuple[str, ...],
    accept: str | None,
    keys: Path | None,
    as_json: bool,
) -> None:
    """Witness a log."""
    if log is None and new_name is None:
        raise click.UsageError(_("Name the log, or make a key: --new-key NAME"))
    if log is not None and memory is None:
        raise click.UsageError(_("Name the folder in which you keep what you saw: --memory FOLDER"))
    if log is not None:
        _see_outside(log, key_file, memory)
    key = _key(key_file, new_name)
    if log is None or memory is None:
        _tell_key(key, as_json)
        return
    from assistant.audit.cosigning import Witness
    from assistant.audit.seen import Seen
    from assistant.audit.witness import UnprovenError
    from assistant.errors import RecordError

    shown = _shown(log, keys)
    mine = Witness(key, Seen(memory))
    try:
        outcome = mine.attend(
            shown,
            int(time.time()),
            others=[path.read_bytes() for path in others],
            trusted=_verifiers(trusted),
            accepted=accept,
        )
    except (RecordError, UnprovenError) as error:
        _fail(error, as_json)
    name = mine.file_name(outcome.report.head)
    files = [] if outcome.note is None else list(_written(outcome.note, name, shown.store.folder, out))
    if as_json:
        click.echo(json.dumps(data(outcome, key, files), ensure_ascii=False))
    for line in lines(outcome, key, files) if not as_json else ():
        click.echo(visible(line))
    if outcome.note is None:
        raise SystemExit(VERIFICATION_FAILED)


def _see_outside(log: Path, key_file: Path, memory: Path | None) -> None:
    """What a witness keeps among what they witness could be changed with it."""
    from indexes.library import Library

    within = log.resolve()
    within = within.parent if Library.is_at(within.parent) else within
    for path in (key_file, memory):
        if path is not None and path.resolve().is_relative_to(within):
            raise click.UsageError(_("Keep your key and your memory outside the library: {path}").format(path=path))


def _key(path: Path, new_name: str | None) -> CosigningKey:
    from assistant.audit.notes import NoteError
    from assistant.audit.seen import new_key, read_key

    if new_name is None:
        return read_key(path)
    try:
        return new_key(path, new_name)
    except FileExistsError as error:
        raise click.UsageError(_("There is a file already: {file}. It is left as it is.").format(file=path)) from error
    except NoteError as error:
        raise click.BadParameter(_("A name has no spaces and no +."), param_hint="--new-key") from error


def _shown(log: Path, keys: Path | None) -> Witnessed:
    from assistant.audit.keys import Keys
    from assistant.audit.store import Store
    from assistant.audit.witness import Witnessed
    from assistant.errors import RecordError

    folder = log / "log" if not (log / "checkpoint").exists() and (log / "log").is_dir() else log
    try:
        library_key = Keys(keys or folder / "keys").library()
    except RecordError:
        if keys is not None:
            raise
        library_key = None
    return Witnessed(Store(folder), library_key)


def _verifiers(named: tuple[str, ...]) -> list[VerifierKey]:
    from assistant.audit.notes import NoteError, VerifierKey

    try:
        return [VerifierKey.parse(one) for one in named]
    except NoteError as error:
        raise click.BadParameter(_("A verifier key is written NAME+ID+KEY."), param_hint="--trust") from error


def _written(note: bytes, name: str, log: Path, out: Path | None) -> Iterator[Path]:
    """Write the cosigned checkpoint where it is asked for, and into the log, where it may be."""
    from indexes.files import replace_file

    if out is not None:
        path = out / name if out.is_dir() else out
        replace_file(path, note)
        yield path
    path = log / "witnessed" / name
    try:
        path.parent.mkdir(exist_ok=True)
        replace_file(path, note)
    except OSError:  # a copy that may only be read
        return
    yield path


def _fail(error: Exception, as_json: bool) -> None:
    from assistant.errors import AssistantError

    hint = error.hint if isinstance(error, AssistantError) else ""
    if as_json:
        told = {"verdict": "unproven", "cosigned": False, "message": str(error), "hint": hint}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(visible(f"{error}\n→ {hint}"))
    raise SystemExit(VERIFICATION_FAILED) from error


def _tell_key(key: CosigningKey, as_json: bool) -> None:
    vkey = key.verifier.vkey()
    if as_json:
        click.echo(json.dumps({"witness": vkey}, ensure_ascii=False))
    else:
        click.echo(visible(_("Your key is made. Others verify what you sign with: {key}").format(key=vkey)))
