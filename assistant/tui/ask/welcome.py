"""What stands on the screen before the first question: what one can do here, what is loading, or what is missing."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalGroup
from textual.content import Content
from textual.widget import Widget

from assistant.i18n import spoken
from assistant.notice import notice
from assistant.tui.desk import Trouble
from assistant.tui.spoken import Spoken
from assistant.tui.turn_parts import Failure, clock
from indexes.records import Language, other

EXAMPLES: dict[Language, str] = {
    "fr": "Combien de jours par semaine puis-je travailler de chez moi?",
    "en": "How many days a week may I work from home?",
}
"""One question in each language, each shown as it is: both are answered, whatever language the screens speak."""


def examples() -> tuple[str, str]:
    """The example questions, that in the language that is spoken first."""
    return EXAMPLES[spoken()], EXAMPLES[other(spoken())]


class _Name(Spoken):
    def words(self) -> Content:
        return Content.assemble(("Greffier", "bold $accent"))


class _Purpose(Spoken):
    def words(self) -> Content:
        return Content(
            "\n".join(
                (
                    _("Ask in French or in English: every answer shows the sentences it rests on."),
                    " ".join((_("Nothing is sent outside."), notice(spoken()).text)),
                )
            )
        )


class _Examples(Spoken):
    def words(self) -> Content:
        lines = [Content.styled(_("For example (↑ takes one up):"), "$text-muted")]
        lines.extend(Content.assemble(("› ", "bold $accent"), example) for example in examples())
        return Content("\n").join(lines)


class _Loading(Spoken):
    def on_mount(self) -> None:
        self._since = monotonic()
        self.set_interval(1.0, self.say_again)

    def words(self) -> Content:
        return Content(_("Opening the library and loading the model…") + clock(self._since))


class _Ready(Spoken):
    def words(self) -> Content:
        return Content(_("Ready."))


class _Advice(Spoken):
    def __init__(self, advice: Callable[[], str | None]) -> None:
        self._advice = advice
        super().__init__(classes="advice")

    def words(self) -> Content:
        return Content.styled(self._advice() or "", "$text-warning")


class _Retry(Spoken):
    def words(self) -> Content:
        return Content(_("Once this is mended, press F5 to try again."))


class Welcome(Vertical):
    """The empty state. It says that the library is being opened, is ready, or why it could not be opened."""

    def compose(self) -> ComposeResult:
        """Yield the card: name, purpose, examples, and the line on the state of things."""
        with VerticalGroup(classes="card"):
            yield _Name(classes="name")
            yield _Purpose(classes="purpose")
            yield _Examples(classes="examples")
            yield VerticalGroup(_Loading(classes="progress"), id="state")

    async def opening(self) -> None:
        """Say that the library is being opened."""
        await self._state(_Loading(classes="progress"))

    async def ready(self, advice: Callable[[], str | None]) -> None:
        """Say that questions can be asked, and what is to be said before."""
        await self._state(_Ready(classes="progress"), *([_Advice(advice)] if advice() else []))

    async def failed(self, trouble: Trouble) -> None:
        """Say what is missing, and how it is mended."""
        await self._state(Failure(trouble), _Retry(classes="progress"))

    async def _state(self, *widgets: Widget) -> None:
        state = self.query_one("#state")
        await state.remove_children()
        await state.mount(*widgets)
