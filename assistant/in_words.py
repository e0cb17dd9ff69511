"""Writes an answer in words: its statements or the refusal, in the question's language whatever the interface's is."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Statement
from assistant.i18n import NO_BREAK
from indexes.records import Language


def in_words(statements: Sequence[Statement], left_out: int, language: Language) -> str:
    """The whole answer, its citations numbered from 1; what was left out of it is said at the end."""
    lines = [refusal_text(language)] if not statements else list(_numbered(statements, language))
    if left_out:
        lines.append(_left_out(left_out, language))
    return "\n".join(lines)


def refusal_text(language: Language) -> str:
    """What is said where the library does not answer."""
    if language == "fr":
        return "Les documents de la bibliothèque ne répondent pas à cette question."
    return "The documents in the library do not answer this question."


def _numbered(statements: Sequence[Statement], language: Language) -> list[str]:
    opening, closing = (f"«{NO_BREAK}", f"{NO_BREAK}»") if language == "fr" else ("“", "”")
    number, lines = 0, []
    for statement in statements:
        marks = "".join(f"[{number + n}]" for n in range(1, len(statement.citations) + 1))
        number += len(statement.citations)
        text = f"{opening}{statement.text}{closing}" if statement.kind == "quotation" else statement.text
        lines.append(f"{text} {marks}")
    return lines


def _left_out(count: int, language: Language) -> str:
    if language == "fr":
        if count == 1:
            return "Un énoncé a été laissé de côté, parce que les sources ne l’appuient pas."
        return f"{count} énoncés ont été laissés de côté, parce que les sources ne les appuient pas."
    if count == 1:
        return "One statement was left out because the sources do not support it."
    return f"{count} statements were left out because the sources do not support them."
