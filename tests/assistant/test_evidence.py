"""Evidence: which sentences of a passage are shown, and in which order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.evidence import (
    JUDGED,
    LONGEST,
    SCANT,
    Evidence,
    choose,
    joined,
    numbered,
    rank_by_likelihood,
)
from assistant.evidence import window as chosen
from indexes.lexical import LexicalIndex, Text
from indexes.matching import Matcher
from indexes.reading import Reader
from indexes.records import Passage, Sentence, Span

WIDE = "x" * (LONGEST // 5 * 2)
"""A sentence of which two fit, and three do not."""
SHORT = "y" * (LONGEST // 4)
"""A sentence of which four fit."""


def window(texts: list[str], scores: list[float]) -> tuple[int, int]:
    """The window among sentences that follow one another on a page."""
    return chosen(texts, scores, [True] * (len(texts) - 1))


def test_a_window_holds_what_most_probably_answers() -> None:
    assert window([WIDE] * 3, [0.4, 0.9, 0.5]) == (1, 3)
    assert window([WIDE] * 3, [0.5, 0.9, 0.4]) == (0, 2)
    assert window([SHORT] * 9, [0.0] * 4 + [0.9] + [0.0] * 4)[0] in range(1, 5)
    assert window([SHORT] * 6, [0.0, 0.0, 0.5, 0.6, 0.5, 0.0]) in ((1, 5), (2, 6))


def test_several_sentences_that_may_answer_outweigh_one_that_may_a_little_more() -> None:
    scores, apart = [0.50, 0.45, 0.45, 0.52], [True, True, False]
    assert chosen([SHORT] * 4, scores, apart) == (0, 3)
    assert chosen([SHORT] * 4, [*scores[:3], 0.90], apart) == (3, 4)


def test_a_window_ends_with_its_page_unless_it_says_too_little_or_ends_at_a_colon() -> None:
    scant = "x" * (SCANT - 1)
    assert chosen([SHORT, SHORT], [0.9, 0.8], [False]) == (0, 1)
    assert chosen([scant, SHORT], [0.9, 0.8], [False]) == (0, 2)
    assert chosen([SHORT, scant, SHORT], [0.0, 0.9, 0.9], [True, False]) == (0, 2)
    assert chosen([f"{SHORT} :", SHORT], [0.9, 0.8], [False]) == (0, 2)


def test_sentences_are_joined_that_follow_one_another_on_a_page_over_a_heading_too() -> None:
    places = [Span(1, 0, 50), Span(1, 51, 90), Span(1, 130, 160), Span(1, 400, 450), Span(2, 0, 30)]
    sentences = [Sentence(str(n), (span,), "") for n, span in enumerate(places)]
    assert joined(sentences) == [True, True, False, False]


def test_a_sentence_longer_than_the_window_stands_alone() -> None:
    assert window([SHORT, "x" * 2 * LONGEST, SHORT], [0.8, 0.9, 0.8]) == (1, 2)


_SENTENCES = st.lists(
    st.tuples(st.integers(1, LONGEST + 100), st.floats(0, 1), st.sampled_from(["", " :", ";"]), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(_SENTENCES)
def test_a_window_stays_within_its_length_and_no_window_beside_it_is_better(
    rows: list[tuple[int, float, str, bool]],
) -> None:
    texts = ["m" * length + end for length, _, end, _ in rows]
    scores, apart = [score for _, score, _, _ in rows], [follows for _, _, _, follows in rows[:-1]]
    start, end = chosen(texts, scores, apart)
    assert 0 <= start < end <= len(texts)
    size = sum(map(len, texts[start:end]))
    assert end - start == 1 or size <= LONGEST
    assert end == len(texts) or size + len(texts[end]) > LONGEST or not apart[end - 1]
    if end - start == 1:
        fits = [n for n in range(len(texts)) if scores[n] > scores[start]]
        assert not fits


def test_the_sentence_that_answers_is_chosen(make_hit, fake_encoder, fake_lexicon) -> None:
    index = LexicalIndex.build([Text("fr", "le chien court dans le parc", [])], fake_lexicon)
    matcher = Matcher.of("laisse du chien", "fr", index, fake_lexicon)
    filler = "Rien ne dit ici ce que l'on cherche et cela dure longtemps pour remplir " * (LONGEST // 70 + 1)
    hits = [make_hit(filler, "Le chien est tenu en laisse.", filler), make_hit(filler, rank=2, score=0.1)]
    reader = Reader(fake_encoder, fake_lexicon)
    found = choose("laisse du chien", fake_encoder.encode_query("laisse du chien"), hits, matcher, reader, None)
    assert [one.number for one in found] == [1, 2]
    assert found[0].text == "Le chien est tenu en laisse."
    assert found[0].best == 0
    assert found[0].coverage > found[1].coverage
    assert choose("laisse", fake_encoder.encode_query("laisse"), [], matcher, reader, None) == []


class Favours:
    """A judge to whom one sentence is near, and nothing else."""

    def __init__(self, text: str) -> None:
        self.text = text

    def sentences(self, _question: str, passage: Passage) -> NDArray[np.float32]:
        return np.array([float(one.text == self.text) for one in passage.sentences], dtype=np.float32)


def test_the_sentence_that_says_most_is_marked_among_those_quoted(make_hit, fake_encoder, fake_lexicon) -> None:
    index = LexicalIndex.build([Text("fr", "Le chien est tenu en laisse.", [])], fake_lexicon)
    matcher = Matcher.of("laisse du chien", "fr", index, fake_lexicon)
    hits = [make_hit("Le chat va où il veut.", "Le chien est tenu en laisse.", "Le reste est libre.")]
    reader = Reader(fake_encoder, fake_lexicon)
    (found,) = choose("laisse du chien", fake_encoder.encode_query("laisse du chien"), hits, matcher, reader, None)
    assert len(found.sentences) == 3
    assert found.sentences[found.best].text == "Le chien est tenu en laisse."


def test_a_judge_says_which_sentence_is_meant_and_which_passage_comes_first(
    make_hit, fake_encoder, fake_lexicon
) -> None:
    filler = "Rien ne dit ici ce que l'on cherche et cela dure longtemps pour remplir " * (LONGEST // 70 + 1)
    wanted = "La personne garde son animal attaché."
    index = LexicalIndex.build([Text("fr", wanted, [])], fake_lexicon)
    matcher = Matcher.of("laisse", "fr", index, fake_lexicon)
    reader = Reader(fake_encoder, fake_lexicon)
    hits = [make_hit(filler, f"Autre chose {rank}.", rank=rank, score=0.50) for rank in range(1, JUDGED)]
    hits.append(make_hit(filler, wanted, filler, rank=JUDGED, score=0.45))
    hits += [make_hit(wanted, rank=JUDGED + 1, score=0.44)]
    found = choose("laisse", fake_encoder.encode_query("laisse"), hits, matcher, reader, Favours(wanted))
    assert (found[0].hit.rank, found[0].text, found[0].judged) == (JUDGED, wanted, 1.0)
    assert found[-1].hit.rank == JUDGED + 1, "what the judge did not read stays behind"


def evidence(make_hit, number: int, score: float) -> Evidence:
    hit = make_hit(f"Phrase {number}.")
    return Evidence(number, hit, hit.passage.sentences, score, 0.5, 0.5)


class Judge:
    """Gives the likelihoods it was made with."""

    def __init__(self, *scores: float | None) -> None:
        self.scores = scores

    def likelihoods(self, *_question: object, budget: int, limit: int = 0) -> list[float | None]:  # noqa: ARG002
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


def test_equal_likelihoods_change_no_score(make_hit) -> None:
    two = [evidence(make_hit, 1, 0.50), evidence(make_hit, 2, 0.45)]
    found = rank_by_likelihood("question", two, Judge(-2.0, -2.0), 100)
    assert [one.score for one in found] == [0.50, 0.45]


def test_equal_scores_keep_their_order(make_hit) -> None:
    three = [evidence(make_hit, number, 0.5) for number in (1, 2, 3)]
    assert [one.text for one in numbered(three)] == ["Phrase 1.", "Phrase 2.", "Phrase 3."]
