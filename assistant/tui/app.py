"""Composes the rooms and binds the keys that work in all of them; what is shown and decided stands beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from assistant.exchange import Exchange
from assistant.i18n import speak, spoken
from assistant.tui import kept
from assistant.tui.keys import EVERYWHERE, key_name, known
from assistant.tui.rest import Rest
from assistant.tui.room import Room
from assistant.tui.services import Rooms, Services
from assistant.tui.spoken import say_all_again
from assistant.tui.stylesheet import ReadOnce
from assistant.tui.theme import ALL, DARK, THEMES
from assistant.tui.top import ROOMS, Standing, StandingLine
from indexes.records import LANGUAGES, other

if TYPE_CHECKING:
    from assistant.tui.palette import Command


class GreffierApp(App[None], inherit_bindings=False):
    """The terminal UI. Desks are opened in worker threads, after the first paint."""

    TITLE = "Greffier"
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = EVERYWHERE
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "ask"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[object]]]] = {}

    def __init__(self, services: Services, *, language_named: bool = False) -> None:
        super().__init__()
        self.stylesheet = ReadOnce(variables=self.get_css_variables())
        self.services = Rooms(services)
        self.standing = Standing()
        self.rest: Rest | None = None
        """When memory is looked through, in a process that has nothing else to do."""
        self.kept = kept.read(self.services.kept)
        if not language_named and self.kept.language in LANGUAGES:
            speak(self.kept.language)
        for theme in ALL:
            self.register_theme(theme)
        self.theme = self.kept.theme if self.kept.theme in THEMES else DARK.name
        for name in ROOMS:
            self.add_mode(name, partial(self._furnished, name))
        self._language = spoken()

    def _furnished(self, name: str) -> Room:
        """A room, imported when it is first entered: the first paint waits for none but its own."""
        module = import_module(f"assistant.tui.{name}.room")
        room: Room = getattr(module, f"{name.capitalize()}Room")(self.services)
        return room

    async def on_mount(self) -> None:
        """Go where one was."""
        if self.kept.room in ROOMS:
            await self.switch_mode(self.kept.room)

    async def action_quit(self) -> None:
        """Remember how the screens are left, and leave."""
        rooms = {room.NAME: room.state() for room in self.rooms()}
        kept.write(
            self.services.kept,
            kept.Kept(
                theme=self.theme,
                language=spoken() if spoken() != self._language else self.kept.language,
                room=self.current_mode,
                rooms={**self.kept.rooms, **rooms},
            ),
        )
        self.exit()

    def rooms(self) -> list[Room]:
        """The rooms that were entered."""
        return [stack[0] for stack in self._screen_stacks.values() if stack and isinstance(stack[0], Room)]

    def close_desks(self) -> None:
        """Let go of the library and the models, once the screens are gone."""
        self.services.close()

    def get_key_display(self, binding: Binding) -> str:
        """The keys as they are written on a keyboard."""
        return binding.key_display or key_name(binding.key)

    # What rooms tell each other

    def stand(self, standing: Standing) -> None:
        """Say in every room what is open, and how far the record goes."""
        self.standing = standing
        for room in self.rooms():
            for line in room.query(StandingLine):
                line.say_again()

    def recorded(self, entry: int) -> None:
        """Say in every room that something was put on the record."""
        self.stand(replace(self.standing, entry=entry))

    def told_verified(self, hour: str, *, held: bool) -> None:
        """Say in every room when the record was verified last, and whether it held."""
        self.stand(replace(self.standing, verified=(hour, held)))

    async def reopen(self, session: str, exchanges: Sequence[Exchange]) -> None:
        """Go on with an earlier session, in the room where questions are put."""
        await self.action_room("ask")
        await self.screen.reopen(session, exchanges)  # type: ignore[attr-defined]  # it is the AskRoom

    async def ask_question(self, question: str) -> None:
        """Ask, in the room where questions are put."""
        await self.action_room("ask")
        await self.screen.ask(question)  # type: ignore[attr-defined]  # it is the AskRoom

    # Keys

    async def action_room(self, name: str) -> None:
        """Go to a room."""
        await self.switch_mode(name)
        self.refresh_bindings()

    async def action_next_room(self, by: int) -> None:
        """Go to the next room or the one before."""
        names = list(ROOMS)
        await self.action_room(names[(names.index(self.current_mode) + by) % len(names)])

    def action_help(self) -> None:
        """Show the keys of this room and the marks."""
        from assistant.tui.help import Help

        self.push_screen(Help(self.current_mode, known(self.screen)))

    def action_commands(self) -> None:
        """Offer whatever can be done now."""
        from assistant.tui.commands import commands
        from assistant.tui.palette import Palette

        self.push_screen(Palette(commands(self)), self._chosen)

    async def _chosen(self, command: Command | None) -> None:
        if command is not None and self.is_running:
            done = command.run()
            if hasattr(done, "__await__"):
                await done

    def action_switch_language(self) -> None:
        """Say everything in the other language."""
        speak(other(spoken()))
        say_all_again(self)
        self.refresh_bindings()

    def action_switch_theme(self, name: str = "") -> None:
        """Take the colours of that name, or the next."""
        names = list(THEMES)
        self.theme = name or names[(names.index(self.theme) + 1) % len(names)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer what can be done where a card lies over the room: to leave, and to see it otherwise."""
        if self._screen_stacks and not isinstance(self.screen, Room):
            return action in {"quit", "switch_language", "switch_theme", "focus_next", "focus_previous"}
        return True
