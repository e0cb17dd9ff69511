"""The keys, once: what each does, what the footer shows of them, and how a key is called in each language."""

from __future__ import annotations

from gettext import gettext as _

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer
from textual.widgets._footer import FooterKey, FooterLabel

from assistant.i18n import spoken
from assistant.tui.plain import N_

_SOURCES = Binding.Group(N_("Source"), compact=True)
_PAGES = Binding.Group(N_("Page"), compact=True)

# Those with priority work wherever the focus is: a scrolling pane would keep Ctrl+Page Up for itself.
BINDINGS: list[BindingType] = [
    Binding("ctrl+n", "step_source(1)", N_("Next source"), group=_SOURCES, priority=True),
    Binding("ctrl+p", "step_source(-1)", N_("Previous source"), key_display="/P", group=_SOURCES, priority=True),
    Binding("f7", "turn_page(-1)", N_("Previous page"), group=_PAGES, priority=True),
    Binding("f8", "turn_page(1)", N_("Next page"), key_display="/F8", group=_PAGES, priority=True),
    Binding("ctrl+pageup", "turn_page(-1)", N_("Previous page"), show=False, priority=True),
    Binding("ctrl+pagedown", "turn_page(1)", N_("Next page"), show=False, priority=True),
    Binding("escape", "cancel", N_("Cancel")),
    Binding("escape", "close_source", N_("Close")),
    Binding("pageup", "scroll(-1)", N_("Scroll up"), show=False),
    Binding("pagedown", "scroll(1)", N_("Scroll down"), show=False),
    Binding("f4", "ask_anew", N_("As a new question")),
    Binding("f5", "reopen", N_("Try again")),
    Binding("f1", "help", N_("Help")),
    Binding("f2", "switch_language", "language"),
    Binding("f3", "switch_theme", N_("Light or dark"), show=False),
    Binding("ctrl+q", "quit", N_("Quit"), priority=True),
]


def key_name(key: str) -> str:
    """A key as it is written on keyboards of the language that is spoken."""
    names = {
        "enter": _("Enter"),
        "escape": _("Esc"),
        "pageup": "Page↑",
        "pagedown": "Page↓",
        "tab": _("Tab"),
        "ctrl": _("Ctrl"),
        "up": "↑",
        "down": "↓",
    }
    return "+".join(names.get(part, part.upper()) for part in key.split("+"))


def said(description: str) -> str:
    """What a key does, in the language that is spoken; the key of the languages names the one it would switch to."""
    if description == "language":
        return "English" if spoken() == "fr" else "Français"
    return _(description) if description else ""


class Keys(Footer):
    """The footer, its descriptions said in the language that is spoken."""

    def compose(self) -> ComposeResult:
        """Yield the footer's keys with their descriptions translated."""
        for widget in super().compose():
            if isinstance(widget, FooterKey):
                widget.description = said(widget.description)
                widget.tooltip = None
            elif isinstance(widget, FooterLabel):
                widget.update(said(str(widget.content)))
            yield widget
