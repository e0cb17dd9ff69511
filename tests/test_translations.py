"""Translations: every text that people see is in the French catalogue, translated, whole and well set."""

from __future__ import annotations

import ast
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "indexes", "ingest", "models")
FOLDER = ROOT / "assistant" / "locale" / "fr" / "LC_MESSAGES"
NO_BREAK = "\u00a0"

Key = str | tuple[str, ...]

_CLICKS = (
    "Usage:", "Options", "Commands", "Error: {message}", "No such command {name!r}.", "No such option {name!r}.",
    "Missing argument", "Missing option", "Try '{command} {option}' for help.", "Show this message and exit.",
    "Got unexpected extra argument ({args})", "Invalid value: {message}", "Option {name!r} requires an argument.",
)  # fmt: skip


def ours() -> set[Key]:
    found: set[Key] = set()
    for package in PACKAGES:
        rows = extract_from_dir(ROOT / package, method_map=[("**.py", "python")], keywords=_KEYWORDS)
        for _, _, message, _, _ in rows:
            found.add(message if isinstance(message, str) else tuple(message))
    return found


_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def _first(key: Key) -> str:
    return key if isinstance(key, str) else key[0]


def test_no_text_hides_in_an_f_string() -> None:
    """Whoever extracts the texts does not look into f-strings."""
    hidden = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    called = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
                    if any(isinstance(one, ast.Name) and one.id in _KEYWORDS for one in called):
                        hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not hidden


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "greffier.po").open("rb") as file:
        return read_po(file, locale="fr")


def _strings(message: Message) -> str:
    return message.string if isinstance(message.string, str) else "\n".join(message.string).strip()


def translated(catalogue: Catalog) -> Iterator[tuple[Message, str]]:
    """Each message with each of its translations; what click may say and our commands never make it say has none."""
    mine = {_first(key) for key in ours()}
    for message in catalogue:
        if not message.id or (_first(message.id) not in mine and not _strings(message)):
            continue
        for text in [message.string] if isinstance(message.string, str) else message.string:
            yield message, text


def test_every_text_of_ours_is_translated(catalogue: Catalog) -> None:
    missing = [_first(key) for key in ours() if catalogue.get(_first(key)) is None]
    assert not missing


def test_no_text_is_left_that_nobody_says(catalogue: Catalog) -> None:
    said = {_first(key) for key in ours()} | _in_click()
    assert not [_first(message.id) for message in catalogue if message.id and _first(message.id) not in said]


def _in_click() -> set[str]:
    """All texts that the installed click can say."""
    folder = Path(click.__file__).parent
    rows = extract_from_dir(folder, method_map=[("**.py", "python")], keywords=_KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in rows}


@pytest.mark.parametrize("beginning", _CLICKS)
def test_what_click_says_is_translated_too(catalogue: Catalog, beginning: str) -> None:
    said = {text for text in _in_click() if text == beginning or text.startswith(beginning)}
    assert said, "click no longer says so: follow it"
    for text in said:
        message = catalogue.get(text)
        assert message is not None, text
        assert _strings(message), text


def test_nothing_is_empty_or_fuzzy(catalogue: Catalog) -> None:
    for message, text in translated(catalogue):
        assert text.strip(), message.id
        assert not message.fuzzy, message.id


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_placeholders_are_the_same(catalogue: Catalog) -> None:
    for message, text in translated(catalogue):
        forms = [message.id] if isinstance(message.id, str) else message.id
        try:
            wanted = [_fields(form) for form in forms]
        except ValueError:
            continue  # braces that are no placeholders
        assert _fields(text) in wanted, message.id
        assert len(re.findall(r"%\(\w+\)s", text)) == len(re.findall(r"%\(\w+\)s", forms[0])), message.id


def _prose(text: str) -> str:
    """A text without what is typed or filled in: options, paths, JSON, placeholders."""
    return re.sub(r"\{[^{}]*\}|--?\w[\w-]*|https?://\S+", "x", text)


def test_french_is_set_as_in_canada(catalogue: Catalog) -> None:
    """No-break spaces in « », before a colon and units, none before ; ! ? (Office québécois de la langue française)."""
    wrong = []
    for _, text in translated(catalogue):
        prose = _prose(text)
        if re.search(rf"«(?!{NO_BREAK})|(?<!{NO_BREAK})»", prose):
            wrong.append(("« »", text))
        if re.search(rf"(?<!{NO_BREAK}):(?=\s|$)", prose):
            wrong.append((":", text))
        if re.search(r"[\s\u00a0\u202f][;!?]", prose):
            wrong.append(("; ! ?", text))
        if re.search(r"[\d}] (?:s|min|h|[MKG]?o|%|\$)(?![\w’])", text):
            wrong.append(("unit", text))
        # What JSON and TOML hold does stand between straight quotes.
        if re.search(r"[“”\"]", prose) and "JSON" not in text and ' = "' not in text:
            wrong.append(("quotes", text))
        if re.search(r"(?<=[a-zà-ÿ])'(?=[a-zà-ÿ])", prose):
            wrong.append(("’", text))
    assert not wrong


def test_the_compiled_catalogue_is_the_one_in_the_source(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert _table(compiled.getvalue()) == _table((FOLDER / "greffier.mo").read_bytes())


def _table(compiled: bytes) -> dict[str, str]:
    return {_first(message.id): _strings(message) for message in read_mo(io.BytesIO(compiled)) if message.id}
