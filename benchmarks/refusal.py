"""Fits and measures the refusal: python benchmarks/refusal.py LIBRARY=QUESTIONS.jsonl [LIBRARY=QUESTIONS.jsonl …]

Each library is asked its own questions, in both languages, and those of the other libraries, which it cannot answer.
Prints the logistic regression on the best passage's score (Newton's method), the area under the curve for each kind of
question that should be refused, and what thresholds would do. GREFFIER_NEARNESS_PASSAGES=0 leaves the contextual
encoder out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.office import Office

KINDS = ("answerable", "near", "elsewhere")


def scores(library: Path, own: Path, questions: list[Path]) -> list[tuple[str, float]]:
    """The kind of each question for this library, and its best passage's score."""
    office = Office(library)
    searcher, scope = office.searcher(), office.scope()
    rows = []
    for path in questions:
        for line in path.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            kind = "elsewhere" if path != own else "answerable" if question["answerable"] else "near"
            for language in ("fr", "en"):
                hits = searcher.search(question[f"question_{language}"], language, scope, 10)  # type: ignore[arg-type]
                rows.append((kind, max((hit.score for hit in hits), default=0.0)))
    return rows


def fit(best: NDArray[np.float64], kinds: NDArray[np.str_]) -> tuple[float, float]:
    """Intercept and slope; half the weight to the answerable, a quarter to each of the other kinds."""
    wanted = (kinds == "answerable").astype(float)
    shares = {"answerable": 0.5, "near": 0.25, "elsewhere": 0.25}
    weights = np.array([shares[kind] / (kinds == kind).sum() for kind in kinds]) * len(kinds)
    rows = np.stack([np.ones(len(best)), best], axis=1)
    found = np.zeros(2)
    for _step in range(50):
        odds = 1 / (1 + np.exp(-rows @ found))
        hessian = (rows * (weights * odds * (1 - odds))[:, None]).T @ rows + 1e-6 * np.eye(2)
        found -= np.linalg.solve(hessian, rows.T @ (weights * (odds - wanted)))
    return float(found[0]), float(found[1])


def curve(best: NDArray[np.float64], kinds: NDArray[np.str_], kind: str) -> float:
    """The area under the curve: how often an answerable question scores above one of this kind."""
    right, wrong = best[kinds == "answerable"][:, None], best[kinds == kind][None, :]
    return float((right > wrong).mean() + (right == wrong).mean() / 2)


def main() -> None:
    """Fit on the command line's libraries and print a table."""
    pairs = [argument.split("=", 1) for argument in sys.argv[1:]]
    questions = [Path(path) for _library, path in pairs]
    rows = [row for library, path in pairs for row in scores(Path(library), Path(path), questions)]
    kinds, best = np.array([kind for kind, _ in rows]), np.array([score for _, score in rows])
    intercept, slope = fit(best, kinds)
    print(f"intercept {intercept:.2f}, slope {slope:.2f}")
    print("area under the curve: " + ", ".join(f"{kind} {curve(best, kinds, kind):.3f}" for kind in KINDS[1:]))
    sure = 1 / (1 + np.exp(-(intercept + slope * best)))
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.5):
        shares = {kind: float((sure[kinds == kind] < threshold).mean()) for kind in KINDS}
        print(f"threshold {threshold:.2f}: refused " + ", ".join(f"{kind} {shares[kind]:.2f}" for kind in KINDS))


if __name__ == "__main__":
    main()
