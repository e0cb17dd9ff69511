"""The keys of the room of earlier sessions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from assistant.tui.plain import N_

KEYS: list[BindingType] = [
    Binding("enter", "open", N_("Open"), tooltip=N_("Show the session as it was"), show=False),
    Binding("down", "mark(1)", N_("Next session"), show=False),
    Binding("up", "mark(-1)", N_("Session before"), show=False),
    Binding("f4", "go_on", N_("Go on"), tooltip=N_("Go on with this session in the room Ask"), priority=True),
    Binding("f5", "refresh", N_("Refresh"), tooltip=N_("Read what is new on the record"), show=False, priority=True),
    Binding("ctrl+e", "rename", N_("Rename"), tooltip=N_("Give the session a title"), show=False, priority=True),
    Binding("ctrl+s", "export", N_("Export"), tooltip=N_("Export the session or the chosen answer"), priority=True),
    Binding("ctrl+r", "record", N_("Record"), tooltip=N_("See the record of the answer, and judge it"), priority=True),
    Binding("escape", "close_source", N_("Close")),  # said again: the keys of a subclass take the place of the same
    Binding("escape", "back", N_("Back"), tooltip=N_("Back to the list; empty the search")),
]
