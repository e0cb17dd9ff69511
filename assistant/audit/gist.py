"""What a list of sessions takes from the record: read once, and then only what is new of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.audit.clearance import LabelOf, Screen, Screened
from assistant.audit.keeping import EXPORTED, HELD, PURGED, RELEASED
from assistant.audit.merkle import Frontier
from assistant.audit.naming import KIND as NAMED
from assistant.audit.reading import Summary, summaries

if TYPE_CHECKING:
    from assistant.audit.log import Entry, Log

_KEPT: Mapping[str, tuple[str, ...]] = {
    "session.opened": ("series", "by", "continues"),
    "question": ("question",),
    NAMED: ("title", "by"),
    HELD: ("reason", "by"),
    RELEASED: ("holds",),
}
"""The facts that a list needs, by the kind of entry: the rest would fill the memory."""

_EACH = 256
"""Entries after which it is told how far reading has come."""

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> list[str]:
    """The words of a text in small letters, without accents, in order."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    apart = unicodedata.normalize("NFKD", plain).casefold()
    return _WORD.findall("".join(one for one in apart if not unicodedata.combining(one)))


class Gist:
    """Follows a log for a reader. `label_of` makes the look-up of labels anew whenever all is read again."""

    def __init__(self, log: Log, labels: Collection[str], label_of: Callable[[], LabelOf]) -> None:
        self._log = log
        self._labels = labels
        self._label_of = label_of
        self._tree = Frontier()
        self._forget()

    def read(self, progress: Callable[[int, int], None] | None = None) -> bool:
        """Read on; return whether there was anything new.

        All is read again where something was destroyed since, or filed otherwise: labels may have changed.

        Raises:
            RecordError: the record does not hold, or is not what was read before.
        """
        began, total = self._tree.size, self._log.size()
        tree, again = self._tree, False
        for entry, tree in self._log.since(self._tree):  # noqa: B007  # how far it came is needed after
            if began and (entry.kind == PURGED or entry.kind.startswith("document.")):
                again = True
                break
            self._note(entry)
            if progress is not None and entry.index % _EACH == 0:
                progress(entry.index - began, max(total, entry.index + 1) - began)
        if again:
            self._forget()
            return self.read(progress)
        new = tree.size > began
        self._tree = tree
        return new

    def summaries(self) -> list[Summary]:
        """The sessions, in the order in which they were opened."""
        return summaries(self._seen)

    def words(self, session: str) -> str:
        """The words of a session's titles, questions and answers and of who asked, each once, between spaces."""
        return f" {' '.join(sorted(self._words.get(session, ())))} "

    def entries(self, session: str) -> list[int]:
        """The entries of a session, and those that tell what was done with it."""
        return [*self._of.get(session, ()), *self._purges]

    def _forget(self) -> None:
        self._tree = Frontier()
        self._screen = Screen(self._labels, self._label_of())
        self._seen: list[Screened] = []
        self._words: dict[str, set[str]] = {}
        self._of: dict[str, list[int]] = {}
        self._purges: list[int] = []

    def _note(self, entry: Entry) -> None:
        one = self._screen.seen(entry)
        if entry.kind == PURGED:
            self._purges.append(entry.index)
        if entry.kind == EXPORTED:
            given = entry.facts.get("sessions")
            for session in given if isinstance(given, list) else ():
                self._of.setdefault(str(session), []).append(entry.index)
        if entry.session is None:
            return
        if entry.kind != PURGED:
            self._of.setdefault(entry.session, []).append(entry.index)
        facts = one.entry.facts
        for text in _said(entry.kind, facts):
            self._words.setdefault(entry.session, set()).update(folded(text))
        slim = {name: facts[name] for name in _KEPT.get(entry.kind, ()) if name in facts}
        self._seen.append(Screened(replace(one.entry, facts=slim), one.withheld))


def _said(kind: str, facts: Mapping[str, Any]) -> list[str]:
    """The texts in which one may look for a session."""
    if kind == "session.opened":
        return [str(facts.get("by") or "")]
    if kind == NAMED:
        return [str(facts.get("title", ""))]
    if kind == "question":
        return [str(facts.get("question", ""))]
    if kind == "answer":
        return [str(facts.get("answer", ""))]
    if kind in ("statement", "answer.cancelled"):
        stated = facts.get("statements")
        return (
            [str(one.get("text", "")) for one in stated if isinstance(one, Mapping)] if isinstance(stated, list) else []
        )
    return []
