"""Claims that are true and false of the same sentence, in both languages and across, with the real lexicon."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.checks import check
from indexes.records import Language, Lexicon

PAIRS = [json.loads(line) for line in Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["true"][:40] for pair in PAIRS])
def test_a_paraphrase_is_supported(pair: dict[str, str], lexicon: Lexicon) -> None:
    language: Language = pair["language"]  # type: ignore[assignment]
    verdict = check(pair["true"], [(pair["source"], language)], lexicon)
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["false"][:40] for pair in PAIRS])
def test_a_claim_with_one_thing_changed_is_not(pair: dict[str, str], lexicon: Lexicon) -> None:
    language: Language = pair["language"]  # type: ignore[assignment]
    verdict = check(pair["false"], [(pair["source"], language)], lexicon)
    assert not verdict.supported
    assert verdict.reason


CLAIMS = [
    json.loads(line) for line in Path(__file__).with_name("claims.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", CLAIMS, ids=[row["claim"][:40] for row in CLAIMS])
def test_a_claim_in_words_of_its_own_is_judged_by_what_it_says(row: dict[str, object], lexicon: Lexicon) -> None:
    language: Language = row["language"]  # type: ignore[assignment]
    verdict = check(str(row["claim"]), [(str(row["source"]), language)], lexicon)
    assert verdict.supported == row["true"], verdict.reason
