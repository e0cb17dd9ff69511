"""Fits and measures the refusal: python benchmarks/refusal.py [--rows FILE] LIBRARY=OWN.jsonl[,…][:OTHER.jsonl[,…]] …

Each library is asked its OWN questions, in both languages: those that it answers, and those near its subjects that it
does not; and OTHER questions, meant for other libraries, none of which it answers. Prints a logistic regression over
`assistant.refusal.Features` (Newton's method, ridge on standardised features), ready to be put there, how far that is
from what is there, and what it does to questions that it was not fitted on: by question, a question and its translation
in one fold, and by library. Beside each threshold, by language and library: answered, and the near ones refused.
`--rows` keeps what was found in FILE, and takes it from there where the file is. GREFFIER_NEARNESS_PASSAGES=0 leaves
the judge out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation import calibration
from assistant.evidence import choose
from assistant.office import Office
from assistant.refusal import Coefficients, Features, features, probability
from indexes.records import LANGUAGES

SHARES = {"answered": 0.5, "near": 0.3, "other": 0.2}
"""What each kind of question weighs in the fit, spread evenly over libraries. What share of their questions people will
ask in vain is not known; half is the guess that favours neither error."""

NAMES = tuple(one.name for one in fields(Coefficients))[1:]
RIDGE, FOLDS, SEED = 10.0, 10, 20_170_612
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
ANSWERED = (0.85, 0.92)
"""Shares of the answerable that are to be answered, at which the share of the others refused is told."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of a library in one language, and what was found: None for nothing."""

    library: str
    question: str
    language: str
    kind: str
    found: Features | None


def ask(library: Path, own: Sequence[Path], other: Sequence[Path]) -> Iterator[Asked]:
    """Ask a library, as an answer would."""
    office = Office(library)
    searcher, scope, passages = office.searcher(), office.scope(), office.settings.answer.passages
    judge = office.judge(searcher)
    for path in (*own, *other):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            kind = "other" if path in other else "answered" if row["answerable"] else "near"
            for language in LANGUAGES:
                question = row[f"question_{language}"]
                hits = searcher.search(question, language, scope, passages)
                matcher = searcher.matcher(question, language, scope)
                vector = searcher.encoder.encode_query(question)
                evidence = choose(question, vector, hits, matcher, searcher.reader, judge)
                yield Asked(
                    library.name,
                    f"{path.stem}/{row['id']}",
                    language,
                    kind,
                    features(question, language, hits, evidence),
                )


def fit(rows: Sequence[Asked]) -> Coefficients:
    """Fit to rows; those without anything found say nothing: they are refused whatever the coefficients.

    A feature that would speak against an answer says nothing of answers, and is left out: its coefficient is 0.
    """
    rows = [row for row in rows if row.found is not None]
    values, weights = _values(rows), _weights(rows)
    wanted = np.array([float(row.kind == "answered") for row in rows])
    kept = list(range(len(NAMES)))
    while True:
        intercept, slopes = _regression(values[:, kept], wanted, weights)
        if (slopes >= 0).all():
            break
        del kept[int(np.argmin(slopes * values[:, kept].std(axis=0)))]
    found = dict(zip((NAMES[place] for place in kept), map(float, slopes), strict=True))
    return Coefficients(intercept, **{name: found.get(name, 0.0) for name in NAMES})


def _regression(values: Array, wanted: Array, weights: Array) -> tuple[float, Array]:
    """Intercept and slopes, float64 [m]. values: float64 [n, m]; wanted, weights: float64 [n]."""
    mean = np.average(values, axis=0, weights=weights)
    spread = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights))
    spread[spread == 0] = 1
    columns = np.concatenate([np.ones((len(values), 1)), (values - mean) / spread], axis=1)
    ridge = RIDGE * np.eye(columns.shape[1])
    ridge[0, 0] = 0
    found = np.zeros(columns.shape[1])
    for _step in range(50):
        odds = 1 / (1 + np.exp(-columns @ found))
        hessian = (columns * (weights * odds * (1 - odds))[:, None]).T @ columns + ridge
        found -= np.linalg.solve(hessian, columns.T @ (weights * (odds - wanted)) + ridge @ found)
    slopes = found[1:] / spread
    return float(found[0] - slopes @ mean), slopes


def _values(rows: Sequence[Asked]) -> Array:
    return np.array([[float(getattr(row.found, name) or 0) for name in NAMES] for row in rows])


def _weights(rows: Sequence[Asked]) -> Array:
    """The weight of each row, 1 on average: each kind has its share, and each library an equal part of it."""
    cells = [(row.kind, row.library) for row in rows]
    sizes = {cell: cells.count(cell) for cell in set(cells)}
    libraries = {kind: len({library for one, library in sizes if one == kind}) for kind in SHARES}
    weights = np.array([SHARES[kind] / libraries[kind] / sizes[kind, library] for kind, library in cells])
    return np.asarray(weights / weights.mean())


def by_question(rows: Sequence[Asked]) -> Array:
    """The estimate for each row, fitted on other questions: float64 [rows]."""
    names = sorted({row.question for row in rows})
    np.random.default_rng(SEED).shuffle(names)
    return _crossed(rows, {name: place % FOLDS for place, name in enumerate(names)}, lambda row: row.question)


