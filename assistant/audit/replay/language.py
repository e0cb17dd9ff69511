"""Has texts in another language for a while: that of a session of then, or that of a part of a report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.i18n import speak

if TYPE_CHECKING:
    from indexes.records import Language


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language; at the end, the one that was spoken before."""
    before = os.environ.get("LANGUAGE")
    speak(language)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = before
