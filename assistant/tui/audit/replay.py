"""The part in which a session is stepped through: the screen of then beside the record of the step."""

from __future__ import annotations

from gettext import gettext as _

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from assistant.i18n import number as written
from assistant.tui.audit.desk import Replayed, Sides
from assistant.tui.audit.shown import shown
from assistant.tui.audit.sides_view import SidesView
from assistant.tui.audit.step_card import StepCard
from assistant.tui.audit.then import Then
from assistant.tui.audit.words import computed, evidence, moment
from assistant.tui.desk import Trouble
from assistant.tui.keys import key_name
from assistant.tui.plain import one_line, plain
from assistant.tui.spoken import Heading, Spoken


class _Title(Heading):
    """Which session it is, and at which step."""

    def __init__(self) -> None:
        super().__init__(classes="replay-title")
        self.replayed: Replayed | None = None
        self.at = 0

    def words(self) -> Content:
        """One line."""
        one = self.replayed
        if one is None:
            return Content("")
        place = _("step {n} of {total}").format(n=self.at + 1, total=len(one.steps))
        parts = [Content.styled(place, "bold"), one_line(one.title or one.session), one_line(one.session[:8])]
        if one.by:
            parts.append(one_line(one.by))
        return Content(" · ").join([*parts, Content(moment(one.time))])


class _Summary(Spoken):
    """What came of it, or what is being done."""

    def __init__(self) -> None:
        super().__init__(classes="replay-summary")
        self.replayed: Replayed | None = None
        self.doing: tuple[str, int, int] | None = None
        self.trouble: Trouble | None = None

    def words(self) -> Content:
        """One line, or two where something went wrong."""
        if self.doing is not None:
            return _under_way(*self.doing)
        if self.trouble is not None:
            message = Content.assemble(("! ", "bold $warning"), plain(self.trouble.message))
            return Content.assemble(message, "\n→ ", plain(self.trouble.hint)) if self.trouble.hint else message
        if self.replayed is None:
            told = _("Choose a session with {key}, and step through it as it was shown.")
            return Content.styled(told.format(key=key_name("enter")), "$text-muted")
        again = computed(self.replayed.recomputed)
        if again is None:
            told = _("not computed again: {key}").format(key=key_name("r"))
            again = Content.styled(told, "$text-muted")
        return Content("   ").join((evidence(self.replayed), again))


class ReplayPane(Vertical):
    """A session, step by step."""

    def __init__(self) -> None:
        super().__init__(id="replay")
        self.replayed: Replayed | None = None
        self.at = 0
        self._doing: tuple[str, int, int] | None = None

    def compose(self) -> ComposeResult:
        """Yield the heads, and under them the screen of then, or the two sides, beside the record."""
        yield _Title()
        yield _Summary()
        with Horizontal(id="steps"):
            yield Then()
            yield SidesView()
            yield StepCard()

    def on_mount(self) -> None:
        """Say what this is; nothing is shown before a session is chosen."""
        self.query_one("#steps").display = False
        self.query_one(_Title).display = False
        self.say_again()

    def say_again(self) -> None:
        """Say it in the language that is spoken."""
        self.border_title = _("Replay")

    @property
    def place(self) -> int | None:
        """The question that the step concerns, from 0."""
        return self.replayed.steps[self.at].place if self.replayed is not None and self.replayed.steps else None

    @property
    def comparing(self) -> bool:
        """Whether the two sides are shown."""
        return bool(self.query_one(SidesView).display)

    async def show(self, replayed: Replayed, at: int = 0) -> None:
        """Show a session at a step."""
        self.replayed = replayed
        self.at = max(0, min(at, len(replayed.steps) - 1))
        self.query_one("#steps").display = bool(replayed.steps)
        self.query_one(_Title).display = True
        await self._draw()

    async def go(self, at: int) -> None:
        """Go to a step, from 0; as near to it as there is one."""
        if self.replayed is None or not self.replayed.steps:
            return
        at = max(0, min(at, len(self.replayed.steps) - 1))
        if at != self.at or self.comparing:
            self.at = at
            await self._draw()

    async def compare(self, sides: Sides) -> None:
        """Show what stood then beside what comes out now."""
        await self.query_one(SidesView).show(sides)
        self.query_one(Then).display = self.query_one(StepCard).display = False
        self.query_one(SidesView).focus()

    def close_sides(self) -> None:
        """Show the screen of then again."""
        focused = self.query_one(SidesView).has_focus
        self.query_one(SidesView).display = False
        self.query_one(Then).display = self.query_one(StepCard).display = True
        if focused:
            self.query_one(Then).focus()

    def tell(self, doing: tuple[str, int, int] | None = None, trouble: Trouble | None = None) -> None:
        """Say what is being done (reading, computing or writing, how much of how much), or what went wrong."""
        self._doing = doing
        summary = self.query_one(_Summary)
        summary.replayed, summary.doing, summary.trouble = self.replayed, doing, trouble
        summary.say_again()

    async def _draw(self) -> None:
        assert self.replayed is not None  # noqa: S101  # else there is no step to draw
        self.close_sides()
        title = self.query_one(_Title)
        title.replayed, title.at = self.replayed, self.at
        title.say_again()
        self.tell(self._doing)
        if self.replayed.steps:
            await self.query_one(Then).show(self.replayed, shown(self.replayed.steps, self.at))
            self.query_one(StepCard).show(self.replayed, self.at)


def _under_way(what: str, done: int, total: int) -> Content:
    names = {
        "reading": _("Reading the record…"),
        "computing": _("Computing again…"),
        "writing": _("Writing the report…"),
    }
    said = Content.assemble(("… ", "bold $accent"), names[what])
    if total:
        if what == "computing":
            told = _("{done} of {total} questions").format(done=written(done), total=written(total))
        else:
            told = _("{done} of {total} entries read").format(done=written(done), total=written(total))
        said = Content.assemble(said, " ", told)
    stops = _("{key} stops it.").format(key=key_name("escape"))
    return Content.assemble(said, " ", (stops, "$text-muted"))
