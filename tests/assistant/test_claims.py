"""Claims: what the grammar admits, and how an answer is taken apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.claims import grammar, split

_WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="[]<>|"), min_size=12, max_size=80
).filter(lambda words: words.strip(" -") == words)
_LINES = st.lists(st.tuples(_WORDS, st.lists(st.integers(1, 9), min_size=1, max_size=3)), min_size=1, max_size=4)


@given(_LINES)
def test_what_the_grammar_admits_is_taken_apart_as_it_was_meant(lines: list[tuple[str, list[int]]]) -> None:
    text = "".join(f"{words} {''.join(f'[{number}]' for number in numbers)}\n" for words, numbers in lines)
    assert split(text) == [(words, tuple(dict.fromkeys(numbers))) for words, numbers in lines]


@pytest.mark.parametrize("text", ["", "\n\n", "Une phrase qui ne cite rien.\n", "[1]\n", "Une phrase coupée au milieu"])
def test_a_line_that_cites_nothing_or_says_nothing_is_left_out(text: str) -> None:
    assert split(text) == []


@given(st.text(max_size=200))
def test_anything_can_be_taken_apart(text: str) -> None:
    for words, numbers in split(text):
        assert words
        assert numbers


def test_row_49_the_grammar_admits_only_the_numbers_of_the_evidence() -> None:
    rules = dict(re.findall(r"^(\w+) ::= (.*)$", grammar([1, 2, 7], 3), re.MULTILINE))
    assert rules["pointer"] == '"[1]" | "[2]" | "[7]"'
    assert rules["root"].split() == ["line", "line?", "line?"]
    assert "\\[\\]" in rules["words"], "words hold no bracket, thus no pointer of their own"
    assert "<>|" in rules["words"], "and no token of a chat format (row 47)"
