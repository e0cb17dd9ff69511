"""Twins: documents paired by name or number, where their numbers confirm it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from indexes.catalogue import Catalogue
from indexes.disposal import Disposal
from indexes.twins import ALIKE, Twins, alike, chosen, name_key, number_key, numbers
from ingest import pdf
from ingest.read import Options, Source

FRENCH = ["1. La carte est gratuite.", "2. Le livre est prêté 21 jours.", "3. L’amende est de 1 250,50 $ à 2 000 $."]
ENGLISH = ["1. The card is free.", "2. A book is lent for 21 days.", "3. The fine is $1,250.50 to $2,000."]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("politique.fr.pdf", "politique.en.pdf"),
        ("a/Policy_F.pdf", "a/Policy_E.pdf"),
        ("Policy-FR.PDF", "Policy-EN.pdf"),
        ("fr/12.pdf", "en/12.pdf"),
        ("Français/rapport.pdf", "English/rapport.pdf"),
        ("FR_2020.pdf", "EN_2020.pdf"),
        ("plan (fr).pdf", "plan (en).pdf"),
        ("plan_français.pdf", "plan_english.pdf"),
    ],
)
def test_names_that_differ_by_a_mark_of_language(french: str, english: str) -> None:
    assert name_key(french) == name_key(english) is not None


@pytest.mark.parametrize("file", ["plan.pdf", "offre.pdf", "annexe.pdf", "RGL-1144.pdf", "table.pdf"])
def test_names_without_a_mark(file: str) -> None:
    assert name_key(file) is None


def test_numbers_are_the_same_in_both_languages() -> None:
    assert number_key("DORS/2005-1") == number_key("SOR-2005-1")
    assert number_key("TR/81-86") == number_key("SI/81-86")
    assert number_key("1314-2021-DM") != number_key("1314-2021-PC")
    assert number_key("12") is None, "too short to say anything"
    assert number_key(None) is None


def test_numbers_are_read_whatever_groups_their_digits() -> None:
    assert numbers(FRENCH) == numbers(ENGLISH) == Counter(["1", "2", "3", "21", "125050", "2000"])
    assert numbers(["art. 12.1, 5\u202f308 $"]) == Counter(["121", "5308"])


def test_how_alike() -> None:
    assert alike(Counter("ab"), Counter("ab")) == alike(Counter(), Counter()) == 1
    assert alike(Counter("aab"), Counter("abc")) == 0.5
    assert alike(Counter("a"), Counter()) == 0


def test_each_document_is_in_one_pair_the_best() -> None:
    pairs = chosen(
        [
            ("f1", "e1", ("name",), 0.9),
            ("f1", "e2", ("name", "number"), 0.8),
            ("f2", "e2", ("number",), 0.95),
            ("f2", "e1", ("number",), ALIKE - 0.01),
        ]
    )
    assert [(one.french, one.english) for one in pairs] == [("f1", "e2")]
    assert pairs[0].signs == ("name", "number", "0.80")


def test_pairs_are_found_kept_and_dropped(catalogue: Catalogue, file_one) -> None:
    french = file_one(catalogue, "pret.fr.pdf", *FRENCH)
    english = file_one(catalogue, "pret.en.pdf", *ENGLISH, language="en")
    file_one(catalogue, "autre.fr.pdf", *FRENCH)
    file_one(catalogue, "autre.en.pdf", "1. The dog is 7 years old and costs 900 dollars.", language="en")
    twins = Twins(catalogue)
    (new,) = twins.pair()
    assert (new.french, new.english) == (french.id, english.id)
    assert twins.of(french.id) == english.id
    assert twins.of(english.id) == french.id
    assert twins.pair() == [], "known already"
    assert len(twins.pairs()) == 1
    Disposal(catalogue).remove(english.id, "")
    twins.pair()
    assert twins.of(french.id) is None


@pytest.mark.corpus
def test_real_twins_are_told_from_others(corpus: Path) -> None:
    names = ["C-36.65", "D-3.4", "I-15", "SOR-83-507", "SI-81-86", "C-6", "F-10.6"]
    counted = {
        (name, language): numbers(page.text for page in _read(corpus, f"{name}.{language}.pdf").pages)
        for name in names
        for language in ("fr", "en")
    }
    for one in names:
        for other in names:
            score = alike(counted[one, "fr"], counted[other, "en"])
            assert (score >= ALIKE) == (one == other), (one, other, score)


def _read(corpus: Path, file: str):
    return pdf.read(Source(corpus / "pdfs" / "statutes" / file, file, "0" * 64), Options())
