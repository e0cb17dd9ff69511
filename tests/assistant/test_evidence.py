"""Evidence: which sentences of a passage are shown, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import LONGEST, Evidence, choose, numbered, rank_by_likelihood, texts_end, window
from indexes.lexical import LexicalIndex, Text
from indexes.matching import Matcher

THIRD = LONGEST // 5 * 2
"""A length of which two fit, and three do not."""


def test_a_window_grows_from_the_best_to_the_better_side() -> None:
    assert window([THIRD] * 3, [0.1, 0.9, 0.5], [True] * 3) == (1, 3)
    assert window([THIRD] * 3, [0.5, 0.9, 0.1], [True] * 3) == (0, 2)


def test_a_sentence_longer_than_the_window_stands_alone() -> None:
    assert window([100, 2 * LONGEST, 100], [0.1, 0.9, 0.1], [True] * 3) == (1, 2)


def test_a_colon_takes_in_what_completes_it_first() -> None:
    assert window([THIRD] * 3, [0.5, 0.9, 0.1], [True, False, True]) == (1, 3)


_SENTENCES = st.lists(st.tuples(st.integers(1, LONGEST + 100), st.floats(0, 1), st.booleans()), min_size=1, max_size=12)


@given(_SENTENCES)
def test_a_window_holds_the_best_and_stays_within_its_length(rows: list[tuple[int, float, bool]]) -> None:
    lengths, scores, closed = ([row[k] for row in rows] for k in range(3))
    start, end = window(lengths, scores, closed)  # type: ignore[arg-type]
    best = scores.index(max(scores))
    assert start <= best < end
    assert end - start == 1 or sum(lengths[start:end]) <= LONGEST
    grown_after = end < len(lengths) and sum(lengths[start : end + 1]) <= LONGEST
    grown_before = start > 0 and sum(lengths[start - 1 : end]) <= LONGEST
    assert not grown_after
    assert not grown_before


def test_a_sentence_that_ends_at_a_colon_does_not_end(make_hit) -> None:
    hit = make_hit("Il est interdit :", "de courir;", "de crier : ")
    assert texts_end(hit.passage.sentences) == [False, True, False]


def test_the_sentence_that_answers_is_chosen(make_hit, fake_encoder, fake_lexicon) -> None:
    index = LexicalIndex.build([Text("fr", "le chien court dans le parc", [])], fake_lexicon)
    matcher = Matcher.of("laisse du chien", "fr", index, fake_lexicon)
    filler = "Rien ne dit ici ce que l'on cherche et cela dure longtemps pour remplir " * 10
    hits = [make_hit(filler, "Le chien est tenu en laisse.", filler), make_hit(filler, rank=2, score=0.1)]
    found = choose("laisse du chien", hits, matcher, fake_encoder)
    assert [one.number for one in found] == [1, 2]
    assert found[0].text == "Le chien est tenu en laisse."
    assert found[0].coverage > found[1].coverage
    assert choose("laisse", [], matcher, fake_encoder) == []


def evidence(make_hit, number: int, score: float) -> Evidence:
    hit = make_hit(f"Phrase {number}.")
    return Evidence(number, hit, hit.passage.sentences, score, 0.5, 0.5)


class Judge:
    """Gives the likelihoods it was made with."""

    def __init__(self, *scores: float | None) -> None:
        self.scores = scores

    def likelihoods(self, *_question: object, budget: int) -> list[float | None]:  # noqa: ARG002
        return list(self.scores)


def test_likelihood_can_change_the_order(make_hit) -> None:
    two = [evidence(make_hit, 1, 0.50), evidence(make_hit, 2, 0.45)]
    found = rank_by_likelihood("question", two, Judge(-9.0, -1.0), 100)
    assert [one.text for one in found] == ["Phrase 2.", "Phrase 1."]
    assert [one.number for one in found] == [1, 2]
    assert found[0].likelihood == -1.0


@pytest.mark.parametrize("scores", [(None, None), (-1.0, None)])
def test_too_few_likelihoods_change_nothing(make_hit, scores: tuple[float | None, ...]) -> None:
    two = [evidence(make_hit, 1, 0.50), evidence(make_hit, 2, 0.45)]
    assert rank_by_likelihood("question", two, Judge(*scores), 100) == two


def test_equal_likelihoods_divide_by_nothing(make_hit) -> None:
    two = [evidence(make_hit, 1, 0.50), evidence(make_hit, 2, 0.45)]
    found = rank_by_likelihood("question", two, Judge(-2.0, -2.0), 100)
    assert [one.score for one in found] == [0.50, 0.45]


def test_equal_scores_keep_their_order(make_hit) -> None:
    three = [evidence(make_hit, number, 0.5) for number in (1, 2, 3)]
    assert [one.text for one in numbered(three)] == ["Phrase 1.", "Phrase 2.", "Phrase 3."]
