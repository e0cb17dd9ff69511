"""Two texts side by side: which lines stand beside each other, and which words of them are marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.tui.audit.differ import Piece, Row, aligned, alike

A, B, C = "Le parc est ouvert.", "L’amende est de 150 $.", "En cas de récidive, elle est de 300 $."


def test_what_is_the_same_stands_on_both_sides() -> None:
    rows = aligned([A, B], [A, B])
    assert rows == [Row("=", (Piece(A),), (Piece(A),)), Row("=", (Piece(B),), (Piece(B),))]
    assert alike(rows)


def test_a_line_of_which_a_word_changed_stands_beside_what_it_became() -> None:
    (row,) = aligned([B], ["L’amende est de 200 $."])
    assert row.sign == "~"
    assert [piece.text for piece in row.then if piece.changed] == ["150"]
    assert [piece.text for piece in row.now if piece.changed] == ["200"]
    assert not alike([row])


def test_a_line_that_is_gone_and_one_that_came_stand_alone() -> None:
    assert [(row.sign, bool(row.then), bool(row.now)) for row in aligned([A, B], [A])] == [
        ("=", True, True),
        ("−", True, False),
    ]
    assert [row.sign for row in aligned([A], [A, C])] == ["=", "+"]


def test_lines_that_have_little_in_common_are_not_one_line_that_changed() -> None:
    assert [row.sign for row in aligned([A], [C])] == ["−", "+"]


def test_what_came_before_a_changed_line_keeps_its_place() -> None:
    rows = aligned([B], [C, "L’amende est de 200 $."])
    assert [row.sign for row in rows] == ["+", "~"]


def test_nothing_beside_nothing_is_nothing() -> None:
    assert aligned([], []) == []
    assert alike([])


LINES = st.lists(st.text("ab c", max_size=12), max_size=6)


@given(LINES, LINES)
def test_each_side_is_read_as_it_stood_whatever_stands_beside_it(then: list[str], now: list[str]) -> None:
    rows = aligned(then, now)
    assert ["".join(piece.text for piece in row.then) for row in rows if row.sign in "=~−"] == then
    assert ["".join(piece.text for piece in row.now) for row in rows if row.sign in "=~+"] == now
    assert alike(rows) == (then == now)
