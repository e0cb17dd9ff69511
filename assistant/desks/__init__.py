"""What the rooms of the terminal UI ask of the assistant, made of the office's parts; each opened when it is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.office import Office

if TYPE_CHECKING:
    from assistant.tui.audit.desk import AuditDesk
    from assistant.tui.desk import Desk
    from assistant.tui.evaluation.desk import EvaluationDesk
    from assistant.tui.filing.desk import FilingDesk
    from assistant.tui.find.desk import FindDesk
    from assistant.tui.sessions.desk import SessionsDesk
    from assistant.tui.source.desk import SourceDesk


class OfficeServices:
    """The services of one office, over the library in use."""

    def __init__(self, office: Office) -> None:
        self._office = office

    @property
    def kept(self) -> Path | None:
        """The file in which the screens remember how they were left."""
        from assistant.audit.standing import state_folder

        return (
            state_folder() / "screens.json"
        )  # not where the settings say: reading them would keep the screens waiting

    def ask(self) -> Desk:
        """A session."""
        from assistant.desks.ask import OfficeDesk

        return OfficeDesk(self._office)

    def source(self) -> SourceDesk:
        """The filed pages."""
        from assistant.desks.source import OfficeSourceDesk

        return OfficeSourceDesk(self._office)

    def find(self) -> FindDesk:
        """The search."""
        from assistant.desks.find import OfficeFindDesk

        return OfficeFindDesk(self._office)

    def sessions(self) -> SessionsDesk:
        """The sessions on the record."""
        from assistant.desks.sessions import OfficeSessionsDesk

        return OfficeSessionsDesk(self._office)

    def audit(self) -> AuditDesk:
        """The record, verified and replayed."""
        from assistant.desks.audit import OfficeAuditDesk

        return OfficeAuditDesk(self._office)

    def filing(self) -> FilingDesk:
        """Jobs and the quarantine."""
        from assistant.desks.filing import OfficeFilingDesk

        return OfficeFilingDesk(self._office)

    def evaluation(self) -> EvaluationDesk:
        """The results of evaluations."""
        from assistant.desks.evaluation import OfficeEvaluationDesk

        return OfficeEvaluationDesk(self._office)
