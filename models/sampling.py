"""How the next token is chosen among those admitted: the most probable, or drawn with a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sampling:
    """At `temperature` 0 the most probable token is taken; above, one is drawn from a generator seeded with `seed`."""

    temperature: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.temperature) and self.temperature >= 0 and self.seed >= 0):
            raise ValueError("a temperature is 0 or more, and so is a seed")


GREEDY = Sampling()
