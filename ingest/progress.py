"""How far a job is: counted from its events, and put into a few lines that fit a terminal. Pure; `live` draws them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import gettext as _

from ingest.events import Current, Event, Filed, Found, Publishing, SetAside, Unchanged, Working


@dataclass(slots=True)
class Progress:
    """Counts of a job under way. began: on a clock of seconds that never goes back."""

    began: float
    files: int = 0
    done: int = 0
    unchanged: int = 0
    pages: int = 0
    partial: int = 0
    aside: int = 0
    current: tuple[Current, ...] = ()
    publishing: bool = False
    indexed: tuple[int, int] = (0, 0)

    def add(self, event: Event) -> None:
        """Count one event."""
        match event:
            case Found():
                self.files = event.files
            case Working():
                self.current = event.current
            case Filed():
                self.pages += event.pages
                self.partial += bool(event.lost)
            case Unchanged():
                self.unchanged += 1
            case SetAside():
                self.aside += 1
            case Publishing():
                self.publishing, self.current = True, ()
            case _:
                pass
        if isinstance(event, Filed | Unchanged | SetAside):
            self.done += 1
            self.current = tuple(one for one in self.current if one.file != event.file)

    def rate(self, now: float) -> float:
        """Pages filed a second."""
        return self.pages / max(now - self.began, 1e-3)

    def left(self, now: float) -> float | None:
        """Seconds that the files will take that are left, going by those that had to be read; None before any was."""
        read = self.done - self.unchanged
        return (now - self.began) * (self.files - self.done) / read if read else None


def lines(progress: Progress, now: float, width: int) -> Iterator[str]:
    """A job under way, in lines of less than `width` cells: how far it is, then what each worker is at."""
    if progress.publishing:
        done, total = progress.indexed
        told = _("Making the search indexes: {done} of {total} passages").format(done=done, total=total)
        yield fit(told if total else _("Making the search indexes…"), width - 1)
        return
    yield fit(summary(progress, now), width - 1)
    for one in progress.current:
        page = _("page {n}").format(n=one.page) if one.page else ""
        yield fit(one.file, width - 5 - len(page)).join(("  ", f"  {page}" if page else ""))


def summary(progress: Progress, now: float) -> str:
    """How far a job is, in one line."""
    parts = [
        _("{done} of {files} files").format(done=progress.done, files=progress.files),
    ]
    if progress.pages:
        parts.append(_("{pages} pages").format(pages=progress.pages))
        parts.append(_("{rate} pages/s").format(rate=f"{progress.rate(now):.1f}"))
    left = progress.left(now)
    if left is not None and progress.done < progress.files:
        parts.append(_("{time} left").format(time=duration(left)))
    if progress.aside:
        parts.append(_("{n} set aside").format(n=progress.aside))
    if progress.partial:
        parts.append(_("{n} in part").format(n=progress.partial))
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """A time as people say it, to two figures."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return _("{seconds} s").format(seconds=round(seconds))
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def fit(text: str, cells: int) -> str:
    """A text cut to so many cells of a terminal, with an ellipsis in its middle: names differ at their ends."""
    if sum(map(_cells, text)) <= cells:
        return text
    head = _start(text, (cells - 1) // 2)
    tail = _start(text[::-1], cells - 1 - sum(map(_cells, head)))[::-1]
    return f"{head}…{tail}"


def _start(text: str, cells: int) -> str:
    taken = 0
    for place, character in enumerate(text):
        taken += _cells(character)
        if taken > cells:
            return text[:place]
    return text


def _cells(character: str) -> int:
    """Cells that a character takes (UAX #11; combining marks take none)."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
