"""Lists of strings in two arrays: as lists, and found by halving."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexes.strings import Strings

_STRINGS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=30)


@given(_STRINGS)
def test_they_are_as_they_were(strings: list[str]) -> None:
    kept = Strings.of(strings)
    assert list(kept) == strings
    assert kept[1:-1] == strings[1:-1]
    if strings:
        assert kept[-1] == strings[-1]


@given(_STRINGS, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
def test_what_is_in_a_sorted_list_is_found_and_nothing_else(strings: list[str], other: str) -> None:
    ordered = sorted(set(strings))
    kept = Strings.of(ordered)
    assert [kept.find(one) for one in ordered] == list(range(len(ordered)))
    assert kept.find(other) == (ordered.index(other) if other in ordered else None)


@pytest.mark.parametrize("strings", [[], [""], ["é", "été"]])
def test_they_are_read_back_as_they_were_written(strings: list[str], tmp_path: Path) -> None:
    Strings.of(strings).save(tmp_path, "x")
    assert list(Strings.load(tmp_path, "x")) == strings


@pytest.mark.parametrize("place", [2, -3])
def test_a_place_beyond_is_an_error(place: int) -> None:
    with pytest.raises(IndexError):
        Strings.of(["a", "b"])[place]


@given(st.lists(st.text(), max_size=30), st.text(max_size=3))
def test_those_that_start_alike_stand_together(words: list[str], prefix: str) -> None:
    ordered = sorted(words)
    strings = Strings.of(ordered)
    assert [strings[place] for place in strings.starting(prefix)] == [one for one in ordered if one.startswith(prefix)]
