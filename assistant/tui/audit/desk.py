"""What the audit room asks of the assistant, and the shapes in which it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from assistant.audit.replay.outcome import Finding, Recomputed
from assistant.exchange import Exchange
from indexes.records import Language

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""

Cancelled = Callable[[], bool]
"""Whether the work is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signed the head of the record: its name, and its id (hexadecimal)."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a witness signed: their name, and how many entries the record had."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying the record.

    when: by this machine's clock, at the end of it; seconds: what it took. last: when the last entry was made (UTC,
    ISO 8601). findings: in the words of each language, what does not hold first. entry: the one that does not hold,
    where one is named. hint: what mends it, where that is not simply to leave the record alone and compare copies.
    """

    holds: bool
    when: datetime
    seconds: float
    entries: int = 0
    origin: str = ""
    root: str = ""
    last: str = ""
    signers: tuple[Signer, ...] = ()
    witnesses: tuple[Cosigned, ...] = ()
    findings: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    entry: int | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list. title: what it is called, or its first question; by: the account that asked, empty where
    the record does not say; opened, last: UTC, ISO 8601.
    """

    name: str
    title: str
    by: str
    opened: str
    last: str
    questions: int
    held: bool = False
    destroyed: bool = False
    withheld: bool = False


StepKind = Literal[
    "opened",
    "question",
    "carried",
    "found",
    "statement",
    "answer",
    "refusal",
    "broken off",
    "judgement",
    "destroyed",
    "withheld",
    "unread",
    "event",
]
"""What was shown at a step. carried: what the question took over; found: the passages; broken off: the answer was given
up, or failed; destroyed, withheld, unread: nothing can be shown, for it is no more, or not for this reader, or not what
such an entry holds; event: what was done with the session: a hold, an export, a destruction."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was shown, in the order of showing.

    entry: of the record, its time (UTC, ISO 8601) and its leaf hash (hexadecimal). place: of the question among those
    of the session, from 0; None where it concerns none. stated: how many statements of it were shown by then; judged:
    how many judgements. findings: what was checked of it. event: the kind of entry, of an event, and by whom.
    """

    kind: StepKind
    entry: int
    time: str
    leaf: str
    place: int | None = None
    stated: int = 0
    judged: int = 0
    findings: tuple[Finding, ...] = ()
    event: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Under what a session stood: the notice that was shown, and what answers depended on. Empty: not on the record."""

    notice: str = ""
    language: Language = "fr"
    generation: str = ""
    model: str = ""
    version: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """A session as it can be stepped through. recomputed: what came of computing each question again; None: not tried.

    broken: what the record's own verification says, where it does not hold.
    """

    session: str
    title: str
    by: str
    time: str
    opened: Opened
    steps: tuple[Step, ...]
    exchanges: tuple[Exchange, ...]
    recomputed: tuple[Recomputed | None, ...]
    broken: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was checked."""
        return tuple(finding for step in self.steps for finding in step.findings)


@dataclass(frozen=True, slots=True)
class Sides:
    """What stood then and what comes out now, each as the texts of its statements."""

    then: tuple[str, ...]
    now: tuple[str, ...]
    recomputed: Recomputed


class AuditDesk(Protocol):
    """What the audit room asks; blocking calls, made from worker threads, which may overlap.

    A call that is cancelled returns None.
    """

    @property
    def verified(self) -> Verified | None:
        """What came of the last verification of this run."""

    def verify(self, progress: Progress, cancelled: Cancelled) -> Verified | None:
        """Verify the whole record; progress is in entries."""

    def sessions(self, since: str, until: str, by: str, words: str, progress: Progress) -> tuple[SessionLine, ...]:
        """The sessions that were opened from one day to another (YYYY-MM-DD, UTC, both included; empty: any), by an
        account whose name has `by` in it, in which all `words` begin one that was said, or their name; newest first.
        What is new on the record is read before; progress is in entries.

        Raises:
            RecordError: the record does not hold.
        """

    def replay(self, name: str, progress: Progress, cancelled: Cancelled) -> Replayed | None:
        """Read a session back, and check what it rests on; progress is in entries.

        Raises:
            RecordError, UnknownSessionError, LibraryError: with a hint.
        """

    def recompute(self, replayed: Replayed, progress: Progress, cancelled: Cancelled) -> Replayed | None:
        """Ask its questions again, which loads the models, and compare; progress is in questions."""

    def differences(self, replayed: Replayed, place: int) -> Sides | None:
        """What a question was answered then and what comes out now; None where it was not computed again, or where
        whoever reads may not see it.
        """

    def report(self, replayed: Replayed, file: str, cancelled: Cancelled) -> str | None:
        """Write the report of a replay as an HTML file, under another name where that one is taken; return its path.

        Raises:
            AssistantError: it cannot be written there.
        """

    def close(self) -> None:
        """Let go of the library, and end what is still at work."""
