"""Safe text: whatever a document holds, nothing that a terminal obeys comes out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.safe import visible


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_row_46_no_control_is_left(text: str) -> None:
    shown = visible(text)
    for character in shown:
        code = ord(character)
        assert code >= 0x20 or character in "\n\t"
        assert not 0x7F <= code < 0xA0
        assert unicodedata.category(character) != "Cs"
        assert unicodedata.bidirectional(character) not in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )
    shown.encode()


@given(st.text(max_size=100))
def test_safe_text_is_left_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "text", ["Quoi ?", "« oui »\u00a0!", "L’été à 5 $", "a\n\tb", "日本", "\U0001f415", "[/b] [@click=x]"]
)
def test_row_45_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;cm0gLXJm\x07", "␛]52;c;cm0gLXJm␇"),
        ("\x1b]8;;https://evil\x1b\\x", "␛]8;;https://evil␛\\x"),
        ("\x1b[2J", "␛[2J"),
        ("\x9b31m", "\ufffd31m"),
        ("\x9d0;t\x9c", "\ufffd0;t\ufffd"),
        ("a\rb\x7f\0", "a␍b␡␀"),
        ("a\u202eb\u200bc\ufeff", "abc"),
        ("\ud800", "\ufffd"),
    ],
)
def test_row_46_sequences_become_letters(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_row_46_a_sequence_split_over_pieces_is_harmless_in_each() -> None:
    sequence = "\x1b]52;c;cm0gLXJm\x07"
    for cut in range(len(sequence)):
        assert "\x1b" not in visible(sequence[:cut]) + visible(sequence[cut:])


@pytest.mark.parametrize("mark", ["\u061c", "\u200e", "\u200f", "\u2066", "\ufff9", "\U000e0041"])
def test_marks_that_turn_hide_or_break_text_are_dropped(mark: str) -> None:
    assert mark not in visible(f"a{mark}b")
