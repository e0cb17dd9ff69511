"""The conversation of the linear mode: hears a line, does what it says, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer, Answered, Retrieved, Stated
from assistant.audit.keeping import only
from assistant.errors import AssistantError
from assistant.exports import words
from assistant.i18n import speak, spoken
from assistant.linear import lines
from assistant.linear.commands import Name, Question, Unknown, number, parse, told
from assistant.linear.lines import Sources
from assistant.linear.reader import Reader
from indexes.errors import LibraryError
from indexes.records import LANGUAGES
from models.errors import ModelError

if TYPE_CHECKING:
    from assistant.audit.validation import Verdict
    from assistant.desks.sessions import OfficeSessionsDesk
    from assistant.linear.terminal import Terminal
    from assistant.office import Office
    from assistant.session import Session
    from assistant.tui.sessions.desk import SessionLine

ERRORS = (AssistantError, LibraryError, ModelError)

_LISTED = 20
_FOUND = 10
"""Sessions listed, and passages found without asking."""


class Loop:
    """One conversation, and what was said last in it."""

    def __init__(self, office: Office, terminal: Terminal) -> None:
        self._office = office
        self._terminal = terminal
        self._say = terminal.say
        self._session: Session | None = None
        self._records: OfficeSessionsDesk | None = None
        self._reader = Reader(terminal)
        self._answer: int | None = None
        self._shown: str | None = None
        self._listed: list[str] = []

    def run(self) -> None:
        """Open the library, say what is to be known first, then answer until nothing comes any more.

        Raises:
            LibraryError, ModelError, AssistantError: the library or the model cannot be opened, with a hint.
        """
        from assistant.advice import composing_advice

        self._say(_("Opening the library…"))
        session = self.session
        self._say(
            session.notice.text,
            _("Library {library}. Session {session}.").format(
                library=self._office.settings.library.name, session=session.id
            ),
        )
        if advice := composing_advice(self._office):
            self._say(advice)
        self._say(_("Type a question, or /help for the commands."))
        with suppress(KeyboardInterrupt):  # an answer alone is given up by it, and the conversation goes on
            while (line := self._terminal.hear(_("Question:"))) is not None and self._obey(line):
                pass
        self._say(_("Goodbye."))

    def close(self) -> None:
        """Let go of the library and the models."""
        if self._records is not None:
            self._records.close()
        if self._session is not None:
            self._session.close()

    @property
    def session(self) -> Session:
        """The session under which questions are asked."""
        if self._session is None:
            self._session = self._office.session()
        return self._session

    @property
    def records(self) -> OfficeSessionsDesk:
        """The sessions on the record."""
        if self._records is None:
            from assistant.desks.sessions import OfficeSessionsDesk

            self._records = OfficeSessionsDesk(self._office)
        return self._records

    def _obey(self, line: str) -> bool:
        """Do what a line says; whether more is to be heard."""
        heard = parse(line)
        try:
            if isinstance(heard, Question):
                self._ask(heard.text)
            elif isinstance(heard, Unknown):
                self._say(_("There is no command /{word}. /help says which there are.").format(word=heard.word))
            elif heard is not None and heard.name == "quit":
                return False
            elif heard is not None:
                self._commands[heard.name](heard.rest)
        except ERRORS as error:
            self._say(_("Error: {message}").format(message=error))
            if error.hint:
                self._say(_("What to do: {hint}").format(hint=error.hint))
        return True

    @cached_property
    def _commands(self) -> Mapping[Name, Callable[[str], None]]:
        return {
            "help": lambda _rest: self._terminal.tell(told()),
            "source": lambda rest: self._reader.read(self.session, rest),
            "next": lambda _rest: self._reader.turn(self.session, 1),
            "previous": lambda _rest: self._reader.turn(self.session, -1),
            "page": lambda rest: self._reader.page(self.session, rest),
            "find": self._find,
            "new": lambda rest: self._ask(rest, alone=True),
            "copy": lambda rest: self._reader.copy(self.session, rest, self._answer),
            "sessions": lambda _rest: self._list(),
            "open": self._open,
            "export": self._export,
            "validate": lambda rest: self._judge("validated", rest),
            "correct": lambda rest: self._judge("corrected", rest),
            "reject": lambda rest: self._judge("rejected", rest),
            "language": self._speak,
        }

    # Asking

    def _ask(self, question: str, *, alone: bool = False) -> None:
        """Ask, and say each thing as soon as it may be said. Ctrl+C gives the answer up."""
        sources, stated = Sources(), 0  # those before stand until this question is on the record
        answer: Answer | None = None
        with self._terminal.interruptible() as cancelled:
            self._say(_("Searching the library…"))
            for event in self.session.ask(question, alone=alone, cancelled=cancelled):
                if isinstance(event, Retrieved):
                    self._begin(sources)
                    if event.carried is not None:
                        self._say(words.followed(event.carried))
                    self._terminal.tell(lines.found_lines(event.hits))
                elif isinstance(event, Stated):
                    stated += 1
                    self._terminal.tell(lines.statement_lines(event.statement, stated, sources))
                elif isinstance(event, Answered):
                    answer = event.answer
            if answer is not None:
                self._answer = answer.entry
                for place, statement in enumerate(answer.statements[stated:], start=stated + 1):
                    self._terminal.tell(lines.statement_lines(statement, place, sources))
                self._terminal.tell(lines.closing_lines(answer, sources))
            elif stated:
                self._say(_("This answer was broken off, and is not complete. What stands of it is on record."))
            else:
                self._say(_("Cancelled. The question stays on record."))

    def _begin(self, sources: Sources) -> None:
        """A question is on the record: what was said before is over."""
        self._reader.begin(sources)
        self._answer, self._shown = None, self.session.id

    def _find(self, query: str) -> None:
        from assistant.session import understood

        query, language = understood(query, None, spoken())
        hits = self.session.search(query, language, None, _FOUND)
        sources = self._reader.begin(Sources())
        self._terminal.tell(lines.found_lines(hits))
        self._terminal.tell(lines.passage_lines(hits, sources))

    # The record

    def _latest(self) -> list[SessionLine]:
        """The last sessions, the latest first, which can be called by their places from now on."""
        found = list(self.records.sessions())[-_LISTED:][::-1]
        self._listed = [one.name for one in found]
        return found

    def _list(self) -> None:
        found = self._latest()
        if not found:
            self._say(_("No session is on the record."))
        for place, one in enumerate(found, start=1):
            self._say(lines.session_line(place, one))

    def _open(self, rest: str) -> None:
        wanted = number(rest)
        if not rest:
            self._say(_("Name a session by its number: /sessions lists them."))
            return
        if wanted is not None and not self._listed:
            self._latest()
        if wanted is not None and wanted <= len(self._listed):
            name = self._listed[wanted - 1]
        else:
            name = only({one.name for one in self.records.sessions() if one.name.startswith(rest)}, rest)
        found = self.records.told(name)
        self._answer = None
        for place, one in enumerate(found, start=1):
            self._terminal.tell(lines.exchange_lines(place, one, self._reader.begin(Sources())))
            self._answer = None if one.answer is None else one.answer.entry
        self._shown = name
        before = self._office.earlier(name)
        self._session = self.session.another(continues=None if before.lost else name, asked=before.asked)
        told = _("What is asked now goes on after this session, as session {session}.")
        if before.lost:
            told = _("What is asked now stands by itself, as session {session}.")
        self._say(told.format(session=self._session.id))

    def _export(self, rest: str) -> None:
        from assistant.exports.giving_out import form_of

        if not rest or self._shown is None:
            self._say(
                _("Name a file that ends in .md, .html or .pdf.")
                if self._shown is not None
                else _("Nothing was asked yet, and no session is open.")
            )
            return
        path = Path(rest)
        written = self.records.export(self._shown, None, form_of(path), path)
        self._say(_("Written: {path}").format(path=written))

    def _judge(self, verdict: Verdict, note: str) -> None:
        if self._answer is None:
            self._say(_("There is no answer to judge: ask a question first."))
            return
        entry = self.records.judge(self._answer, verdict, note)
        self._say(_("On the record: entry {entry}.").format(entry=entry))

    def _speak(self, rest: str) -> None:
        wanted = next((one for one in LANGUAGES if one == rest.casefold()), None)
        speak(wanted or ("en" if spoken() == "fr" else "fr"))
        self._say(_("Greffier speaks English now."))
