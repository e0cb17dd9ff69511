"""Finding words in a page's text: what counts as the same, and where the places are in the text as filed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tui.source.matcher import folded, places


def found(text: str, words: str) -> list[str]:
    return [text[start:end] for start, end in places(text, words)]


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("Le délai est de dix jours.", "délai", ["délai"]),
        ("Le délai est de dix jours.", "DELAI", ["délai"]),
        ("Les délais, le délai", "delai", ["délai", "délai"]),
        ("Le délai\nest de dix jours.", "délai est", ["délai\nest"]),
        ("Le délai  \t est", "délai est", ["délai  \t est"]),
        ("une somme de 400\u00a0$", "400 $", ["400\u00a0$"]),
        ("1\u202f000 personnes", "1 000", ["1\u202f000"]),
        ("l’entente, l'entente", "l’entente", ["l’entente", "l'entente"]),
        ("«\u00a0entente\u00a0»", "entente", ["entente"]),
        ("“fee” means", '"fee"', ["“fee”"]),
        ("sous‑ministre, sous-ministre", "sous-ministre", ["sous‑ministre", "sous-ministre"]),
        ("1 – 2", "1 - 2", ["1 – 2"]),
        ("L’œuvre du bœuf", "oeuvre", ["œuvre"]),
        ("L’ŒUVRE", "œuvre", ["ŒUVRE"]),
        ("ex æquo", "ex aequo", ["ex æquo"]),
        ("e\u0301te\u0301 fini", "été", ["e\u0301te\u0301"]),
        ("été fini", "e\u0301te\u0301 f", ["été f"]),
        ("la ﬁn", "fin", ["ﬁn"]),
        ("télé\u00adtravail", "teletravail", ["télé\u00adtravail"]),
        ("no\u200bte", "note", ["no\u200bte"]),
        ("Straße", "STRASSE", ["Straße"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("(voir [b]", "[b", ["[b"]),
        ("", "x", []),
        ("abc", "", []),
        ("abc", "   ", []),
        ("abc", "\u200b", []),
        ("abc", "abcd", []),
    ],
)
def test_what_counts_as_the_same(text: str, words: str, there: list[str]) -> None:
    assert found(text, words) == there


def test_words_stand_in_a_row() -> None:
    assert not found("dix jours ouvrables", "dix ouvrables")


def test_the_offsets_are_those_of_the_text_as_filed() -> None:
    text = "œœœ ﬁ\u00adn é x délai"
    ((start, end),) = places(text, "delai")
    assert text[start:end] == "délai"
    assert start == text.index("délai")


def test_a_long_page_is_gone_through_once() -> None:
    text = "Le sous-ministre peut autoriser quatre jours à l’étranger.\n" * 2000
    assert len(list(places(text, "a l'etranger"))) == 2000


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 8))
def test_what_is_cut_out_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    words = text[start : start + length]
    if folded(words).split():
        spans = list(places(text, words))
        assert spans
        for first, last in spans:
            assert 0 <= first < last <= len(text)
            assert folded(words).split() == [] or "".join(folded(words).split()) in "".join(
                folded(text[first:last]).split()
            )


@given(st.text(max_size=80))
def test_folding_forgets_accents_and_capitals(text: str) -> None:
    assert folded(text) == folded(unicodedata.normalize("NFD", text)) or not text.isascii()
    assert folded(text) == folded(folded(text))
