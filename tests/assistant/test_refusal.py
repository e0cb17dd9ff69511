"""The estimate that the library answers: what it is made of, and that more of that never speaks against an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import refusal
from assistant.evidence import Evidence
from assistant.refusal import JUDGED, PLAIN, Coefficients, Features
from indexes.records import Hit

SHARE = st.floats(0, 1)


def evidence(hit: Hit, number: int = 1, coverage: float = 0.5, judged: float | None = None) -> Evidence:
    return Evidence(number, hit, hit.passage.sentences, hit.score, coverage, 0.5, judged=judged)


def test_nothing_found_answers_nothing(make_hit: Callable[..., Hit]) -> None:
    assert refusal.features("Combien?", "fr", [], []) is None
    assert refusal.features("Combien?", "fr", [make_hit("un")], []) is None
    assert refusal.probability(None) == 0.0


def test_features_are_those_of_the_best_wherever_it_stands(make_hit: Callable[..., Hit]) -> None:
    hits = [replace(make_hit("un"), score=score, parts={"nearness": near}) for score, near in ((0.2, 0.6), (0.7, 0.5))]
    pieces = [evidence(hits[1], 1, 0.4, 0.3), evidence(hits[0], 2, 0.9, 0.8)]
    assert refusal.features("Who?", "en", hits, pieces) == Features(0.7, 0.4, 0.6, 0.8, fits=True, english=True)


def test_without_a_judge_there_is_nothing_that_it_said(make_hit: Callable[..., Hit]) -> None:
    hit = make_hit("un", score=0.5)
    assert refusal.features("Combien?", "fr", [hit], [evidence(hit)]) == Features(
        0.5, 0.5, near=None, judged=None, fits=True, english=False
    )


def test_an_amount_that_is_asked_for_has_to_be_there(make_hit: Callable[..., Hit]) -> None:
    for text, fits in (("La licence coûte 20 $.", True), ("Une licence est exigée.", False)):
        hit = make_hit(text)
        found = refusal.features("Combien coûte la licence?", "fr", [hit], [evidence(hit)])
        assert found is not None
        assert found.fits is fits


def test_the_probability_is_that_of_a_logistic_regression() -> None:
    found = Features(0.5, held=0.25, near=0.5, judged=0.75, fits=True, english=False)
    assert refusal.probability(found, Coefficients(-4.0, 2.0, 4.0, 1.0, 2.0, 1.0, 3.0)) == pytest.approx(0.7310586)
    assert refusal.probability(found, Coefficients(*[0.0] * 7)) == 0.5


def test_with_and_without_a_judge_scores_are_on_different_scales() -> None:
    without = Features(0.5, 0.5, None, None, fits=True, english=False)
    assert refusal.probability(without) == refusal.probability(without, PLAIN)
    judged = Features(0.5, 0.5, 0.5, 0.5, fits=True, english=True)
    assert refusal.probability(judged) == refusal.probability(judged, JUDGED)


@given(
    SHARE,
    SHARE,
    SHARE,
    SHARE,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["score", "held", "near", "judged", "fits"]),
    SHARE,
)
def test_more_of_anything_never_speaks_against_an_answer(
    score: float, held: float, near: float, judged: float, fits: bool, english: bool, name: str, more: float
) -> None:
    found = Features(score, held, near, judged, fits, english)
    raised = replace(found, **{name: max(more, getattr(found, name))})
    assert 0 < refusal.probability(found) <= refusal.probability(raised) < 1
