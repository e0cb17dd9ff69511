"""How the next token is chosen among those admitted: the most probable, or drawn with a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from models.admission import Mask


@dataclass(frozen=True, slots=True)
class Sampling:
    """At `temperature` 0 the most probable token is taken; above, one is drawn from a generator seeded with `seed`."""

    temperature: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.temperature) and self.temperature >= 0 and self.seed >= 0):
            raise ValueError("a temperature is 0 or more, and so is a seed")


GREEDY = Sampling()


class Sampler:
    """Chooses one token after another. The same logits and masks in the same order give the same tokens."""

    def __init__(self, sampling: Sampling) -> None:
        self._temperature = sampling.temperature
        self._random = np.random.Generator(np.random.PCG64(sampling.seed))

    def choose(self, logits: NDArray[np.float32], mask: Mask | None) -> int:
        """Return a token that the mask admits, any where there is none; of equals, the one with the lowest id.

        logits: float32 [vocabulary], left as they are.
        """
        if self._temperature > 0:
            return self._drawn(logits, mask)
        best = int(logits.argmax())
        if mask is None or mask.flags[best]:
            return best
        return int(mask.ids[logits[mask.ids].argmax()])

    def _drawn(self, logits: NDArray[np.float32], mask: Mask | None) -> int:
        """Draw by the softmax of logits over temperature, in float64, by inverting its cumulative distribution."""
        admitted = (logits if mask is None else logits[mask.ids]).astype(np.float64)
        reached = np.cumsum(np.exp((admitted - admitted.max()) / self._temperature))
        # What rounds up to the sum itself would fall past the last token.
        place = min(int(reached.searchsorted(self._random.random() * reached[-1], side="right")), len(reached) - 1)
        return place if mask is None else int(mask.ids[place])
