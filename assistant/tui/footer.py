"""The last line of a room: the keys that do something now.

Textual's own footer makes its widgets anew for each change, and keeps the old ones in memory; this is one line of text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from assistant.tui.keys import everywhere, key_name, said
from assistant.tui.spoken import Heading

_GAP = "  "
_EVERYWHERE = {one.action: place for place, one in enumerate(everywhere(), start=1)}
_STAY = {"help", "switch_language", "quit"}
"""What stays on the line however narrow it is: what tells of all other keys, and what those need who cannot read it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A stretch of the line, and the action that a click on it runs, at the widget that knows it."""

    words: Content
    action: str
    node: DOMNode


Entry = tuple[Offer, ...]
"""What stands together: a key, or the keys of a group, which say once what they do."""


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
        return chain.from_iterable(fitting(list(self._entries()), self.content_size.width))

    def _entries(self) -> Iterator[Entry]:
        """The room's own keys in their order, then those that work everywhere."""
        shown = [one for one in self.screen.active_bindings.values() if one.enabled and one.binding.show]
        shown.sort(key=lambda one: _EVERYWHERE.get(one.binding.action, 0))
        for group, several in groupby(shown, key=lambda one: one.binding.group):
            *first, last = several
            if group and first:
                yield *(_offer(one) for one in first), _offer(last, group.description)
            else:
                yield from ((_offer(one, one.binding.description),) for one in (*first, last))

    async def on_click(self, click: events.Click) -> None:
        """Do what is written there."""
        end = self.styles.padding.left
        for offer in self._offers():
            end += offer.words.cell_length
            if click.x < end:
                await self.app.run_action(offer.action, offer.node)
                return


def fitting(entries: Sequence[Entry], width: int) -> list[Entry]:
    """The entries that a line holds whole: what works everywhere gives way first, then the last of the room's own."""
    left = list(entries)
    own = [entry for entry in left if entry[0].action not in _EVERYWHERE]
    others = [entry for entry in left if entry not in own and entry[0].action not in _STAY]
    for entry in (*others, *reversed(own)):
        if sum(offer.words.cell_length for one in left for offer in one) - len(_GAP) <= width:
            break
        left.remove(entry)
    return left


def _offer(one: ActiveBinding, does: str = "") -> Offer:
    key = one.binding.key_display or key_name(one.binding.key.partition(",")[0])
    words = Content.assemble((key, "bold $accent"), f" {said(does)}{_GAP}" if does else "")
    return Offer(words, one.binding.action, one.node)
