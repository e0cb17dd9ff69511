"""The notice that stands over every session: what the program is for, and that its questions are recorded."""

from __future__ import annotations

from dataclasses import dataclass

from indexes.records import Language


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it was shown. `id` changes whenever one of its texts does."""

    id: str
    language: Language
    text: str


_ID = "decision-support-1"
_FRENCH = (
    "Greffier aide à trouver; il ne décide pas. La personne qui décide lit les sources. Les questions et les réponses "
    "sont consignées."
)
_ENGLISH = (
    "Greffier helps to find; it does not decide. Whoever decides reads the sources. Questions and answers are recorded."
)


def notice(language: Language) -> Notice:
    """The notice in a language. It stands here and not in a catalogue, since the record holds it word for word."""
    return Notice(_ID, language, _FRENCH if language == "fr" else _ENGLISH)
