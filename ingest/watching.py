"""Watches a folder: what arrives there is taken once its size and time have been the same for two looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from indexes.reasons import reasons
from ingest.discover import Candidate, Refused, discover
from ingest.events import Event, Filed, SetAside

Facts = tuple[int, int] | str
"""What is compared between two looks: a file's size and time, or why it is refused."""

Look = Mapping[str, tuple[Facts, Candidate | Refused]]
"""The names under a folder, each with what it looks like."""


@dataclass(slots=True)
class Batch:
    """Files that kept still since the look before, and were not taken yet."""

    files: list[Candidate | Refused]
    _taken: dict[str, Facts]
    _facts: Mapping[str, Facts] = field(default_factory=dict)

    def taken(self, done: bool) -> None:
        """Say whether they could be filed; else they come again."""
        if done:
            self._taken.update(self._facts)


def batches(folder: Path, wait: Callable[[], None], *, looks: int | None = None) -> Iterator[Batch]:
    """Look again and again, waiting between two looks, and yield what is to be filed.

    looks: how often; None: for ever.
    """
    taken: dict[str, Facts] = {}
    before = look(folder)
    count = 1
    while looks is None or count < looks:
        wait()
        now = look(folder)
        count += 1
        names = still(before, now, taken)
        if names:
            yield Batch([now[name][1] for name in names], taken, {name: now[name][0] for name in names})
        before = now


def still(before: Look, now: Look, taken: Mapping[str, Facts]) -> list[str]:
    """The names that look as they did, and as they did not when they were taken."""
    return [
        name
        for name, (facts, _one) in now.items()
        if name in before and before[name][0] == facts and taken.get(name) != facts
    ]


def look(folder: Path) -> Look:
    """What stands under a folder now."""
    found: dict[str, tuple[Facts, Candidate | Refused]] = {}
    for one in discover([folder]):
        if isinstance(one, Refused):
            found[one.file] = one.reason, one
            continue
        try:
            facts = one.path.stat()
        except OSError:  # gone again
            continue
        found[one.file] = (facts.st_size, facts.st_mtime_ns), one
    return found


def outcome(event: Event) -> str | None:
    """What became of a file, in a line; None where nothing new did."""
    match event:
        case Filed() if event.lost:
            return _("{file}: filed in part, {lost} of its pages could not be read").format(
                file=event.file, lost=len(event.lost)
            )
        case Filed():
            said = ngettext("{file}: filed, {pages} page", "{file}: filed, {pages} pages", event.pages)
            return said.format(file=event.file, pages=event.pages)
        case SetAside():
            reason = reasons().get(event.reason, event.reason)
            return _("{file}: set aside, {reason}").format(file=event.file, reason=reason)
        case _:
            return None
