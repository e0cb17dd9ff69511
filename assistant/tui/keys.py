"""The keys that work everywhere, and how a key and what it does are called in each language."""

from __future__ import annotations

from gettext import gettext as _

from textual.binding import Binding, BindingType
from textual.dom import DOMNode

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


def everywhere() -> list[Binding]:
    """The keys that work in all rooms."""
    return [one for one in EVERYWHERE if isinstance(one, Binding)]


def known(room: DOMNode) -> list[Binding]:
    """The keys of a room and of what stands in it, as the program declares them: not those of Textual's own widgets."""
    found: dict[tuple[str, str], Binding] = {}
    for node in room.walk_children(with_self=True):
        for kind in type(node).__mro__:
            if kind.__module__.startswith("assistant."):
                for one in kind.__dict__.get("BINDINGS", ()):
                    found.setdefault((one.key, one.action), one)
    return list(found.values())


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
