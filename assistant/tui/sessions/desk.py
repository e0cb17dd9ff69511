"""What the room asks of the assistant: the sessions on the record, what was said in one, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assistant.audit.validation import Verdict
from assistant.exchange import Exchange
from assistant.exports.about import Form

Progress = Callable[[int, int], None]
"""How much has been read, of how much; called from the thread that reads."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list.

    opened, last: when it was opened, and when something was last said in it (UTC, ISO 8601). questions: how many;
    first: the first of them. holds: the entries of the holds that stand; destroyed: the entry that tells of it;
    withheld: whether its reader is not cleared for it. by: the account that asked; continues: the session that it goes
    on after. words: all that it was called, asked and answered, and who asked; folded, to be searched.
    """

    name: str
    title: str
    opened: str
    last: str
    questions: int
    first: str
    series: str
    holds: tuple[int, ...] = ()
    destroyed: int | None = None
    withheld: bool = False
    by: str = ""
    continues: str = ""
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands on the record, found out when it was asked for.

    leaf, root: SHA-256 in hexadecimal digits, of the entry in the tree and of the tree; time: of the entry; size: how
    many entries the checkpoint covers; origin: whose it is; since: the time of the last entry that it covers (UTC, ISO
    8601); steps: hashes of the inclusion proof. fault: why it does not hold, where it does not; else empty.
    """

    entry: int
    time: str
    leaf: str
    origin: str
    size: int
    root: str
    since: str
    steps: int
    fault: str = ""


class SessionsDesk(Protocol):
    """Blocking calls, from any thread; one waits for the other. They raise AssistantError, LibraryError or ModelError.

    Nothing is told that the reader is not cleared for.
    """

    def sessions(self, progress: Progress | None = None) -> tuple[SessionLine, ...]:
        """The sessions, in the order in which they were opened; what was read before is not read again."""

    def told(self, session: str) -> tuple[Exchange, ...]:
        """What was asked and answered in a session, as it was shown."""

    def rename(self, session: str, title: str) -> int:
        """Give a session a title; return the entry."""

    def judge(self, answer: int, verdict: Verdict, note: str) -> int:
        """Say what the answer of an entry is worth; return the entry of the judgement."""

    def standing(self, entry: int) -> Standing:
        """How an entry stands on the record, verified now."""

    def export(self, session: str, answer: int | None, form: Form, path: Path) -> Path:
        """Write a session, or the answer of one entry, to a file that is not there yet: another name is taken where the
        one that was given is; return where it is.
        """

    def close(self) -> None:
        """Let go of the library."""
