"""The keys that work everywhere, what the footer shows of them, and how a key is called in each language."""

from __future__ import annotations

from gettext import gettext as _

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer
from textual.widgets._footer import FooterKey, FooterLabel

from assistant.i18n import spoken
from assistant.tui.plain import N_

EVERYWHERE: list[BindingType] = [
    Binding("f1", "help", N_("Help"), priority=True),
    Binding("ctrl+k", "commands", N_("Menu"), tooltip=N_("Everything that can be done now"), priority=True),
    Binding("f6", "next_room(1)", N_("Next room"), show=False, priority=True),
    Binding("shift+f6", "next_room(-1)", N_("Previous room"), show=False, priority=True),
    Binding("alt+1", "room('ask')", N_("Go to: Ask"), show=False, priority=True),
    Binding("alt+2", "room('find')", N_("Go to: Find"), show=False, priority=True),
    Binding("alt+3", "room('sessions')", N_("Go to: Sessions"), show=False, priority=True),
    Binding("alt+4", "room('audit')", N_("Go to: Audit"), show=False, priority=True),
    Binding("alt+5", "room('filing')", N_("Go to: Filing"), show=False, priority=True),
    Binding("alt+6", "room('evaluation')", N_("Go to: Evaluation"), show=False, priority=True),
    Binding("f2", "switch_language", "language", tooltip=N_("French or English"), priority=True),
    Binding("f3", "switch_theme", N_("Change the colours"), show=False, priority=True),
    Binding("tab", "app.focus_next", N_("Next part of the screen"), show=False),
    Binding("shift+tab", "app.focus_previous", N_("Previous part of the screen"), show=False),
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
        "shift": _("Shift"),
        "ctrl": _("Ctrl"),
        "alt": "Alt",
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
        "home": _("Home"),
        "end": _("End"),
        "space": _("Space"),
        "delete": _("Del"),
        "slash": "/",
        "question_mark": "?",
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
