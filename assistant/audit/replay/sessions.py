"""Takes out of a log, in one pass, the sessions that are to be replayed, and what else it tells that bears on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.audit.log import Entry

Wanted = Callable[[str, str], bool]
"""Whether a session is to be replayed, by its name and the time of its first entry (UTC, ISO 8601)."""


@dataclass(frozen=True, slots=True)
class Purge:
    """A destruction on purpose, as entry `entry` tells it. time: UTC, ISO 8601."""

    entry: int
    time: str
    rule: str
    approver: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what followed it: statements as they were shown, and the answer, or what was made of one."""

    question: Entry
    statements: tuple[Entry, ...]
    answer: Entry | None
    judged: tuple[Entry, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether an answer was shown."""
        return self.answer is not None and self.answer.kind == "answer"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them but what people said of the answer, in order."""
        return (self.question, *self.statements, *([self.answer] if self.answer is not None else []))

    @property
    def asked(self) -> str:
        """The question; nothing where it is destroyed."""
        return str(self.question.facts.get("question", ""))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A session as it stands on the record. opened: the entry that opened it, where the log has one."""

    session: str
    time: str
    opened: Entry | None
    exchanges: tuple[Exchange, ...]
    others: tuple[Entry, ...]

    @property
    def settings(self) -> Mapping[str, Any]:
        """How its answers were made: said when it was opened, or, by earlier versions, with each answer."""
        said = [self.opened.facts] if self.opened is not None else []
        said += [one.answer.facts for one in self.exchanges if one.answer is not None]
        return next((facts["settings"] for facts in said if isinstance(facts.get("settings"), Mapping)), {})  # type: ignore[misc]

    @property
    def entries(self) -> list[Entry]:
        """All of it, in order."""
        found = [self.opened] if self.opened is not None else []
        found += [entry for one in self.exchanges for entry in (*one.entries, *one.judged)]
        return sorted([*found, *self.others], key=lambda entry: entry.index)


@dataclass(slots=True)
class History:
    """What a log tells. filed: the entries that say that a document was filed, or filed anew, by document.

    published: the generations that it names. size: how many entries were read. broken: what the log's own verification
    says, where it does not hold; then nothing after that was read.
    """

    sessions: dict[str, list[Entry]] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    filed: dict[str, list[int]] = field(default_factory=dict)
    purged: dict[str, Purge] = field(default_factory=dict)
    purges: dict[int, Purge] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)
    size: int = 0
    broken: str | None = None

    def note(self, entry: Entry, wanted: Wanted) -> None:
        """Take in the next entry."""
        self.size = entry.index + 1
        if entry.session is not None:
            began = self.times.setdefault(entry.session, entry.time)
            if wanted(entry.session, began):
                self.sessions.setdefault(entry.session, []).append(entry)
        facts = entry.facts
        if entry.kind == "document.filed":
            self.filed.setdefault(str(facts.get("document")), []).append(entry.index)
        elif entry.kind in ("document.purge.begun", "document.purged"):
            self.purged[str(facts.get("document"))] = _purge(entry, "approved_by")
        elif entry.kind == "session.purged":
            self.purges[entry.index] = _purge(entry, "approver")
        elif entry.kind == "generation.published":
            self.published.add(str(facts.get("generation")))


def _purge(entry: Entry, approver: str) -> Purge:
    return Purge(entry.index, entry.time, str(entry.facts.get("rule", "")), str(entry.facts.get(approver, "")))


def recorded(session: str, entries: Iterable[Entry]) -> Recorded:
    """Put the entries of a session in order: each question with what belongs to it.

    What is destroyed keeps its place: an answer belongs to the question before it.
    """
    opened: Entry | None = None
    time = ""
    exchanges: list[_Open] = []
    others: list[Entry] = []
    for entry in entries:
        time = time or entry.time
        if entry.kind == "session.opened" and opened is None:
            opened = entry
        elif entry.kind == "question":
            exchanges.append(_Open(entry))
        elif entry.kind == "validated" and (judged := _judged(exchanges, entry)) is not None:
            judged.judged.append(entry)
        elif entry.kind == "statement" and exchanges:
            exchanges[-1].statements.append(entry)
        elif entry.kind in ("answer", "answer.cancelled") and exchanges and exchanges[-1].answer is None:
            exchanges[-1].answer = entry
        else:
            others.append(entry)
    closed = tuple(Exchange(one.question, tuple(one.statements), one.answer, tuple(one.judged)) for one in exchanges)
    return Recorded(session, time, opened, closed, tuple(others))


@dataclass(slots=True)
class _Open:
    question: Entry
    statements: list[Entry] = field(default_factory=list)
    answer: Entry | None = None
    judged: list[Entry] = field(default_factory=list)


def _judged(exchanges: Iterable[_Open], entry: Entry) -> _Open | None:
    about = entry.facts.get("answer")
    return next((one for one in exchanges if one.answer is not None and one.answer.index == about), None)
