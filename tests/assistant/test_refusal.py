"""The estimate that the library answers: it rises with the best score, on the scale of what made that score."""

from collections.abc import Callable
from dataclasses import replace

from assistant import refusal
from indexes.records import Hit


def test_nothing_found_answers_nothing() -> None:
    assert refusal.probability([]) == 0.0


def test_the_best_hit_counts_wherever_it_stands(make_hit: Callable[..., Hit]) -> None:
    hits = [replace(make_hit("un"), score=score) for score in (0.2, 0.7, 0.4)]
    alone = refusal.probability(hits[1:2])
    assert refusal.probability(hits) == alone
    assert refusal.probability(hits[:1]) < alone < 1.0


def test_a_score_that_the_contextual_encoder_helped_to_make_is_read_on_its_own_scale(
    make_hit: Callable[..., Hit],
) -> None:
    plain = replace(make_hit("un"), score=0.5)
    again = replace(plain, parts={"nearness": 0.5})
    assert refusal.probability([plain]) != refusal.probability([again])
