"""Reads question files: JSON Lines, one question a line in one or both languages, with quotations that answer it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from gettext import gettext as _

from assistant.evaluation.errors import QuestionFileError
from assistant.evaluation.judging import LENGTH, words
from indexes.records import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document that answer a question. `language` is None where the file does not say it."""

    text: str
    language: Language | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its wording in each language that it has. Any of its quotes answers it; none: unanswerable."""

    id: str
    wordings: Mapping[Language, str]
    answerable: bool
    quotes: tuple[Quote, ...]


def lines(content: bytes, file: str) -> list[str]:
    """The lines of a file's bytes, which are UTF-8.

    Raises:
        QuestionFileError: they are not, naming the first line that is not.
    """
    try:
        return content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise QuestionFileError(
            _("Line {number} of {file} is not UTF-8 text.").format(number=number, file=file),
            hint=_("Save the file again, in UTF-8."),
        ) from error


def read(lines: Iterable[str], file: str, longest: int) -> list[Question]:
    """The questions of a file named `file`, in order; blank lines are passed over.

    `longest` is the number of characters that a question may have.

    Raises:
        QuestionFileError: naming the file and the line.
    """
    questions: list[Question] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(line, longest)
            if question.id in seen:
                raise _WrongError(_("line {other} has the same “id”").format(other=seen[question.id]))
        except _WrongError as wrong:
            raise QuestionFileError(
                _("Line {number} of {file} is no question: {why}.").format(number=number, file=file, why=wrong),
                hint=_(
                    "A line is a JSON object with id, question_fr or question_en, answerable, and sources, each with "
                    "a quote (or quote_fr and quote_en); docs/eval.md has an example."
                ),
            ) from wrong
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise QuestionFileError(
            _("{file} holds no question.").format(file=file), hint=_("Write one question a line, as JSON.")
        )
    return questions


class _WrongError(ValueError):
    """Why a line is no question, in the reader's language."""


def _question(line: str, longest: int) -> Question:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise _WrongError(_("it is not JSON")) from None
    if not isinstance(row, dict):
        raise _WrongError(_("it is not a JSON object"))
    name = row.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or not str(name).strip():
        raise _WrongError(_("it has no “id”"))
    quotes = _quotes(row.get("sources", []))
    answerable = row.get("answerable", bool(quotes))
    if not isinstance(answerable, bool):
        raise _WrongError(_("“answerable” is neither true nor false"))
    if answerable and not quotes:
        raise _WrongError(_("no source has a quotation, though “answerable” is true"))
    if answerable and all(len(words(quote.text)) < LENGTH for quote in quotes):
        raise _WrongError(_("no quotation has {least} words, which a passage is judged by").format(least=LENGTH))
    return Question(str(name), _wordings(row, longest), answerable, quotes if answerable else ())


def _wordings(row: Mapping[str, object], longest: int) -> dict[Language, str]:
    wordings: dict[Language, str] = {}
    for language in LANGUAGES:
        key = f"question_{language}"
        text = row.get(key)
        if text is None:
            continue
        if not isinstance(text, str) or not text.strip():
            raise _WrongError(_("“{key}” is not a text").format(key=key))
        if len(text) > longest:
            raise _WrongError(_("“{key}” has more than {most} characters").format(key=key, most=longest))
        wordings[language] = text
    if not wordings:
        raise _WrongError(_("it has neither “question_fr” nor “question_en”"))
    return wordings


def _quotes(sources: object) -> tuple[Quote, ...]:
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise _WrongError(_("“sources” is not a list of JSON objects"))
    found = []
    for source in sources:
        file = source.get("file", "")
        for key, language in _QUOTE_KEYS.items():
            text = source.get(key)
            if not text:
                continue
            if not isinstance(text, str):
                raise _WrongError(_("“{key}” is not a text").format(key=key))
            found.append(Quote(text, language, file if isinstance(file, str) else ""))
    return tuple(found)


_QUOTE_KEYS: Mapping[str, Language | None] = {"quote": None, "quote_fr": "fr", "quote_en": "en"}
