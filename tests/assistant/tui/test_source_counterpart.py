"""Which page of the twin says what a page says, and which of its sections."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.tui.page_lines import Light
from assistant.tui.reference import Reference
from assistant.tui.source.counterpart import counterpart, in_proportion
from assistant.tui.source.lights import cited, same_section
from indexes.records import Span


@pytest.mark.parametrize(
    ("number", "pages", "twin_pages", "guess"),
    [(1, 10, 10, 1), (10, 10, 10, 10), (5, 10, 10, 5), (1, 1, 5, 1), (3, 3, 5, 5), (2, 3, 5, 3), (7, 7, 1, 1)],
)
def test_a_page_as_far_into_the_twin(number: int, pages: int, twin_pages: int, guess: int) -> None:
    assert in_proportion(number, pages, twin_pages) == guess


def numbered(*sections: int) -> str:
    return "\n".join(f"{section}. Texte {section * 7} $" for section in sections)


def test_the_numbers_on_the_pages_decide() -> None:
    twin = {1: numbered(1, 2), 2: numbered(3, 4, 5), 3: numbered(6, 7), 4: numbered(8, 9)}
    assert counterpart(2, 4, numbered(6, 7), 4, twin.__getitem__) == 3


def test_among_pages_that_are_alike_the_nearest_counts() -> None:
    assert counterpart(3, 5, numbered(4), 5, lambda _page: numbered(4)) == 3


@pytest.mark.parametrize("text", ["", "no number at all"])
def test_a_page_without_numbers_is_held_against_the_one_as_far_in(text: str) -> None:
    assert counterpart(3, 5, text, 5, lambda _page: numbered(1)) == 3


def test_numbers_that_have_little_in_common_decide_nothing() -> None:
    twin = {1: numbered(1, 2, 3, 4, 5, 6, 7, 8, 9), 2: "", 3: "", 4: "", 5: ""}
    assert counterpart(3, 5, numbered(9, 31, 32, 33, 34), 5, twin.__getitem__) == 3


def test_pages_far_off_are_not_read() -> None:
    read: list[int] = []

    def text(page: int) -> str:
        read.append(page)
        return numbered(page)

    assert counterpart(100, 200, numbered(110), 200, text) == 110
    assert min(read) >= 80
    assert max(read) <= 120


FRENCH = (
    "Tarif\n1. Règles\n1.1 Les frais sont fixés.\n1.2 Les frais sont payables au comptant.\n2. Frais\nArticle 3 – Fin"
)
ENGLISH = "Fees\n1. Rules\n1.1 Fees are set.\n1.2 Fees are payable in cash.\n2. Fees\nSection 9\n2. Again"


def test_the_section_of_the_same_number() -> None:
    place = same_section(FRENCH, FRENCH.index("payables"), ENGLISH)
    assert place is not None
    start, end = place
    assert ENGLISH[start:end] == "1.2"
    assert ENGLISH[start:].startswith("1.2 Fees are payable")


def test_no_section_where_the_page_shows_none_before() -> None:
    assert same_section(FRENCH, 0, ENGLISH) is None
    assert same_section("no number", 3, ENGLISH) is None


def test_no_section_where_the_twin_has_it_twice_or_never() -> None:
    assert same_section(FRENCH, FRENCH.index("2. Frais") + 4, ENGLISH) is None
    assert same_section(FRENCH, FRENCH.index("Fin"), ENGLISH) is None


def test_an_amount_in_the_text_is_no_section() -> None:
    assert same_section("1. Un\nDeux 1.2 trois", 15, "1.2 x\n1. y") == (6, 7)


def test_what_is_cited_of_a_page() -> None:
    one = Reference("a" * 64, "A", "en", None, (Span(1, 0, 5), Span(2, 0, 9)))
    other, elsewhere = replace(one, spans=(Span(2, 20, 25),)), replace(one, document="b" * 64)
    assert cited(one, (one, other, elsewhere), 2) == [Light(0, 9, True), Light(0, 9, True), Light(20, 25, False)]
    assert cited(one, (other,), 3) == []
