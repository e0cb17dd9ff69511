import numpy as np
import pytest

from models.admission import Mask
from models.sampling import GREEDY, Sampler, Sampling

LOGITS = np.array([0.0, 3.0, 3.0, 1.0, -np.inf], np.float32)


def mask(*ids: int) -> Mask:
    flags = np.zeros(len(LOGITS), bool)
    flags[list(ids)] = True
    return Mask(flags, np.flatnonzero(flags))


def test_the_most_probable_is_chosen_of_equals_the_first():
    sampler = Sampler(GREEDY)
    assert sampler.choose(LOGITS, None) == 1
    assert sampler.choose(LOGITS, mask(2, 3)) == 2
    assert sampler.choose(LOGITS, mask(0, 3)) == 3
    assert sampler.choose(LOGITS, mask(4)) == 4


def test_tokens_are_drawn_as_often_as_they_are_probable():
    sampler = Sampler(Sampling(temperature=2.0, seed=7))
    drawn = np.bincount([sampler.choose(LOGITS, mask(0, 1, 3, 4)) for _time in range(20_000)], minlength=5)
    weights = np.exp(np.array([0.0, 1.5, -np.inf, 0.5, -np.inf]))
    assert np.allclose(drawn / drawn.sum(), weights / weights.sum(), atol=0.015)
    assert drawn[2] == drawn[4] == 0


def test_the_same_seed_draws_the_same():
    def draws(seed: int, temperature: float = 1.0) -> list[int]:
        sampler = Sampler(Sampling(temperature, seed))
        return [sampler.choose(LOGITS, None) for _time in range(40)]

    assert draws(1) == draws(1) != draws(2)
    assert draws(3)[:5] == [Sampler(Sampling(1.0, 3)).choose(LOGITS, None), *draws(3)[1:5]]


def test_a_low_temperature_is_as_good_as_none():
    sampler = Sampler(Sampling(temperature=1e-3))
    assert {sampler.choose(LOGITS, mask(0, 1, 3)) for _time in range(50)} == {1}


def test_logits_are_left_as_they_are():
    logits = LOGITS.copy()
    logits.flags.writeable = False
    Sampler(Sampling(1.5)).choose(logits, None)
    Sampler(Sampling(1.5)).choose(logits, mask(1, 3))


@pytest.mark.parametrize(("temperature", "seed"), [(-0.1, 0), (float("nan"), 0), (float("inf"), 0), (1.0, -1)])
def test_what_makes_no_sense_cannot_be_made(temperature: float, seed: int):
    with pytest.raises(ValueError, match="temperature"):
        Sampling(temperature, seed)
