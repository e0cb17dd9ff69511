import re
from collections.abc import Callable

import pytest

from models.grammar import Choice, Excerpt, Literal, Node, Repeat, Sequence, Words, fingerprint


def test_a_fingerprint_is_that_of_the_canonical_json():
    node = Sequence((Literal("é"), Choice((Words(1, 3), Excerpt("a b c"))), Repeat(Literal("x"), 0, 2)))
    assert fingerprint(node) == "9bae80809609d2ae2c4d95aee48845bf191f9fdc9514daddbc0ba15b5ff24045"
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint(Literal("")))


def test_any_difference_shows_in_the_fingerprint():
    nodes: list[Node] = [
        Literal("a"),
        Literal("b"),
        Excerpt("a"),
        Excerpt("a", 1, 1),
        Words(1, 2),
        Words(1, 3),
        Repeat(Literal("a"), 1, 2),
        Choice((Literal("a"), Literal("b"))),
        Choice((Literal("b"), Literal("a"))),
        Sequence((Literal("a"), Literal("b"))),
        Sequence((Sequence((Literal("a"), Literal("b"))),)),
    ]
    assert len({fingerprint(node) for node in nodes}) == len(nodes)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Words(2, 1),
        lambda: Words(-1, 1),
        lambda: Repeat(Literal("a"), 3, 2),
        lambda: Excerpt("a", 2, 1),
        lambda: Excerpt("a", -1),
        lambda: Choice(()),
    ],
)
def test_what_makes_no_sense_cannot_be_made(make: Callable[[], Node]):
    with pytest.raises(ValueError, match=r"range|option"):
        make()
