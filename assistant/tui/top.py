"""The top line: the rooms as tabs, and on the right the library and how far the record goes."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.content import Content

from assistant.tui.plain import N_, one_line
from assistant.tui.spoken import Heading, Spoken

if TYPE_CHECKING:
    from assistant.tui.app import GreffierApp

ROOMS = {
    "ask": N_("Ask"),
    "find": N_("Find"),
    "sessions": N_("Sessions"),
    "audit": N_("Audit"),
    "filing": N_("Filing"),
    "evaluation": N_("Evaluation"),
}
"""The rooms in the order of their tabs, by name."""

_ROOMY = 30
"""Columns from which words are written out beside the tabs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an auditor would ask for. entry: the last on the record that was made here; verified: the hour at which the
    record was verified last, and whether it held.
    """

    library: str = ""
    generation: str = ""
    session: str = ""
    entry: int | None = None
    verified: tuple[str, bool] | None = None


class Tab(Spoken):
    """One room's name; the one that is shown stands in brackets, so that it is known without colour too."""

    DEFAULT_CSS = "Tab { width: auto; height: 1; }"

    def __init__(self, room: str, *, here: bool) -> None:
        super().__init__(classes="tab")
        self._room = room
        self._here = here

    def words(self) -> Content:
        """The name, translated."""
        name = _(ROOMS[self._room])
        return Content.styled(f"[{name}]", "bold $accent") if self._here else Content(f" {name} ")

    async def on_click(self) -> None:
        """Go there."""
        await cast("GreffierApp", self.app).action_room(self._room)


class StandingLine(Heading):
    """The library, the session and the record, as far as there is room."""

    @property
    def standing(self) -> Standing:
        """What the program knows."""
        return cast("GreffierApp", self.app).standing

    def words(self) -> Content:
        """The facts, from the most to the least needed, set on the right."""
        width = self.content_size.width
        facts: list[Content] = []
        for fact in self._facts(roomy=width >= _ROOMY):
            if facts and sum(one.cell_length + 3 for one in (*facts, fact)) - 3 > width:
                break
            facts.append(fact)
        line = Content(" · ").join(reversed(facts)).truncate(max(1, width), ellipsis=True)
        return Content.assemble(" " * max(0, width - line.cell_length), line)

    def _facts(self, *, roomy: bool) -> list[Content]:
        standing = self.standing
        if not standing.library:
            return [Content.styled("Greffier", "bold $accent")]
        if standing.entry is None:
            said = _("nothing on record yet") if roomy else _("no entry yet")
        else:
            said = (_("on record: entry {entry}") if roomy else _("entry {entry}")).format(entry=standing.entry)
        facts = [Content(said)]
        if standing.verified is not None:
            hour, held = standing.verified
            text = _("✓ verified at {hour}") if held else _("✗ does not hold, {hour}")
            facts.append(Content.styled(text.format(hour=hour), "" if held else "bold $warning"))
        facts.append(one_line(standing.library))
        return facts


class TopLine(HorizontalGroup):
    """One line over every room."""

    def __init__(self, room: str) -> None:
        super().__init__(classes="top")
        self._room = room

    def compose(self) -> ComposeResult:
        """Yield the tabs, then what is known."""
        for name in ROOMS:
            yield Tab(name, here=name == self._room)
        yield StandingLine(classes="standing")
