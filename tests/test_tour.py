"""The tour in pictures: what it shows is there, in both languages, small, and fetches nothing."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": DOCS / "tour.md", "fr": DOCS / "visite.md"}
PICTURES = sorted((DOCS / "screenshots").glob("*/*.svg"))
_SHOWN = re.compile(r"!\[([^\]]*)\]\(screenshots/(\w+)/([\w-]+)\.svg\)")


def shown(language: str) -> list[tuple[str, str, str]]:
    """What a page shows: the words that stand for a picture, its language and its name."""
    return _SHOWN.findall(PAGES[language].read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", PAGES)
def test_every_picture_is_shown_in_its_language_and_said_in_words(language: str) -> None:
    pictures = shown(language)
    assert {there for _words, there, _name in pictures} == {language}
    assert sorted(name for _words, _there, name in pictures) == [
        path.stem for path in PICTURES if path.parent.name == language
    ]
    assert all(len(words) > 30 for words, _there, _name in pictures)


def test_both_languages_show_the_same_in_the_same_order() -> None:
    assert [name for _words, _there, name in shown("en")] == [name for _words, _there, name in shown("fr")]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_picture_is_small_and_fetches_nothing(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    assert len(text) < 150_000
    assert "url(" not in text
    assert "@import" not in text
    assert re.findall(r"\w+://[^\"]+", text) == ["http://www.w3.org/2000/svg"]  # a name, and no place
    root = ElementTree.fromstring(text)  # noqa: S314  # ours
    kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert kinds <= {"svg", "style", "rect", "circle", "path", "text", "g"}


def test_french_page_keeps_its_punctuation_with_its_words() -> None:
    text = PAGES["fr"].read_text(encoding="utf-8")
    assert not re.search(r"[«] | [»:%$]", text)
