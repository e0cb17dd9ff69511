"""The keys of the room in which passages are found."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from assistant.tui.plain import N_

KEYS: list[BindingType] = [
    Binding("escape", "close_source", N_("Close")),  # a key that is named again here is no longer the base's
    Binding("escape", "back", N_("Close the documents; go back to the search line"), show=False),
    Binding("f4", "documents", N_("Documents"), tooltip=N_("Show the documents of the library, or no more")),
    Binding("f5", "open_again", N_("Try again"), tooltip=N_("Try to open the library again")),
    Binding("ctrl+l", "filters", N_("Filters"), tooltip=N_("Collection, language, dates"), priority=True),
    Binding("ctrl+u", "clear_filters", N_("Clear the filters"), show=False, priority=True),
    Binding(
        "ctrl+o",
        "only_here",
        N_("Only here"),
        tooltip=N_("Search only in this document, or in all again"),
        show=False,
        priority=True,
    ),
    Binding("ctrl+g", "ask_this", N_("Ask what you typed as a question"), show=False, priority=True),
    Binding("slash", "search_line", N_("Go to the search line"), show=False),
]
