"""The questions and answers, one after the other; knows which of their sources is open."""

from __future__ import annotations

from textual.containers import VerticalScroll

from assistant.tui.statement import ReferenceLine
from assistant.tui.turn import Turn
from assistant.tui.welcome import Welcome


class Conversation(VerticalScroll):
    """Turns are appended, and never redrawn. Until there is one, the welcome stands in their place."""

    def __init__(self) -> None:
        super().__init__(Welcome(), id="conversation")
        self.selected: ReferenceLine | None = None

    @property
    def welcome(self) -> Welcome:
        """What is shown before the first question."""
        return self.query_one(Welcome)

    async def begin(self, question: str) -> Turn:
        """Append a question."""
        self.welcome.display = False
        turn = Turn(question)
        await self.mount(turn)
        self.show_turn(turn)
        return turn

    def show_turn(self, turn: Turn) -> None:
        """Scroll a turn's question to the top, so that an answer is read from its beginning."""
        self.call_after_refresh(self.scroll_to_widget, turn, animate=False, top=True)

    def has_references(self) -> bool:
        """Whether there is a source to open."""
        return bool(self.query(ReferenceLine))

    def step(self, by: int) -> ReferenceLine | None:
        """Select the next (1) or the previous (-1) source; begin with the last turn that has any."""
        lines = list(self.query(ReferenceLine))
        if not lines:
            return None
        if self.selected in lines:
            place = lines.index(self.selected) + by
            if not 0 <= place < len(lines):
                return None
        else:
            last = [line for line in lines if _turn(line) is _turn(lines[-1])]
            place = lines.index(last[0] if by > 0 else last[-1])
        self.select(lines[place])
        return lines[place]

    def select(self, line: ReferenceLine | None) -> None:
        """Mark one source line as the open one, and bring it in sight."""
        if self.selected is not None:
            self.selected.selected = False
        self.selected = line
        if line is not None:
            line.selected = True
            line.scroll_visible(animate=False)

    def neighbours(self, line: ReferenceLine) -> list[ReferenceLine]:
        """The source lines of the same answer, in order."""
        return list(_turn(line).query(ReferenceLine))


def _turn(line: ReferenceLine) -> Turn:
    return next(node for node in line.ancestors if isinstance(node, Turn))
