"""Reads a line that was typed: a question, or a command by its French or English name. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext as _
from typing import Literal, get_args

from assistant.i18n import spoken

Name = Literal[
    "help", "source", "next", "previous", "page", "find", "new", "copy", "sessions", "open", "export", "validate",
    "correct", "reject", "language", "quit",
]  # fmt: skip

FRENCH: Mapping[Name, str] = {
    "help": "aide",
    "source": "source",
    "next": "suivante",
    "previous": "précédente",
    "page": "page",
    "find": "chercher",
    "new": "nouvelle",
    "copy": "copier",
    "sessions": "séances",
    "open": "reprendre",
    "export": "exporter",
    "validate": "valider",
    "correct": "corriger",
    "reject": "rejeter",
    "language": "langue",
    "quit": "quitter",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question, as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what was typed after it."""

    name: Name
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A command that is none."""

    word: str


def parse(line: str) -> Question | Command | Unknown | None:
    """What a line says; None where it is empty. Accents and capitals do not matter in a command's name."""
    line = line.strip()
    if not line:
        return None
    if not line.startswith("/"):
        return Question(line)
    word, _blank, rest = line[1:].partition(" ")
    name = _NAMES.get(folded(word))
    return Unknown(word) if name is None else Command(name, rest.strip())


def number(rest: str) -> int | None:
    """The number, from 1, that was typed after a command; None where none was."""
    return int(rest) if rest.isascii() and rest.isdigit() and 0 < int(rest) < 10**6 else None


def folded(word: str) -> str:
    """A word in small letters, without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def told() -> Iterator[str]:
    """The help: each command by both its names, the one in the language spoken first."""
    yield _("A line is a question. A line that begins with a slash is one of these commands.")
    what: Mapping[Name, str] = {
        "source": _("N: reads the page of source N of the last answer; what is cited comes first."),
        "next": _("reads the next page of it."),
        "previous": _("reads the page before."),
        "page": _("N: reads page N of the same document."),
        "copy": _("N: says source N so that it can be copied, with where it is from."),
        "find": _("WORDS: finds passages without asking; that is not recorded."),
        "new": _("QUESTION: asks it with nothing taken over from the questions before."),
        "sessions": _("lists the last sessions on the record."),
        "open": _("N: reads session N of that list again, and goes on after it."),
        "export": _("FILE: writes the session with its sources to FILE, which ends in .md, .html or .pdf."),
        "validate": _("NOTE: says on the record that the last answer is right; a note may be left out."),
        "correct": _("NOTE: says on the record what is right instead."),
        "reject": _("NOTE: says on the record that the last answer is wrong."),
        "language": _("fr or en: changes the language of what the program says."),
        "help": _("says this."),
        "quit": _("ends; so does the end of the input."),
    }
    for name, said in what.items():
        both = (FRENCH[name], name) if spoken() == "fr" else (name, FRENCH[name])
        names = _("{first} or {second}").format(first=f"/{both[0]}", second=f"/{both[1]}")
        yield f"{names if both[0] != both[1] else f'/{name}'} {said}"


_NAMES: Mapping[str, Name] = {
    **{folded(french): name for name, french in FRENCH.items()},
    **{name: name for name in get_args(Name)},
}
