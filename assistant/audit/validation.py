"""What people say of answers: each judgement is an entry of the record, beside the answer that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, Literal, cast

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.audit.log import Entry

Verdict = Literal["validated", "corrected", "rejected"]
VERDICTS: tuple[Verdict, ...] = ("validated", "corrected", "rejected")

KIND = "validated"
"""The kind of entry that holds a judgement."""


class NoAnswerError(AssistantError):
    """An entry is no answer that can be judged: name another."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of an answer, when (UTC, ISO 8601), and the entries of both."""

    entry: int
    time: str
    answer: int
    verdict: Verdict
    by: str
    note: str


def facts(answer: int, verdict: Verdict, by: str, note: str) -> dict[str, object]:
    """What the record says of a judgement."""
    return {"answer": answer, "verdict": verdict, "by": by, "note": note}


def judgements(entries: Iterable[Entry]) -> dict[int, list[Judgement]]:
    """What was said of each answer, by its entry, in order: the last counts. What is destroyed says nothing."""
    found: dict[int, list[Judgement]] = {}
    for entry in entries:
        answer = entry.facts.get("answer") if entry.kind == KIND else None
        if isinstance(answer, int) and entry.facts.get("verdict") in VERDICTS:
            said = Judgement(
                entry.index,
                entry.time,
                answer,
                cast(Verdict, entry.facts["verdict"]),
                str(entry.facts.get("by", "")),
                str(entry.facts.get("note", "")),
            )
            found.setdefault(answer, []).append(said)
    return found


def judged(entry: Entry | None, index: int) -> Entry:
    """The entry, where it is an answer that was shown and stands.

    Raises:
        NoAnswerError: it is not there, is another kind of entry, or what it said is destroyed.
    """
    hint = _("See which entries are answers: greffier audit show SESSION")
    if entry is None:
        raise NoAnswerError(_("The record has no entry {index}.").format(index=index), hint=hint)
    if entry.kind != "answer" or entry.session is None:
        raise NoAnswerError(
            _("Entry {index} is no answer: its kind is {kind}.").format(index=index, kind=entry.kind), hint=hint
        )
    if entry.destroyed is not None:
        raise NoAnswerError(
            _("What entry {index} said is destroyed, as entry {by} tells.").format(index=index, by=entry.destroyed),
            hint=hint,
        )
    return entry
