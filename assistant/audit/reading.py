"""Reads sessions back from the entries of a log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from gettext import gettext as _
from typing import Any

from assistant.audit.log import Entry
from assistant.errors import UnknownSessionError


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in a line: when it was opened (UTC, ISO 8601), how many questions were asked, and the first."""

    session: str
    opened: str
    questions: int
    first_question: str


def summaries(entries: Iterable[Entry]) -> list[Summary]:
    """Sum up the sessions, in the order in which they were opened."""
    opened: dict[str, str] = {}
    asked: dict[str, list[str]] = {}
    for entry in entries:
        if entry.session is None:
            continue
        opened.setdefault(entry.session, entry.time)
        if entry.kind == "question":
            asked.setdefault(entry.session, []).append(str(entry.facts["question"]))
    return [
        Summary(session, time, len(asked.get(session, [])), next(iter(asked.get(session, [])), ""))
        for session, time in opened.items()
    ]


STATING = frozenset(("statement", "answer", "answer.cancelled"))
"""The kinds of entries that state something: one statement of an answer, all of them, or those that were made of it."""


def citing(entries: Iterable[Entry], documents: Collection[str]) -> set[str]:
    """The sessions of which an answer, whole or not, cites one of these documents."""
    return {
        entry.session
        for entry in entries
        if entry.kind in STATING and entry.session is not None and not cited(entry).isdisjoint(documents)
    }


def cited(entry: Entry) -> set[str]:
    """The documents that an entry cites, in what was shown and in what was left out."""
    left_out = entry.facts.get("left_out")
    hidden = _statements(left_out) if isinstance(left_out, Mapping) else []
    return {
        str(citation["document"])
        for statement in (*_statements(entry.facts), *hidden)
        for citation in statement["citations"]
    }


def _statements(facts: Mapping[str, object]) -> list[Any]:
    statements = facts.get("statements")
    return statements if isinstance(statements, list) else []


def of_session(entries: Iterable[Entry], session: str) -> list[Entry]:
    """The entries of one session, in order. The start of its name is enough where it is the only one.

    Raises:
        UnknownSessionError: no session is called so, or several are.
    """
    found = [entry for entry in entries if entry.session is not None and entry.session.startswith(session)]
    if len({entry.session for entry in found}) != 1:
        raise UnknownSessionError(
            _("No one session on the record is called {session}.").format(session=session),
            hint=_("See which there are: greffier audit sessions"),
        )
    return found
