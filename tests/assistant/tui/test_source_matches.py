"""Going through the places where words were found."""

from __future__ import annotations

from assistant.tui.page_lines import Light
from assistant.tui.source.matches import Matches
from indexes.records import Span

PLACES = (Span(1, 0, 3), Span(1, 9, 12), Span(4, 5, 8))


def test_nothing_found() -> None:
    matches = Matches()
    matches.step(1)
    assert (len(matches), matches.page, matches.lights(1)) == (0, None, [])


def test_it_begins_on_the_page_that_is_open_or_after() -> None:
    assert Matches(PLACES, 1).at == 0
    assert Matches(PLACES, 2).page == 4
    assert Matches(PLACES, 5).at == 0, "there is none after: from the beginning"


def test_after_the_last_comes_the_first_and_back() -> None:
    matches = Matches(PLACES, 4)
    matches.step(1)
    assert matches.at == 0
    matches.step(-1)
    assert matches.at == 2


def test_the_one_looked_at_is_told_from_the_others() -> None:
    matches = Matches(PLACES, 1)
    matches.step(1)
    assert matches.lights(1) == [Light(0, 3, False), Light(9, 12, True)]
    assert matches.lights(2) == []
