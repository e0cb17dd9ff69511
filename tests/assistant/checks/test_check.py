"""Checks of a claim: its numbers, its words and its negations, with the real lexicon."""

from __future__ import annotations

import pytest

from assistant.checks import check
from assistant.office import Office
from indexes.records import Language, Lexicon

RULE = "Quiconque contrevient au présent règlement est passible d'une amende de 150 $ pour une première infraction."
HOURS = "Le parc canin est ouvert tous les jours de 7 h à 22 h."
BAN = "Il est interdit de stationner dans la rue entre minuit et 7 h."
FEE = "A lost library card is replaced for a fee of $5."


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Office().lexicon()


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("Une première infraction au règlement est passible d'une amende de 150 $.", RULE, "fr"),
        ("Le parc canin est ouvert de 7 h à 22 h.", HOURS, "fr"),
        ("Il est interdit de stationner dans la rue de minuit à 7 h.", BAN, "fr"),
        ("A lost card is replaced for a fee of $5.", FEE, "en"),
        ("The dog park is open every day from 7 to 22 h.", HOURS, "fr"),
    ],
)
def test_what_the_source_says_is_supported(lexicon: Lexicon, claim: str, source: str, language: Language) -> None:
    verdict = check(claim, [(source, language)], lexicon)
    assert verdict.supported, verdict.reason
    assert verdict.reason == ""


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("Une première infraction au règlement est passible d'une amende de 250 $.", RULE, "fr"),
        ("Une première infraction au règlement est passible d'une amende de 150 $ et de 30 jours.", RULE, "fr"),
        ("Le parc canin est ouvert de 7 h à 23 h.", HOURS, "fr"),
        ("A lost card is replaced for a fee of $50.", FEE, "en"),
        ("The dog park is open every day from 8 to 22 h.", HOURS, "fr"),
    ],
)
def test_row_49_a_number_that_the_source_does_not_hold_is_not_supported(
    lexicon: Lexicon, claim: str, source: str, language: Language
) -> None:
    verdict = check(claim, [(source, language)], lexicon)
    assert not verdict.supported
    assert verdict.reason


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("Le parc canin n'est pas ouvert de 7 h à 22 h.", HOURS, "fr"),
        ("Il est permis de stationner dans la rue entre minuit et 7 h.", BAN, "fr"),
        ("A lost library card is never replaced for a fee of $5.", FEE, "en"),
    ],
)
def test_row_49_a_claim_that_turns_the_source_round_is_not_supported(
    lexicon: Lexicon, claim: str, source: str, language: Language
) -> None:
    assert not check(claim, [(source, language)], lexicon).supported


def test_a_claim_of_other_words_is_not_supported(lexicon: Lexicon) -> None:
    assert not check("La bibliothèque prête des romans policiers.", [(HOURS, "fr")], lexicon).supported


def test_a_claim_that_cites_nothing_is_not_supported(lexicon: Lexicon) -> None:
    verdict = check(RULE, [], lexicon)
    assert not verdict.supported
    assert verdict.reason


def test_row_48_a_fee_that_only_an_instruction_names_needs_its_sentence(lexicon: Lexicon) -> None:
    assert not check("The fee is $0.", [(FEE, "en")], lexicon).supported
