"""Metrics of ranking, by ir-measures: what the rank of the first right passage is worth to one who asks.

Any right passage answers, so a question has one thing to find, and finds it at the rank of its first right passage:
recall@k is the share of the questions that find it among the first k, MRR@10 the mean of 1/rank, nDCG@10 that of
1/log2(1 + rank) (Järvelin and Kekäläinen 2002), both nothing beyond rank 10.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CUTOFFS = (1, 3, 5, 10, 20)
DEEPEST = CUTOFFS[-1]
NAMES = (*(f"recall@{k}" for k in CUTOFFS), "mrr@10", "ndcg@10")
_RIGHT = "right"


def measured(ranks: Sequence[int | None]) -> NDArray[np.float64]:
    """What each rank is worth by each metric: float64 [len(ranks), len(NAMES)], from 0 to 1."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    measures = [*(R @ k for k in CUTOFFS), RR @ 10, nDCG @ 10]
    columns = {measure: column for column, measure in enumerate(measures)}
    values = np.zeros((len(ranks), len(NAMES)))
    if not ranks:
        return values
    qrels = [ir_measures.Qrel(str(row), _RIGHT, 1) for row in range(len(ranks))]
    # Scores that fall with the rank: trec_eval orders by them, and equal ones by the documents' names.
    run = [
        ir_measures.ScoredDoc(str(row), _RIGHT if place == rank else str(place), -float(place))
        for row, rank in enumerate(ranks)
        for place in range(1, min(rank or DEEPEST, DEEPEST) + 1)
    ]
    for one in ir_measures.iter_calc(measures, qrels, run):
        values[int(one.query_id), columns[one.measure]] = one.value
    return values
