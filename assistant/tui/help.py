"""The help of a room: every key that it knows, those that work everywhere, and how to read the marks, on one card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from assistant.tui.keys import everywhere, key_name, said
from assistant.tui.plain import N_, quoted
from assistant.tui.spoken import Spoken
from assistant.tui.statement import SUPPORTED, UNSUPPORTED
from assistant.tui.top import ROOMS

_WIDTH = 18
"""Columns of the keys."""

Line = tuple[str, str]
"""Keys, as they are written, and what they do."""


def lines(bindings: Iterable[Binding]) -> list[Line]:
    """One line for each thing that can be done, with all the keys that do it; in the language that is spoken."""
    keys: dict[str, list[str]] = {}
    for binding in bindings:
        if binding.description:
            does = said(binding.tooltip or binding.description)
            names = keys.setdefault(does, [])
            names += [name for key in binding.key.split(",") if (name := key_name(key)) not in names]
    return [(" ".join(names), does) for does, names in keys.items()]


class _Card(Spoken):
    def __init__(self, room: str, bindings: Sequence[Binding]) -> None:
        super().__init__()
        self._room = room
        self._keys = bindings

    def words(self) -> Content:
        rows = [
            Content.styled(_("Keys: {room}").format(room=_(ROOMS[self._room])), "bold $accent"),
            *_rows(lines(self._keys)),
            Content(""),
            Content.styled(_("Keys everywhere"), "bold $accent"),
            *_rows(lines(everywhere())),
            Content(""),
            Content.styled(_("How to read an answer"), "bold $accent"),
            *_marks(),
            Content(""),
            Content.styled(_("Esc or F1 closes this help."), "$text-muted"),
        ]
        return Content("\n").join(rows)


def _rows(found: Iterable[Line]) -> Iterator[Content]:
    for keys, does in found:
        yield Content.assemble((f"{keys:<{_WIDTH}} ", "bold"), does)


def _marks() -> Iterator[Content]:
    for mark, means in (
        (quoted("…"), _("A quotation: word for word as on the page")),
        (Content(SUPPORTED), _("In other words, supported by the sentences cited")),
        (Content(UNSUPPORTED), _("Not supported by the sentences cited: verify")),
        (Content("…"), _("Being written: not checked yet, and not on record")),
        (Content("◇"), _("No answer; the nearest passages are shown as such")),
        (Content("¹ ²"), _("The sources, in the order in which they are cited")),
        (Content("▌"), _("In a page: the sentence cited")),
    ):
        yield Content.assemble(mark.stylize("bold").pad_right(_WIDTH + 1 - mark.cell_length), means)


class Help(ModalScreen[None]):
    """Shown over a room until it is dismissed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", N_("Close")),
        Binding("f1", "dismiss", show=False, priority=True),
    ]

    def __init__(self, room: str, bindings: Sequence[Binding]) -> None:
        super().__init__()
        self._room = room
        self._keys = bindings

    def compose(self) -> ComposeResult:
        """Yield the card."""
        with VerticalScroll(id="help"):
            yield _Card(self._room, self._keys)
