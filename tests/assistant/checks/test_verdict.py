"""What a verdict says: what is wrong, and what the source says in its place."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.checks import check
from assistant.checks.verdict import Finding, verdict
from indexes.records import Language, Lexicon

REFUND = "The deposit is refunded within thirty days by the treasurer, who may keep $25 for cleaning."


class Scripted:
    """An encoder that finds every two texts equally near."""

    def __init__(self, cosine: float) -> None:
        self._cosine = cosine

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        return np.array([[self._cosine, 0.0]] * len(texts), dtype=np.float32)

    def encode_query(self, _text: str) -> NDArray[np.float32]:
        return np.array([1.0, 0.0], dtype=np.float32)


@pytest.mark.parametrize(
    ("claim", "kind", "claimed", "source"),
    [
        ("Le dépôt est remboursé dans les 20 jours.", "number", "20 jours", "thirty days"),
        ("The deposit is refunded within thirty months.", "number", "thirty months", "thirty days"),
        ("The treasurer may keep $250 for cleaning.", "number", "$250", "$25"),
        ("The deposit is refunded by the mayor.", "party", "mayor", "treasurer"),
        ("The deposit is refunded under Form B-12.", "name", "B-12", ""),
    ],
)
def test_a_finding_says_what_the_source_has_in_its_place(
    lexicon: Lexicon, claim: str, kind: str, claimed: str, source: str
) -> None:
    found = check(claim, [(REFUND, "en")], lexicon)
    assert Finding(kind, claimed, source) in found.failed  # type: ignore[arg-type]


def test_a_reason_names_both(in_english: None, lexicon: Lexicon) -> None:
    assert check("The deposit is refunded within 20 days.", [(REFUND, "en")], lexicon).reason == (
        "the source says “thirty days”, not “20 days”"
    )


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The treasurer must keep $25 for cleaning.", "who may keep $25 for cleaning"),
        ("The deposit is not refunded.", "it denies what the source does not"),
        ("The library lends detective novels.", "the wording is too far from the source"),
    ],
)
def test_a_reason_tells_what_kind_of_thing_is_wrong(
    in_english: None, lexicon: Lexicon, claim: str, reason: str
) -> None:
    assert reason in check(claim, [(REFUND, "en")], lexicon).reason


@pytest.mark.parametrize("cited", [[], [("", "fr")], [("  \n", "en")]])
def test_what_cites_nothing_is_not_supported(
    in_english: None, lexicon: Lexicon, cited: list[tuple[str, Language]]
) -> None:
    found = check("The fee is $5.", cited, lexicon)
    assert (found.supported, found.reason) == (False, "it cites nothing")


def test_a_supported_claim_has_no_reason_and_a_closeness(lexicon: Lexicon) -> None:
    found = check("The treasurer refunds the deposit within 30 days.", [(REFUND, "en")], lexicon)
    assert (found.supported, found.reason, found.failed) == (True, "", ())
    assert found.closeness > 0.8


def test_each_finding_is_told_once_and_three_at_most(in_english: None) -> None:
    findings = [Finding("number", str(one)) for one in (1, 1, 2, 3, 4)]
    found = verdict(findings, 0.5)
    assert len(found.failed) == 4
    assert found.reason.count("the source does not say") == 3


def test_several_sentences_may_be_cited_in_either_language(lexicon: Lexicon) -> None:
    cited: list[tuple[str, Language]] = [
        ("Le dépôt est de 50 $.", "fr"),
        ("It is refunded within ten days.", "en"),
    ]
    assert check("The $50 deposit is refunded within 10 days.", cited, lexicon).supported
    assert not check("The $50 deposit is refunded within 12 days.", cited, lexicon).supported


def test_the_encoder_settles_how_much_wording_must_be_shared(lexicon: Lexicon) -> None:
    claim, source = "People get their money back.", "The deposit is refunded to people in full."
    cited: list[tuple[str, Language]] = [(source, "en")]
    assert not check(claim, cited, lexicon, encoder=Scripted(0.0)).supported
    assert check(claim, cited, lexicon, encoder=Scripted(0.9)).supported


def test_the_language_of_a_claim_may_be_given(lexicon: Lexicon) -> None:
    cited: list[tuple[str, Language]] = [("Des frais de 5 $ sont exigés.", "fr")]
    assert check("Frais : 5 $.", cited, lexicon, language="fr").supported


@pytest.mark.parametrize("claim", ["", " ", "…", "[1]", "<|im_start|>", "%%%", "ne", "not", "a" * 2000, "(a) (b)"])
def test_no_claim_is_too_odd_to_be_judged(lexicon: Lexicon, claim: str) -> None:
    assert check(claim, [(REFUND, "en")], lexicon).supported in (True, False)


@pytest.mark.parametrize(
    ("context", "supported"),
    [
        ("The treasurer receives the bill. It is then paid within ten days.", True),
        ("The clerk receives the bill. It is then paid within ten days.", False),
        ("", True),
    ],
)
def test_a_pronoun_stands_for_whom_the_context_names(lexicon: Lexicon, context: str, supported: bool) -> None:
    cited: list[tuple[str, Language]] = [("He pays it within ten days.", "en")]
    around: list[tuple[str, Language]] = [(context, "en")] if context else []
    assert check("The treasurer pays within 10 days.", cited, lexicon, context=around).supported == supported


def test_a_context_supports_nothing_by_itself(lexicon: Lexicon) -> None:
    cited: list[tuple[str, Language]] = [("He pays it within ten days.", "en")]
    context: list[tuple[str, Language]] = [("The treasurer adds 5% to the bill.", "en")]
    assert not check("The treasurer pays 5% within 10 days.", cited, lexicon, context=context).supported
