"""How many false claims the checks catch, and how many true ones they flag, over the sample documents.

    python benchmarks/claims.py [--set development|held-out|both] [--misses] [--encoder] [--statutes SECTIONS]

Each row of `benchmarks/claims/*.jsonl` has a true claim, as a model would word it, about an article of
`samples/documents`, and a false one made of it by changing what people get wrong: a number, an amount, a date, a
duration, a unit, a bound, a name, a party, a negation or a modality. The held-out rows are about other documents than
the development rows, and are not looked at while the checks are worked on: `--misses` shows development rows only.

`--statutes` takes sections of aligned federal law, of 60 to 420 characters, as claims about themselves in the other
language: long true claims, translated by others.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant import checks
from assistant.office import Office
from indexes.records import Language

CLAIMS = Path(__file__).resolve().parent / "claims"
LAWS = Path(__file__).resolve().parents[2] / "shared" / "data" / "laws" / "aligned.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, its truth, and what the checks said of it."""

    id: str
    kind: str
    pair: str
    claim: str
    cited: str
    true: bool
    flagged: bool
    reason: str
    seconds: float


def judged(name: str, office: Office, *, encoder: bool) -> Iterator[Row]:
    """Check every claim of one set, true and false."""
    lexicon = office.lexicon()
    vectors = office.encoder() if encoder else None
    for line in (CLAIMS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        language: Language = one["cited_language"]
        for true in (True, False):
            claim = one["claim"] if true else one["false"]
            begun = time.process_time()
            verdict = checks.check(claim, [(one["cited"], language)], lexicon, encoder=vectors)
            spent = time.process_time() - begun
            pair = f"{one['language']} of {language}"
            yield Row(
                one["id"], one["kind"], pair, claim, one["cited"], true, not verdict.supported, verdict.reason, spent
            )


def translated(count: int, office: Office) -> Iterator[Row]:
    """Check sections of aligned law as claims about themselves in the other language."""
    lexicon, sections = office.lexicon(), []
    with gzip.open(LAWS, "rt", encoding="utf-8") as file:
        for line in file:
            section = json.loads(line)
            lengths = len(section["en"]), len(section["fr"])
            if min(lengths) > 60 and max(lengths) < min(420, 1.6 * min(lengths)):
                sections.append(section)
    for section in random.Random(9).sample(sections, count):  # noqa: S311
        for language, source in (("en", "fr"), ("fr", "en")):
            begun = time.process_time()
            verdict = checks.check(section[language], [(section[source], source)], lexicon, language=language)
            spent = time.process_time() - begun
            kind = verdict.failed[0].kind if verdict.failed else ""
            yield Row(
                section["label"], kind, f"{language} of {source}", section[language], section[source], True,
                not verdict.supported, verdict.reason, spent,
            )  # fmt: skip


def rates(rows: Sequence[Row]) -> str:
    """Write both rates of some rows: false claims caught, true ones flagged."""
    false, true = [row for row in rows if not row.true], [row for row in rows if row.true]
    caught, flagged = sum(row.flagged for row in false), sum(row.flagged for row in true)
    return (
        f"caught {caught / max(1, len(false)):.2f} ({caught}/{len(false)})   "
        f"wrongly flagged {flagged / max(1, len(true)):.2f} ({flagged}/{len(true)})"
    )


def report(name: str, rows: Sequence[Row]) -> None:
    """Print both rates, overall, by kind and by pair of languages."""
    print(f"{name}: {rates(rows)}   {1000 * sum(row.seconds for row in rows) / len(rows):.1f} ms of processor a claim")
    for title, of in (("kind", lambda row: row.kind), ("claim of source", lambda row: row.pair)):
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            groups[of(row)].append(row)
        print(f"  by {title}")
        for key, group in sorted(groups.items()):
            print(f"    {key:10} {rates(group)}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("development", "held-out", "both"), default="both")
    parser.add_argument("--misses", action="store_true", help="show the development claims that were judged wrongly")
    parser.add_argument("--encoder", action="store_true", help="give the checks the encoder of the settings")
    parser.add_argument("--statutes", type=int, default=0, help="how many sections of aligned law to take as claims")
    arguments = parser.parse_args()
    office = Office()
    for name in ("development", "held-out") if arguments.set == "both" else (arguments.set,):
        rows = list(judged(name, office, encoder=arguments.encoder))
        report(name, rows)
        if arguments.misses and name == "development":
            for row in rows:
                if row.flagged == row.true:
                    print(f"\n{'FLAGGED' if row.true else 'MISSED'} {row.id} {row.kind} ({row.pair})")
                    print(f"  claim:  {row.claim}\n  source: {row.cited}\n  reason: {row.reason}")
    if arguments.statutes:
        rows = list(translated(arguments.statutes, office))
        flagged = Counter(row.kind for row in rows if row.flagged)
        print(f"statutes: wrongly flagged {flagged.total() / len(rows):.2f} ({flagged.total()}/{len(rows)})")
        print("    " + ", ".join(f"{kind} {count}" for kind, count in flagged.most_common()))


if __name__ == "__main__":
    main()
