"""What happens in a job, as it tells those who watch it: the command line, the report, the tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Begun:
    """The job is in the journal, under this number; its files are being looked for."""

    job: int


@dataclass(frozen=True, slots=True)
class Found:
    """The walk is over: so many files are to be looked at."""

    files: int


@dataclass(frozen=True, slots=True)
class Current:
    """A file that is being parsed, and the page that was begun last; 0 before the first."""

    file: str
    page: int


@dataclass(frozen=True, slots=True)
class Working:
    """Nothing is done yet, some time after the last event; these files are with the workers."""

    current: tuple[Current, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """A document is in the catalogue. `lost` of its pages could not be read, `flagged` are doubtful.

    seconds: that parsing it took.
    """

    file: str
    document: str
    pages: int
    passages: int
    lost: tuple[int, ...]
    flagged: tuple[int, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file's bytes are filed already; or they could not be, and a person has `released` them from the quarantine."""

    file: str
    released: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file could not be filed; it is in quarantine, with the reason."""

    file: str
    reason: str
    detail: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Publishing:
    """All files are seen to; the indexes are being made."""


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that answers from now on; `seconds` is what the whole job took."""

    generation: str
    seconds: float


Event = Begun | Found | Working | Filed | Unchanged | SetAside | Publishing | Published
