"""A room that shows answers: what can be done with the one that is chosen — copied, exported, judged."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from assistant.exchange import Exchange
from assistant.tui.plain import N_, one_line
from assistant.tui.reading import ReadingRoom

if TYPE_CHECKING:
    from assistant.tui.sessions.desk import SessionLine
    from assistant.tui.sessions.record import Said


class AnswerRoom(ReadingRoom):
    """What each does to the record is said as it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+y", "copy", N_("Copy"), tooltip=N_("Copy the answer with its citations"), show=False, priority=True
        ),
        Binding(
            "ctrl+s", "export", N_("Export"), tooltip=N_("Export the answer or the session"), show=False, priority=True
        ),
        Binding(
            "ctrl+r",
            "record",
            N_("Record"),
            tooltip=N_("See the record of the answer, and judge it"),
            show=False,
            priority=True,
        ),
    ]

    def chosen_exchange(self) -> Exchange | None:
        """The question that the keys speak of, once its answer is whole."""
        raise NotImplementedError

    def chosen_session(self) -> SessionLine | None:
        """The session that it stands in, where that is known."""
        return None

    def judged(self, said: Said) -> None:
        """Show what was said of an answer."""
        raise NotImplementedError

    def action_copy(self) -> None:
        """Copy the chosen answer with its citations, through the terminal (OSC 52)."""
        from assistant.exports.copying import copied_answer

        if (exchange := self.chosen_exchange()) is not None:
            self.app.copy_to_clipboard(copied_answer(exchange))
            entry = exchange.answer.entry if exchange.answer is not None else exchange.entry
            self.say(_("Copied with its citations: entry {entry}.").format(entry=entry))

    def action_export(self) -> None:
        """Export the session, or the chosen answer alone."""
        from assistant.tui.sessions.cards import ExportCard

        session, exchange = self.chosen_session(), self.chosen_exchange()
        if session is not None or exchange is not None:
            self.app.push_screen(ExportCard(self.services.sessions, session, exchange), self._exported)

    def _exported(self, path: Path | None) -> None:
        if path is not None:
            self.say(_("Written: {path}").format(path=path))

    def action_record(self) -> None:
        """See the record of the answer, and judge it."""
        from assistant.tui.sessions.record import RecordCard

        if (exchange := self.chosen_exchange()) is not None:
            self.app.push_screen(RecordCard(self.services.sessions, exchange), self._judged)

    def _judged(self, said: Said | None) -> None:
        if said is not None:
            self.on_record(said.entry)
            self.judged(said)

    def on_record(self, entry: int) -> None:
        """Say that something was put on the record."""
        self.greffier.recorded(entry)
        self.say(_("On the record: entry {entry}.").format(entry=entry))

    def say(self, text: str) -> None:
        """Say for a moment what was done."""
        self.notify(one_line(text).plain, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if action in ("copy", "record"):
            return self.is_mounted and self.chosen_exchange() is not None
        if action == "export":
            return self.is_mounted and (self.chosen_exchange() is not None or self.chosen_session() is not None)
        return super().check_action(action, parameters)
