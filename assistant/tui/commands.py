"""What the palette offers: each key that does something now, then the colours by name."""

from __future__ import annotations

from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING

from textual.binding import Binding

from assistant.tui.keys import everywhere, key_name, known, said
from assistant.tui.palette import Command
from assistant.tui.theme import THEMES

if TYPE_CHECKING:
    from assistant.tui.app import GreffierApp

_UNNAMED = {
    "commands",
    "app.focus_next",
    "app.focus_previous",
    "submit",
    "recall(-1)",
    "recall(1)",
    "scroll(-1)",
    "scroll(1)",
}
"""What is done by its key or not at all."""


def commands(app: GreffierApp) -> list[Command]:
    """What can be done in the room that is shown; in the language that is spoken, each thing once."""
    found: dict[str, Command] = {}
    ours = {(key, one.action) for one in (*known(app.screen), *everywhere()) for key in one.key.split(",")}
    for one in app.screen.active_bindings.values():
        binding = one.binding
        name = said(binding.tooltip or binding.description)
        if one.enabled and name and (binding.key, binding.action) in ours and binding.action not in _UNNAMED:
            found.setdefault(name, Command(name, keys(binding), partial(app.run_action, binding.action, one.node)))
    for theme, called in THEMES.items():
        name = _("Colours: {name}").format(name=_(called))
        found.setdefault(name, Command(name, "", partial(app.action_switch_theme, theme)))
    return list(found.values())


def keys(binding: Binding) -> str:
    """The first key of a binding, as it is written on a keyboard."""
    return key_name(binding.key.partition(",")[0])
