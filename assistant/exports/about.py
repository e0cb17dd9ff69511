"""What an export says of itself: of which library and session it is, and how the record stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from indexes.records import Language

Form = Literal["md", "html", "pdf"]
FORMS: tuple[Form, ...] = ("md", "html", "pdf")
"""The formats of an export, by the ending of a file's name."""


@dataclass(frozen=True, slots=True)
class About:
    """Of an export: the library's name, the session (none: of several), a title, when it was made (UTC), its language.

    origin, size, root: of the record's latest checkpoint, where there is one; root in hexadecimal digits.
    """

    library: str
    session: str | None
    title: str
    exported: datetime
    language: Language
    origin: str | None = None
    size: int | None = None
    root: str | None = None
