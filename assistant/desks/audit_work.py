"""What the audit room has done in another process: verifying, computing again, writing a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.audit import verify as checker
from assistant.audit.chained import ENTRIES
from assistant.audit.keys import Keys
from assistant.audit.log import Log
from assistant.audit.replay.language import speaking
from assistant.errors import AssistantError, RecordError
from assistant.office import Office
from assistant.tui.audit.desk import Cosigned, Signer, Verified
from indexes.records import LANGUAGES, Language

if TYPE_CHECKING:
    from assistant.audit.replay.outcome import Recomputed, ReplayedSession
    from assistant.audit.replay.sessions import Recorded
    from assistant.settings import Settings


class NotWrittenError(AssistantError):
    """A report could not be written there: choose another place, or make room."""


@dataclass(frozen=True, slots=True)
class Done:
    """How much is done, of how much."""

    done: int
    total: int


def verify(tell: Callable[[Done | Verified], None], settings: Settings) -> None:
    """Verify the record of a library; tells how many entries were read, then what came of it."""
    office = _office(settings)
    office.library().close()  # which says where there is none
    log = office.log()
    keys = Keys(settings.keys or log.folder / "keys")
    began = time.monotonic()
    try:
        report = checker.verify(
            log.folder,
            key=keys.library() if keys.is_here() else None,
            remembered=remembered(log),
            progress=lambda done, total: tell(Done(done, total)),
        )
        keys.verify()
    except checker.Unproven as fault:
        told = {language: (fault.told(language),) for language in LANGUAGES}
        tell(Verified(False, _now(), time.monotonic() - began, findings=told, entry=fault.index, origin=_origin(log)))
    except RecordError as fault:  # a key, or what this machine remembers, is damaged
        told = dict.fromkeys(LANGUAGES, (str(fault),))
        tell(Verified(False, _now(), time.monotonic() - began, findings=told, hint=fault.hint, origin=_origin(log)))
    else:
        tell(_held(report, log, time.monotonic() - began))


def recompute(tell: Callable[[Recomputed], None], settings: Settings, session: Recorded) -> None:
    """Ask the questions of a session again; tells what came of each."""
    from assistant.audit.replay.recomputing import Recomputer

    for one in Recomputer(_office(settings)).session(session):
        tell(one)


def report(tell: Callable[[str], None], settings: Settings, session: ReplayedSession, broken: bool, file: Path) -> None:
    """Write a replay as an HTML page, beside one that is there already; tells where.

    Raises:
        NotWrittenError: it cannot be written there.
    """
    from assistant.audit.replay.outcome import Summary
    from assistant.audit.replay.page import page
    from assistant.audit.replay.page_head import head
    from assistant.audit.replay.sessions import History
    from assistant.audit.replay.sources import LibrarySources
    from indexes.files import replace_file

    office = _office(settings)
    library = office.library()
    summary = Summary(broken=broken)
    summary.add(session)
    try:
        shown = head(office.log(), session.recorded.entries)
        sources = LibrarySources(library, settings.models, History())
        content = page([session], summary, shown, sources).encode()
        file = _free(file)
        replace_file(file, content)
    except OSError as error:
        raise NotWrittenError(
            _("The report could not be written: {reason}").format(reason=error.strerror or error),
            hint=_("See that the folder is there, can be written to and has room: {folder}").format(folder=file.parent),
        ) from error
    finally:
        library.close()
    tell(str(file))


def remembered(log: Log) -> tuple[str, int, bytes] | None:
    """The last head that this machine signed, where it is one of this log: another may have stood at its path."""
    found = log.remembered()
    if found is None:
        return None
    listed = log.folder / "verifiers"
    names = {line.partition(b"+")[0] for line in listed.read_bytes().splitlines()} if listed.exists() else None
    if names is not None and names.isdisjoint(origin.encode() for origin in found.head.origins):
        return None
    return _("this machine"), found.head.size, found.head.root


def _free(file: Path) -> Path:
    """The file, or where there is one, the next name that is free."""
    found, number = file, 2
    while found.exists():
        found, number = file.with_stem(f"{file.stem}-{number}"), number + 1
    return found


def _office(settings: Settings) -> Office:
    return Office(settings.library).with_settings(settings)


def _now() -> datetime:
    return datetime.now().astimezone()


def _origin(log: Log) -> str:
    """The name that the head of a log gives itself, whether it holds or not."""
    try:
        checkpoint = log.store.checkpoint()
    except RecordError:
        return ""
    return "" if checkpoint is None else checkpoint.origin


def _held(report: checker.Report, log: Log, seconds: float) -> Verified:
    witnesses = tuple(
        Cosigned(str(one.about["key"]), int(one.about["size"])) for one in report.notices if one.what == "cosigned"
    )
    return Verified(
        True,
        _now(),
        seconds,
        entries=report.size,
        origin=report.origin or "",
        root=report.root.hex(),
        last=log.store.header(report.size - 1).time if report.size else "",
        signers=tuple(_signers(log)),
        witnesses=witnesses,
        findings={language: tuple(_said(report, log, language)) for language in LANGUAGES},
    )


def _signers(log: Log) -> Iterator[Signer]:
    from assistant.audit.notes import parse

    note = log.store.note()
    for one in () if note is None else parse(note).signatures:
        yield Signer(one.name, one.key_id.hex())


def _said(report: checker.Report, log: Log, language: Language) -> Sequence[str]:
    """What else was found, but for what witnesses signed."""
    cosigned = {one.told(language) for one in report.notices if one.what == "cosigned"}
    said = [line for line in report.lines(language)[1:] if line not in cosigned]
    if (log.folder / ENTRIES).exists():
        with speaking(language):
            text = _("{file} is the record of an earlier version: the next entry sets it aside, and names it.")
        said.append(text.format(file=ENTRIES))
    return said
