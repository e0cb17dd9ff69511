"""The cards that lie over a room: what a session is called, and where it is exported to."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from assistant.audit.naming import LONGEST
from assistant.exchange import Exchange
from assistant.exports.about import FORMS, Form
from assistant.tui.desk import Trouble
from assistant.tui.plain import N_, one_line, plain
from assistant.tui.sessions import listing
from assistant.tui.sessions.desk import SessionLine, SessionsDesk
from assistant.tui.sessions.fields import Choice, Line, Words, keys_line
from assistant.tui.work import in_thread

Opener = Callable[[], SessionsDesk]
"""Opens the desk, or gives the one that is open; called from threads."""

_FORMS: dict[Form, str] = {"md": N_("Markdown"), "html": N_("HTML page"), "pdf": N_("PDF")}


class Problem(Words):
    """What went wrong in a card, and what mends it."""

    def __init__(self) -> None:
        super().__init__(self._told, classes="card-problem")
        self._trouble: Trouble | None = None
        self._busy = ""

    def tell(self, trouble: Trouble | None = None, *, busy: str = "") -> None:
        """Say a trouble, or what is being done, or nothing."""
        self._trouble, self._busy = trouble, busy
        self.say_again()

    def _told(self) -> Content:
        if self._trouble is None:
            return Content(_(self._busy) if self._busy else "")
        said = Content.assemble(("! ", "bold $warning"), one_line(self._trouble.message, "$warning"))
        return Content.assemble(said, "\n→ ", plain(self._trouble.hint)) if self._trouble.hint else said


class TitleCard(ModalScreen[int | None]):
    """Asks what a session is to be called. It is dismissed with the entry that says so."""

    CSS_PATH = "cards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("Cancel"))]

    def __init__(self, opener: Opener, line: SessionLine) -> None:
        super().__init__(classes="session-card")
        self._opener = opener
        self._line = line

    def compose(self) -> ComposeResult:
        """Yield the line to type in."""
        with VerticalScroll(classes="card-body", can_focus=False):
            yield Words(lambda: Content.styled(_("What the session is called"), "bold $accent"), classes="card-title")
            yield Words(lambda: one_line(self._line.first, "$text-muted"), classes="card-question")
            yield Line(
                self._line.title, says=N_("A few words; nothing takes the title away"), longest=LONGEST, id="title"
            )
            yield Problem()
            yield Words(lambda: keys_line(("enter", N_("Put it on the record")), ("escape", N_("Cancel"))))

    @on(Input.Submitted)
    def submitted(self, submitted: Input.Submitted) -> None:
        """Put it on the record."""
        title, problem = submitted.value.strip(), self.query_one(Problem)
        if title == self._line.title:
            self.dismiss(None)
            return
        problem.tell()
        in_thread(
            self,
            lambda: self._opener().rename(self._line.name, title),
            self._done,
            group="rename",
            failed=problem.tell,
        )

    def _done(self, entry: int) -> None:
        self.dismiss(entry)


class ExportCard(ModalScreen[Path | None]):
    """Asks what is written where. It is dismissed with the file that was written.

    line: the session; where it is not known, `exchange` says its name. exchange: the answer that can be exported alone.
    """

    CSS_PATH = "cards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("Cancel"))]

    def __init__(
        self,
        opener: Opener,
        line: SessionLine | None,
        exchange: Exchange | None,
        *,
        whole: bool = True,
        folder: Path | None = None,
    ) -> None:
        super().__init__(classes="session-card")
        self._opener = opener
        self._line = line
        self._exchange = exchange if exchange is not None and exchange.answer is not None else None
        self._session = line.name if line is not None else exchange.session if exchange is not None else ""
        self._whole = whole or self._exchange is None
        self._folder = folder or Path.cwd()
        self._named = ""

    def compose(self) -> ComposeResult:
        """Yield what, in which form, and where to."""
        what = [("session", N_("the whole session"))]
        if self._exchange is not None:
            what.append(("answer", N_("the chosen answer")))
        with VerticalScroll(classes="card-body", can_focus=False):
            yield Words(lambda: Content.styled(_("Export with citations"), "bold $accent"), classes="card-title")
            yield Choice(N_("What"), what, chosen="session" if self._whole else "answer", id="what")
            yield Choice(N_("As"), [(form, _FORMS[form]) for form in FORMS], chosen="md", id="form")
            yield Words(lambda: Content.styled(_("File"), "$text-muted"))
            yield Line(longest=1000, id="path")
            yield Words(self._says, classes="card-note")
            yield Problem()
            yield Words(
                lambda: keys_line(
                    ("left,right", N_("Choose")),
                    ("tab", N_("Next line")),
                    ("enter", N_("Write")),
                    ("escape", N_("Cancel")),
                )
            )

    def on_mount(self) -> None:
        """Suggest a name that says what is in it."""
        self._suggest()
        self.query_one("#what", Choice).focus()

    def _says(self) -> Content:
        return Content.styled(
            _("No file is written over: the next free name is taken. What is given out is put on the record."),
            "$text-muted",
        )

    def _suggest(self) -> None:
        """Name the file anew, unless somebody has named it."""
        path = self.query_one("#path", Line)
        form = self.query_one("#form", Choice).chosen or "md"
        alone = self.query_one("#what", Choice).chosen == "answer"
        question = self._exchange.question if alone and self._exchange is not None else ""
        if path.value == self._named:
            path.value = str(self._folder / listing.file_name(self._line, question, form))
            self._named = path.value
        else:
            typed = Path(path.value)
            if typed.suffix.removeprefix(".") in FORMS:
                path.value = str(typed.with_suffix(f".{form}"))
        path.cursor_position = len(path.value)

    @on(Choice.Chosen)
    def chosen(self) -> None:
        """Name the file for what was chosen."""
        self._suggest()

    @on(Choice.Done)
    @on(Input.Submitted)
    def submitted(self) -> None:
        """Write it."""
        problem, typed = self.query_one(Problem), self.query_one("#path", Line).value.strip()
        if not typed:
            problem.tell(Trouble(_("The file has no name."), _("Name a file that ends in .md, .html or .pdf.")))
            return
        chosen = self.query_one("#form", Choice).chosen
        form: Form = next(one for one in FORMS if one == chosen)
        alone = self.query_one("#what", Choice).chosen == "answer"
        answer = self._exchange.answer.entry if alone and self._exchange is not None and self._exchange.answer else None
        problem.tell(busy=N_("Writing…"))
        in_thread(
            self,
            lambda: self._opener().export(self._session, answer, form, Path(typed)),
            self._done,
            group="export",
            failed=problem.tell,
        )

    def _done(self, path: Path) -> None:
        self.dismiss(path)
