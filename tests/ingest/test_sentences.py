"""Sentences: French and English administrative text is cut where its sentences end, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import LONGEST, cut


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in cut(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Le parc est ouvert.", "L'accès est gratuit."],
        ["Le chien est tenu en laisse.", "Il porte un collier!", "Pourquoi?", "Pour sa sécurité."],
        ["The park is open.", "Access is free.", "Is it safe?", "Yes."],
        ["Il a dit « oui ».", "Puis il est parti."],
        ["He said “yes.”", "Then he left."],
        ["Le délai est de 30 jours.", "30 jours suffisent."],
        ["Le tarif est payé.", "(2) Il est remboursé sur demande."],
        ["Voir la liste.", "• Un chien.", "• Un chat."],
        ["C'est interdit…", "Sauf exception."],
        ["Les élus votent.", "Éric préside."],
        ["Fin de l’article.", "« Gardien » désigne le propriétaire."],
    ],
)
def test_sentences_end_at_their_marks(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Voir l'art. 12 du règlement.",
        "Voir l’art. 12 du règlement.",
        "Selon M. Tremblay et Mme. Roy, c'est permis.",
        "La Loi sur les cités et villes (RLRQ, c. C-19) s'applique.",
        "Le règl. no. 1144 est en vigueur.",
        "Voir p. 12 et al. 3.",
        "Les chiens, chats, etc. Sont visés au tableau.",
        "Under R.S.C. 1985, c. A-1, s. 4 applies.",
        "Acme Inc. Holds the permit.",
        "Mr. Smith and Dr. Jones agree.",
        "The fee is $5.50 for e.g. Copies.",
        "Le 1er janv. 2020 est férié.",
        "J. Tremblay, maire",
        "Le montant est de 1 500.50 $ au total.",
        "Le site www.ville.qc.ca donne l'horaire.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "4. Le parc est ouvert.",
        "12.3. Quiconque contrevient paie une amende.",
        "a. Un chien tenu en laisse.",
        "iv. The applicant pays.",
    ],
)
def test_the_number_that_opens_a_provision_belongs_to_it(text: str) -> None:
    assert sentences(text) == [text]


def test_a_number_may_end_a_sentence() -> None:
    assert sentences("Il est adopté en 2020. Il est en vigueur.") == ["Il est adopté en 2020.", "Il est en vigueur."]


def test_a_long_sentence_is_cut_at_its_semicolons() -> None:
    item = "le propriétaire d'un animal qui se trouve dans un endroit public et qui n'est pas tenu en laisse"
    text = "Sont visés : " + "; ".join(f"{letter}) {item}" for letter in "abcdefgh") + "."
    found = sentences(text)
    assert len(found) > 1
    assert all(part.endswith((";", ".")) for part in found)
    assert all(len(part) < 2 * LONGEST for part in found)


def test_a_short_sentence_is_not_cut_at_its_semicolons() -> None:
    text = "Sont visés : a) le chien; b) le chat; c) l'oiseau."
    assert sentences(text) == [text]


def test_nothing_gives_nothing() -> None:
    assert cut("") == []
    assert cut(" \n ") == []


_WORDS = st.sampled_from(
    ["Le", "chien", "art.", "M.", "12.", "1 500 $", "est", "interdit.", "!", "?", "…", ";", ":", "(a)", "a)", "«", "».",
     "e.g.", "R.L.R.Q.,", "É.", "\u00a0", "The", "fine", "is", "$5.", "-", "•", "x" * 90, "\n", "  "]
)  # fmt: skip


@given(st.one_of(st.lists(_WORDS, max_size=60).map(" ".join), st.text(max_size=200)))
def test_sentences_cover_all_but_spaces_in_order_without_overlap(text: str) -> None:
    found = cut(text)
    assert all(start < end for start, end in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    covered = {index for start, end in found for index in range(start, end)}
    assert not "".join(text[index] for index in range(len(text)) if index not in covered).strip()
    assert all(text[start:end] == text[start:end].strip() for start, end in found)
