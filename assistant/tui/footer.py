"""The last line of a room: the keys that do something now.

Textual's own footer makes its widgets anew for each change, and keeps the old ones in memory; this is one line of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from assistant.tui.keys import key_name, said
from assistant.tui.spoken import Heading

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Offer:
    """A stretch of the line, and the action that a click on it runs, at the widget that knows it."""

    words: Content
    action: str
    node: DOMNode


class Keys(Heading):
    """The keys with what they do, in the language that is spoken; a click does the same."""

    def on_mount(self) -> None:
        """Say them anew when they change."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def words(self) -> Content:
        """One line."""
        return Content("").join(one.words for one in self._offers()).rstrip()

    def _offers(self) -> Iterator[Offer]:
        """The keys in their order; those of a group stand together, and say once what they do."""
        shown = [one for one in self.screen.active_bindings.values() if one.enabled and one.binding.show]
        for group, several in groupby(shown, key=lambda one: one.binding.group):
            *first, last = several
            for one in first:
                yield _offer(one, "" if group else f" {said(one.binding.description)}{_GAP}")
            does = group.description if group and first else last.binding.description
            yield _offer(last, f" {said(does)}{_GAP}")

    async def on_click(self, click: events.Click) -> None:
        """Do what is written there."""
        end = self.styles.padding.left
        for offer in self._offers():
            end += offer.words.cell_length
            if click.x < end:
                await self.app.run_action(offer.action, offer.node)
                return


def _offer(one: ActiveBinding, does: str) -> Offer:
    key = one.binding.key_display or key_name(one.binding.key.partition(",")[0])
    return Offer(Content.assemble((key, "bold $accent"), does), one.binding.action, one.node)
