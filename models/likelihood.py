"""How passages are laid out to be scored by query likelihood: the parts that need no model.

A passage is scored by how probable the question is after it, as in Ponte and Croft, "A language modeling approach to
information retrieval" (SIGIR 1998), with a pretrained model, as in Sachan et al., "Improving passage retrieval with
zero-shot question generation" (EMNLP 2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands between a passage and the question."""

    bridge: str
    before: str = " "


# The instruction is that of Sachan et al., in the question's language: see docs/decisions/0010-query-likelihood.md.
LAYOUTS: Mapping[Literal["fr", "en"], Layout] = {
    "en": Layout("\n\nPlease write a question based on this passage.\n\nQuestion:"),
    "fr": Layout("\n\nVeuillez écrire une question fondée sur ce passage.\n\nQuestion :"),
}
# In tokens.
PASSAGE_LIMIT = 160
QUESTION_LIMIT = 128


def reached(lengths: Sequence[int], *, budget: int) -> int:
    """How many of the sequences, taken in order, have `budget` tokens or fewer in all."""
    return sum(1 for total in accumulate(lengths) if total <= budget)


def mean_log_probability(logits: NDArray[np.float32], targets: NDArray[np.int32]) -> float:
    """Return the mean natural logarithm of the probability that each row gives to its target.

    logits: float32 [n, vocabulary], overwritten; targets: int32 [n], n at least 1.
    """
    highest = logits.max(axis=1, keepdims=True)
    wanted = logits[np.arange(len(targets)), targets] - highest[:, 0]
    np.subtract(logits, highest, out=logits)
    np.exp(logits, out=logits)
    return float(np.mean(wanted - np.log(logits.sum(axis=1, dtype=np.float64))))
