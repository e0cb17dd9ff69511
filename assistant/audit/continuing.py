"""Goes on after an earlier session: what a follow-up may take words over from stands on the record, and is read there.

The session that goes on is a new one. What opened it says after which (`continues`), and the entries of the questions
that it may lean on (`asked`), so that it can be computed again from the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, Literal, get_args

from assistant.answer import Carried, Sign, Word
from assistant.audit.reading import of_session
from assistant.followup import Asked, chain
from indexes.records import LANGUAGES

if TYPE_CHECKING:
    from assistant.audit.clearance import Screened
    from assistant.audit.log import Entry, Log

Lost = Literal["destroyed", "withheld"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The session that one goes on after. asked: the questions that a follow-up may lean on, the latest last.

    lost: why nothing is taken over from it; the new session then stands by itself.
    """

    session: str
    asked: tuple[Asked, ...] = ()
    lost: Lost | None = None

    @property
    def said(self) -> str:
        """What is to be said of it before the first question."""
        if self.lost == "destroyed":
            told = _("What was said in session {session} is destroyed: this session starts without it.")
        elif self.lost == "withheld":
            told = _("Session {session} is withheld from you: this session starts without it.")
        else:
            told = _("This session goes on after session {session}.")
        return told.format(session=self.session)


def earlier(seen: Iterable[Screened], session: str, log: Log) -> Earlier:
    """What a session that goes on after `session` may lean on; the start of its name is enough.

    seen: the record, as whoever asks may see it.

    Raises:
        UnknownSessionError: no session is called so, or several are.
        RecordError: the record does not hold.
    """
    own: list[Entry] = []
    withheld: set[int] = set()
    for one in seen:
        if one.entry.session is not None and one.entry.session.startswith(session):
            own.append(one.entry)
            if one.withheld:
                withheld.add(one.entry.index)
    own = of_session(own, session)
    name = str(own[0].session)
    said = [entry for entry in own if entry.kind in ("session.opened", "question")]
    if any(entry.index in withheld for entry in said):
        return Earlier(name, lost="withheld")
    if not said or any(entry.destroyed is not None for entry in said):
        return Earlier(name, lost="destroyed")
    before = asked_before(log, said[0].facts)
    asked = [found for entry in said if (found := as_asked(entry.index, entry.facts)) is not None]
    return Earlier(name, tuple(chain([*(before or ()), *asked])))


def asked_before(log: Log, opened: Mapping[str, object]) -> list[Asked] | None:
    """The questions of an earlier session that one may lean on, as what opened it names them; None where one of them
    cannot be read any more, or never was a question.

    Raises:
        RecordError: the record does not hold.
    """
    named = opened.get("asked", [])
    if not isinstance(named, list):
        return None
    found: list[Asked] = []
    if not all(isinstance(index, int) and 0 <= index < log.size() for index in named):
        return None
    for entry in log.at(named):
        asked = as_asked(entry.index, entry.facts) if entry.kind == "question" else None
        if asked is None:
            return None
        found.append(asked)
    return found


def as_asked(index: int, facts: Mapping[str, object]) -> Asked | None:
    """A question of the record, as the conversation remembers it; None where the facts are not those of one."""
    question, language, carried = facts.get("question"), facts.get("language"), facts.get("carried")
    if not isinstance(question, str) or language not in LANGUAGES:
        return None
    over = None if carried is None else _carried(carried)
    if carried is not None and over is None:
        return None
    return Asked(index, question, "en" if language == "en" else "fr", over)


def _carried(facts: object) -> Carried | None:
    if not isinstance(facts, Mapping):
        return None
    question, sign, words, searched = (facts.get(name) for name in ("question", "sign", "words", "searched"))
    known: dict[object, Sign] = {one: one for one in get_args(Sign)}
    shown = known.get(sign) if isinstance(sign, str) else None
    taken = _words(words) if isinstance(words, list) else None
    if not isinstance(question, str) or shown is None or taken is None or not isinstance(searched, str):
        return None
    return Carried(question, shown, taken, searched)


def _words(found: Sequence[object]) -> tuple[Word, ...] | None:
    words: list[Word] = []
    for one in found:
        if not isinstance(one, Mapping):
            return None
        text, language, entry = one.get("text"), one.get("language"), one.get("entry")
        if not isinstance(text, str) or language not in LANGUAGES or not isinstance(entry, int):
            return None
        words.append(Word(text, language, entry))
    return tuple(words)
