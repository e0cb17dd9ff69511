"""One question and what became of it, as it is shown again, exported, or stepped through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, Carried, Statement
from assistant.audit.validation import Judgement
from indexes.records import Language

Outcome = Literal["answered", "broken off", "destroyed", "withheld"]
"""answered: an answer or a refusal stands; broken off: it was given up or failed, and what was stated stands;
destroyed: its words are no more, by a rule; withheld: whoever reads is not cleared for it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it was put, and what was answered.

    session: its name; asked: when it was put on the record (UTC, ISO 8601); entry: of the question. answer: where the
    outcome is `answered`. stated: what stands of an answer that was broken off. judgements: what people said of the
    answer, in order; the last counts.
    """

    session: str
    question: str
    language: Language
    asked: str
    entry: int
    outcome: Outcome
    answer: Answer | None = None
    stated: tuple[Statement, ...] = ()
    carried: Carried | None = None
    judgements: tuple[Judgement, ...] = ()
