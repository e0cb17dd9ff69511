"""What the room of the evaluations asks of the assistant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.evaluation.comparing import Comparison
from assistant.evaluation.saved import Saved


@dataclass(frozen=True, slots=True)
class Run:
    """A result that is kept, by its name: what it came to, without its questions; or why it cannot be read."""

    name: str
    saved: Saved | None
    problem: str = ""


class EvaluationDesk(Protocol):
    """The results that are kept; blocking calls from any thread, which the desk lets in one by one.

    What is asked of a run may raise AssistantError, with a hint.
    """

    def runs(self) -> Sequence[Run]:
        """The results that are kept, the newest first."""

    def run(self, name: str) -> Saved:
        """One of them, with its questions."""

    def compare(self, before: str, after: str) -> Comparison:
        """What changed from one to another."""

    def close(self) -> None:
        """There is nothing to let go of."""
