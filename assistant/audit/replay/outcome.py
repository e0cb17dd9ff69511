"""The words of replaying: what was checked and how it came out, what was computed again and how that compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.audit.replay.sessions import Exchange, Recorded

Check = Literal["log", "rendering", "statements", "quotation", "citation", "document", "generation", "model", "session"]
"""What is checked. log: every entry, against the signed head; rendering: the answer, written again from its statements,
word for word; statements: those shown one by one are those of the answer; quotation: its words are its citations';
citation: the page holds the words at their place; document: the bytes in the vault are those named; generation, model:
they are those of then; session: what was said in it is still there."""

State = Literal["holds", "noted", "fails"]
"""noted: the library went on, or something was destroyed on purpose: nothing is wrong with the record."""

Result = Literal["identical", "diverged", "environment differs", "unanswered", "destroyed", "not computed"]
"""environment differs: what computes is not what computed then; unanswered: there is nothing to compare, for the
question was stopped before anything was stated; not computed: it could not be, here."""

Stage = Literal["conversation", "retrieval", "evidence", "estimate", "prompt", "tokens", "statements", "answer"]
"""What was computed, in order. conversation: what a question took over; estimate: of whether the library answers."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a check came out. reason: a word for what was found, where it did not simply hold; facts: what that names."""

    check: Check
    state: State
    entry: int | None = None
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something of the environment that is not as it was; None: there is none."""

    name: str
    then: object
    now: object


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where what came out first differs, and where the text does.

    place: which token of the text is the first that differs, from 1; None where the text is the same. unit: tokens of
    the generator, or words of the answer. then, now: both texts; the words of the answer.
    """

    stage: Stage
    place: int | None
    unit: Literal["token", "word"]
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of computing an answer again. reason: why it could not be, in the reader's language."""

    result: Result
    differences: tuple[Difference, ...] = ()
    divergence: Divergence | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReplayedExchange:
    """A question with what was checked of its answer, and what came of computing it again, where that was asked for."""

    exchange: Exchange
    findings: tuple[Finding, ...]
    recomputed: Recomputed | None = None

    @property
    def holds(self) -> bool:
        """Whether no check failed."""
        return not any(one.state == "fails" for one in self.findings)


@dataclass(frozen=True, slots=True)
class ReplayedSession:
    """A session, replayed. findings: those that concern it as a whole. withheld: entries that its reader may
    not see.
    """

    recorded: Recorded
    findings: tuple[Finding, ...]
    exchanges: tuple[ReplayedExchange, ...]
    withheld: frozenset[int] = frozenset()

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """All that was checked."""
        return (*self.findings, *(finding for one in self.exchanges for finding in one.findings))

    @property
    def holds(self) -> bool:
        """Whether no check failed."""
        return not any(one.state == "fails" for one in self.all_findings)


@dataclass(slots=True)
class Summary:
    """What came of many sessions. results: how many answers came out how, where they were computed again."""

    sessions: int = 0
    questions: int = 0
    checks: dict[State, int] = field(default_factory=lambda: {"holds": 0, "noted": 0, "fails": 0})
    failing: list[str] = field(default_factory=list)
    results: dict[Result, int] = field(default_factory=dict)
    broken: bool = False

    def add(self, one: ReplayedSession) -> None:
        """Count a session."""
        self.sessions += 1
        self.questions += len(one.exchanges)
        for finding in one.all_findings:
            self.checks[finding.state] += 1
        if not one.holds:
            self.failing.append(one.recorded.session)
        for exchange in one.exchanges:
            if exchange.recomputed is not None:
                result = exchange.recomputed.result
                self.results[result] = self.results.get(result, 0) + 1

    @property
    def good(self) -> bool:
        """Whether no evidence fails, and nothing came out otherwise on the same machine."""
        return not self.broken and not self.failing and not self.results.get("diverged")
