"""What the rooms are handed: how to open what each asks of the assistant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from assistant.tui.audit.desk import AuditDesk
    from assistant.tui.desk import Desk
    from assistant.tui.evaluation.desk import EvaluationDesk
    from assistant.tui.filing.desk import FilingDesk
    from assistant.tui.find.desk import FindDesk
    from assistant.tui.sessions.desk import SessionsDesk
    from assistant.tui.source.desk import SourceDesk

Opened = TypeVar("Opened")


class Services(Protocol):
    """Opens desks; each call may take its time, comes from a worker thread, and may raise one of ERRORS."""

    @property
    def kept(self) -> Path | None:
        """The file in which the screens remember how they were left; None: nowhere."""

    def ask(self) -> Desk:
        """Where questions are put."""

    def source(self) -> SourceDesk:
        """Where filed pages are read."""

    def find(self) -> FindDesk:
        """Where passages are found without asking."""

    def sessions(self) -> SessionsDesk:
        """Where earlier sessions are read, and answers judged."""

    def audit(self) -> AuditDesk:
        """Where the record is verified and replayed."""

    def filing(self) -> FilingDesk:
        """Where jobs and the quarantine are looked after."""

    def evaluation(self) -> EvaluationDesk:
        """Where the results of evaluations are read."""


class Rooms:
    """The services with each desk opened once, when it is first asked for, and closed with the rest.

    A desk that could not be opened is tried again when it is asked for again.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._opened: dict[str, Any] = {}
        self._locks = {
            name: threading.Lock() for name in ("ask", "source", "find", "sessions", "audit", "filing", "evaluation")
        }

    @property
    def kept(self) -> Path | None:
        """The file in which the screens remember how they were left."""
        return self._services.kept

    def ask(self) -> Desk:
        """Where questions are put."""
        return self._open("ask", self._services.ask)

    def source(self) -> SourceDesk:
        """Where filed pages are read."""
        return self._open("source", self._services.source)

    def find(self) -> FindDesk:
        """Where passages are found without asking."""
        return self._open("find", self._services.find)

    def sessions(self) -> SessionsDesk:
        """Where earlier sessions are read, and answers judged."""
        return self._open("sessions", self._services.sessions)

    def audit(self) -> AuditDesk:
        """Where the record is verified and replayed."""
        return self._open("audit", self._services.audit)

    def filing(self) -> FilingDesk:
        """Where jobs and the quarantine are looked after."""
        return self._open("filing", self._services.filing)

    def evaluation(self) -> EvaluationDesk:
        """Where the results of evaluations are read."""
        return self._open("evaluation", self._services.evaluation)

    def close(self) -> None:
        """Close what was opened, once nothing calls it any more."""
        for desk in self._opened.values():
            desk.close()
        self._opened.clear()

    def _open(self, name: str, opening: Callable[[], Opened]) -> Opened:
        with self._locks[name]:
            if name not in self._opened:
                self._opened[name] = opening()
            desk: Opened = self._opened[name]
            return desk
