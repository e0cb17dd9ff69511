"""Citations: stretches of a page, and one box a line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citing import BETWEEN, cite, lines_of, stretches
from indexes.library import Library
from indexes.records import Span


def boxes(*rows: tuple[int, int, int, int]) -> np.ndarray:
    return np.array(rows, dtype=np.int16).reshape(-1, 4)


def test_characters_of_a_line_make_one_box_in_points() -> None:
    assert lines_of(boxes((720, 1000, 770, 1100), (770, 1010, 820, 1120))) == ((72.0, 100.0, 82.0, 112.0),)


def test_a_character_below_begins_a_line() -> None:
    found = lines_of(boxes((700, 1000, 750, 1100), (750, 1000, 800, 1100), (100, 1140, 150, 1240)))
    assert found == ((70.0, 100.0, 80.0, 110.0), (10.0, 114.0, 15.0, 124.0))


def test_what_is_not_drawn_has_no_box() -> None:
    assert lines_of(boxes((0, 0, 0, 0), (10, 10, 20, 20), (0, 0, 0, 0))) == ((1.0, 1.0, 2.0, 2.0),)
    assert lines_of(boxes()) == ()


def test_another_column_is_another_line() -> None:
    assert len(lines_of(boxes((3000, 1000, 3050, 1100), (100, 1000, 150, 1100)))) == 2


@given(
    st.lists(st.tuples(st.integers(1, 600), st.integers(1, 700), st.integers(1, 20), st.integers(1, 20)), max_size=30)
)
def test_every_character_lies_in_a_box(characters: list[tuple[int, int, int, int]]) -> None:
    rows = [(x, y, x + width, y + height) for x, y, width, height in characters]
    found = [[round(10 * side) for side in box] for box in lines_of(boxes(*rows))]
    assert len(found) <= len(rows)
    for x0, y0, x1, y1 in rows:
        assert any(a <= x0 and b <= y0 and c >= x1 and d >= y1 for a, b, c, d in found)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([Span(1, 0, 3), Span(1, 4, 9)], [Span(1, 0, 9)]),
        ([Span(1, 0, 3), Span(1, 3 + BETWEEN, 200)], [Span(1, 0, 200)]),
        ([Span(1, 0, 3), Span(1, 4 + BETWEEN, 200)], [Span(1, 0, 3), Span(1, 4 + BETWEEN, 200)]),
        ([Span(1, 0, 3), Span(2, 0, 4)], [Span(1, 0, 3), Span(2, 0, 4)]),
        ([Span(1, 4, 9), Span(1, 0, 3)], [Span(1, 4, 9), Span(1, 0, 3)]),
        ([], []),
    ],
)
def test_spans_with_no_more_than_a_heading_between_are_one_stretch(spans: list[Span], expected: list[Span]) -> None:
    assert list(stretches(spans)) == expected


def test_a_quote_is_the_pages_own_text(filed_library) -> None:
    library = Library(filed_library.folder)
    for document in library.catalogue.documents():
        for passage in library.catalogue.passages_of(document.id):
            citations = cite(library.catalogue, document, passage.sentences)
            assert citations
            for citation in citations:
                page = library.catalogue.page(document.id, citation.page)
                assert page is not None
                assert citation.quote == page.text[citation.start : citation.end]
                assert citation.boxes
            quoted = " ".join(" ".join(citation.quote.split()) for citation in citations)
            assert quoted == " ".join(passage.text.split())
    library.close()