def by_library(rows: Sequence[Asked]) -> Array:
    """The estimate for each row, fitted on the other libraries: float64 [rows]."""
    names = sorted({row.library for row in rows})
    return _crossed(rows, {name: place for place, name in enumerate(names)}, lambda row: row.library)


def _crossed(rows, folds, key) -> Array:  # type: ignore[no-untyped-def]
    estimates = np.zeros(len(rows))
    for fold in set(folds.values()):
        fitted = fit([row for row in rows if folds[key(row)] != fold])
        for place, row in enumerate(rows):
            if folds[key(row)] == fold:
                estimates[place] = probability(row.found, fitted)
    return estimates


def report(title: str, rows: Sequence[Asked], estimates: Array) -> None:
    """Print how well estimates tell the kinds apart, and what thresholds make of them, by language and library."""
    kinds, languages, libraries = (np.array([getattr(row, name) for row in rows]) for name in
                                   ("kind", "language", "library"))  # fmt: skip
    answered = kinds == "answered"
    print(f"\n{title}")
    (values,) = calibration.measured(estimates, answered.astype(float), _weights(rows)[None, :])
    areas = [f"{kind} {_area(estimates, answered, kinds == kind):.3f}" for kind in SHARES if kind in kinds[~answered]]
    print(f"  area under the curve: {', '.join(areas)}; Brier {values[0]:.3f}, calibration error {values[1]:.3f}")
    for share in ANSWERED:
        threshold = float(np.quantile(estimates[answered], 1 - share))
        print(f"  answered {share:.2f} at {threshold:.2f}: {_refused(estimates, kinds, threshold)}")
    parts = [*_parts(languages), *_parts(libraries)]
    for threshold in THRESHOLDS:
        print(f"  threshold {threshold:.2f}: {_refused(estimates, kinds, threshold)}")
        print("   ", ", ".join(f"{name} {_both(estimates[part], kinds[part], threshold)}" for name, part in parts))
    threshold = float(np.quantile(estimates[answered], 1 - ANSWERED[0]))
    for name, part in parts:
        print(f"  {name} at {threshold:.2f}: {_refused(estimates[part], kinds[part], threshold)}")


def _parts(labels: NDArray[np.str_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    for label in sorted(set(labels)):
        yield str(label), labels == label


def _area(estimates: Array, answered: NDArray[np.bool_], others: NDArray[np.bool_]) -> float:
    part = answered | others
    return float(calibration.measured(estimates[part], answered[part].astype(float))[0, 2])


def _refused(estimates: Array, kinds: NDArray[np.str_], threshold: float) -> str:
    return ", ".join(
        f"answered {1 - share:.2f}" if kind == "answered" else f"{kind} refused {share:.2f}"
        for kind, share in _shares(estimates, kinds, threshold).items()
    )


def _both(estimates: Array, kinds: NDArray[np.str_], threshold: float) -> str:
    refused = _shares(estimates, kinds, threshold)
    return f"{1 - refused.get('answered', np.nan):.2f} {refused.get('near', np.nan):.2f}"


def _shares(estimates: Array, kinds: NDArray[np.str_], threshold: float) -> dict[str, float]:
    """The share of each kind that is refused."""
    return {kind: float((estimates[kinds == kind] < threshold).mean()) for kind in SHARES if kind in kinds}


def found(arguments: argparse.Namespace) -> list[Asked]:
    """What was kept, else what asking gives, which is then kept where that was wanted."""
    kept: Path | None = arguments.rows
    if kept is not None and kept.is_file():
        documents = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
        return [Asked(**{**one, "found": one["found"] and Features(**one["found"])}) for one in documents]
    rows: list[Asked] = []
    for argument in arguments.libraries:
        library, _, files = argument.partition("=")
        own, _, other = files.partition(":")
        rows += ask(Path(library), *([Path(one) for one in some.split(",") if one] for some in (own, other)))
    if kept is not None:
        kept.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8")
    return rows


def main() -> None:
    """Fit on the command line's libraries, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, metavar="FILE")
    parser.add_argument("libraries", nargs="*")
    rows = found(parser.parse_args())
    fitted = fit(rows)
    judged = any(row.found is not None and row.found.judged is not None for row in rows)
    numbers = ", ".join(f"{value:.2f}" for value in asdict(fitted).values())
    print(f"{'JUDGED' if judged else 'PLAIN'} = Coefficients({numbers})  # {', '.join(asdict(fitted))}")
    estimates, there = (np.array([probability(row.found, by) for row in rows]) for by in (fitted, None))
    apart = np.abs(estimates - there)
    print(f"estimates differ from those of what is there by {apart.mean():.3f} on average, {apart.max():.3f} at most")
    report("as it is there", rows, there)
    report("fitted on all", rows, estimates)
    report("fitted on other questions", rows, by_question(rows))
    if len({row.library for row in rows}) > 1:
        report("fitted on other libraries", rows, by_library(rows))


if __name__ == "__main__":
    main()
