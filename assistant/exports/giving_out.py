"""Gives an answer or a session out as a file that people read: it is on the record before it leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.audit.keeping import EXPORTED
from assistant.errors import AssistantError
from assistant.exports.about import FORMS, About, Form
from assistant.i18n import spoken
from indexes.files import replace_file

if TYPE_CHECKING:
    from assistant.audit.log import Log
    from assistant.exchange import Exchange
    from assistant.exports.sources import Lookup
    from assistant.session import Recorder
    from indexes.catalogue import Catalogue
    from indexes.records import Document


class ExportError(AssistantError):
    """An export could not be written, or not in that format: name another file."""


def form_of(path: Path) -> Form:
    """The format of a file, by the ending of its name. Raises ExportError."""
    for form in FORMS:
        if path.suffix.lower() == f".{form}":
            return form
    raise ExportError(
        _("By the ending of its name, {file} is none of .md, .html and .pdf.").format(file=path.name),
        hint=_("Name a file that ends in .md (Markdown), .html or .pdf."),
    )


def about(
    log: Log, library: str, exchanges: Sequence[Exchange], *, title: str = "", now: datetime | None = None
) -> About:
    """Say what an export of exchanges is of, and how the record stands. title: the session's, where it has one."""
    from assistant.audit.replay.page_head import head

    sessions = list(dict.fromkeys(one.session for one in exchanges))
    session = sessions[0] if len(sessions) == 1 else None
    found = head(log, ())
    said = title or (_("Sessions") if session is None else _("Session {session}").format(session=session))
    return About(
        library=library,
        session=session,
        title=said,
        exported=now or datetime.now(UTC),
        language=spoken(),
        origin=None if found is None else found.origin,
        size=None if found is None else found.size,
        root=None if found is None else found.root,
    )


def lookup_in(catalogue: Catalogue, labels: Collection[str]) -> Lookup:
    """Looks documents up in a catalogue as far as a reader is cleared for them, with how each stands."""
    from assistant.marks import noted

    def lookup(name: str) -> Document | None:
        found = catalogue.document(name)
        return None if found is None or found.label not in labels else noted(catalogue, found)

    return lookup


def entries_of(exchanges: Sequence[Exchange]) -> list[int]:
    """The entries of which an export holds words: questions that may be read, and answers."""
    asked = [one.entry for one in exchanges if one.question]
    answered = [one.answer.entry for one in exchanges if one.answer is not None]
    return sorted(asked + answered)


def give_out(
    log: Recorder, exchanges: Sequence[Exchange], form: Form, content: bytes, out: Path | None, *, by: str = ""
) -> int:
    """Put on the record what is given out, then write it to a file, where one is named; return the entry.

    by: the account that does so. What is recorded is the format and the SHA-256 of `content`, and no word of it.

    Raises:
        RecordError: it could not be put on the record, and nothing was written.
        ExportError: it could not be written.
    """
    sessions = list(dict.fromkeys(one.session for one in exchanges))
    facts = {
        "sessions": sessions,
        "entries": entries_of(exchanges),
        "form": form,
        "sha256": hashlib.sha256(content).hexdigest(),
        "by": by,
        "reason": "",
    }
    entry = log.record(EXPORTED, facts, sessions[0] if len(sessions) == 1 else None)
    if out is not None:
        try:
            replace_file(out, content)
        except OSError as error:
            raise ExportError(
                _("The export could not be written to {path}: {reason}.").format(
                    path=out, reason=error.strerror or str(error)
                ),
                hint=_("See that there is room and leave to write there, or name another place."),
            ) from error
    return entry
