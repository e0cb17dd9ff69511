"""`audit witness`: an auditor, with their own key and their own memory, holds a log against what they saw of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.audit.verifying import VERIFICATION_FAILED
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.cosigning import Outcome
    from assistant.audit.notes import CosigningKey, VerifierKey
    from assistant.audit.witness import Report, Witnessed

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(
    help=_(
        "Verify, on a machine of your own, that a log extends what you last saw of it, and sign its checkpoint. LOG is "
        "a library, its folder log, or a copy of that. Your key and your memory stay with you, outside the library."
    )
)
@click.argument("log", metavar="[LOG]", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option("--key", "key_file", type=_FILE, required=True, help=_("The file of your key."))
@click.option("--memory", type=_FOLDER, help=_("The folder in which you keep what you saw."))
@click.option("--new-key", "new_name", metavar=_("NAME"), help=_("Make your key, under a name such as office.ca/me."))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PATH", help=_("Write the signed checkpoint there too.")
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
    _tell(outcome, key, files, as_json)
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
        data = {"verdict": "unproven", "cosigned": False, "message": str(error), "hint": hint}
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo(visible(f"{error}\n→ {hint}"))
    raise SystemExit(VERIFICATION_FAILED) from error


def _tell_key(key: CosigningKey, as_json: bool) -> None:
    vkey = key.verifier.vkey()
    if as_json:
        click.echo(json.dumps({"witness": vkey}, ensure_ascii=False))
    else:
        click.echo(visible(_("Your key is made. Others verify what you sign with: {key}").format(key=vkey)))


def _tell(outcome: Outcome, key: CosigningKey, files: list[Path], as_json: bool) -> None:
    report = outcome.report
    if as_json:
        against = report.finding.against
        data = {
            "verdict": report.finding.verdict,
            "origin": report.head.origin,
            "size": report.head.size,
            "root": report.head.root.hex(),
            "seen": None
            if against is None
            else {"origin": against.origin, "size": against.size, "root": against.root.hex()},
            "opened": report.finding.opened,
            "keys": [one.vkey() for one in report.keys],
            "unread": list(report.unread),
            "cosigned": outcome.note is not None,
            "witness": key.verifier.vkey(),
            "files": [str(path) for path in files],
            "conflict": None if outcome.conflict is None else str(outcome.conflict),
            "message": _found(report),
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    for line in _lines(outcome, key, files):
        click.echo(visible(line))


def _lines(outcome: Outcome, key: CosigningKey, files: list[Path]) -> Iterator[str]:
    report = outcome.report
    yield _found(report)
    if report.told.get("reason"):
        told = _("The entry that opened it says: {reason} ({by}).")
        yield told.format(reason=report.told["reason"], by=report.told.get("by") or "–")
    if outcome.note is not None and report.head.origin not in outcome.others:
        yield _("Ask those who keep it, by another way, whether these are its keys:")
        yield from (f"  {one.vkey()}" for one in report.keys)
        if outcome.others and report.finding.verdict == "first":
            yield _("Nothing in it leads back to what you saw before, of: {origins}").format(
                origins=", ".join(outcome.others)
            )
    if report.unread:
        yield _(
            "Entries that name keys or origins could not be read here, for want of the library's key (--keys): "
            "{entries}"
        ).format(entries=", ".join(map(str, report.unread)))
    if outcome.conflict is not None:
        yield _("Kept as proof: {folder}").format(folder=outcome.conflict)
    if outcome.note is None:
        yield _("Not signed.")
        if report.finding.verdict == "short":
            yield _("If that is known and accepted: --accept {origin}").format(origin=report.head.origin)
        return
    yield _("Signed by {name} ({id}).").format(name=key.name, id=key.verifier.id.hex())
    for path in files:
        yield _("Written: {file}").format(file=path)


def _found(report: Report) -> str:
    """What was found, in a sentence."""
    seen = report.finding.against
    size = report.head.size
    count = ngettext("{n} entry", "{n} entries", size).format(n=size)
    texts = {
        "first": _("{origin}: {count}. You see it for the first time."),
        "unchanged": _("{origin}: {count}, as you saw it last."),
        "extended": _("{origin}: {count}. It extends the {seen} that were seen before."),
        "continued": _(
            "{origin}: {count}. It extends the {seen} that were seen before under {before}; entry {opened} opened the "
            "present origin."
        ),
        "short": _(
            "{origin}: {count}. Entry {opened} opened it over {before}, of which {seen} entries were seen: those from "
            "{opened} on are not in it."
        ),
        "rolled back": _(
            "{origin}: {count}, and {seen} were seen before. Entries were taken away, or this is an old copy."
        ),
        "forked": _(
            "{origin}: {count}, and its first {seen} are not those that were seen before. History was changed."
        ),
    }
    return texts[report.finding.verdict].format(
        origin=report.head.origin,
        count=count,
        seen=0 if seen is None else seen.size,
        before="" if seen is None else seen.origin,
        opened=report.finding.opened,
    )
