"""What became of a question as it is kept once it is done with, so that it can be shown again, copied and exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from assistant.answer import Answer, Retrieved, Statement
from assistant.exchange import Exchange
from assistant.i18n import spoken


def whole(answer: Answer, found: Retrieved | None) -> Exchange:
    """An answer, without the passages that were found and are shown with a refusal alone."""
    shown = answer if answer.refused or answer.unsupported else replace(answer, nearest=())
    return Exchange(
        session=answer.session,
        question=answer.question,
        language=answer.language,
        asked=now(),
        entry=_entry(found),
        outcome="answered",
        answer=shown,
        carried=answer.carried,
    )


def broken_off(question: str, stated: Sequence[Statement], session: str, found: Retrieved | None) -> Exchange:
    """What stands of an answer that was given up, or that failed."""
    return Exchange(
        session=session,
        question=question,
        language=(found.language if found is not None else None) or spoken(),
        asked=now(),
        entry=_entry(found),
        outcome="broken off",
        stated=tuple(stated),
        carried=None if found is None else found.carried,
    )


def _entry(found: Retrieved | None) -> int:
    return -1 if found is None or found.entry is None else found.entry


def now() -> str:
    """The time (UTC, ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="seconds")
