"""The terms of a text: the same for a question and for what answers it."""

import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.analysis import Language, fold, normalise, terms, words

languages = st.sampled_from(("fr", "en"))


@pytest.mark.parametrize(
    "written",
    [
        "5 308 $",
        "5308$",
        "5 308,00 $",
        "5\u00a0308 $",
        "5\u202f308 $",
        "5 308\n$",
        "5 308 dollars",
        "cinq mille trois cent huit dollars",
    ],
)
def test_an_amount_has_one_form(written: str) -> None:
    assert terms(written, "fr") == ["5308", "$"]


@pytest.mark.parametrize(
    "written", ["$5,308", "$5,308.00", "5,308 dollars", "five thousand three hundred and eight dollars"]
)
def test_an_amount_has_the_same_form_in_english(written: str) -> None:
    assert terms(written, "en") == ["5308", "$"]


@pytest.mark.parametrize(
    ("written", "language", "number"),
    [
        ("trente jours", "fr", "30"),
        ("thirty days", "en", "30"),
        ("vingt et un", "fr", "21"),
        ("vingt-et-un", "fr", "21"),
        ("twenty-one", "en", "21"),
        ("soixante et onze", "fr", "71"),
        ("soixante-dix-sept", "fr", "77"),
        ("quatre-vingts", "fr", "80"),
        ("quatre-vingt-dix-neuf", "fr", "99"),
        ("ninety nine", "en", "99"),
        ("cent", "fr", "100"),
        ("a hundred", "en", "100"),
        ("cent quatre-vingts", "fr", "180"),
        ("one hundred and eighty", "en", "180"),
        ("mille neuf cent quatre-vingt-quatre", "fr", "1984"),
        ("deux cent mille", "fr", "200000"),
        ("two hundred thousand", "en", "200000"),
        ("deux millions", "fr", "2000000"),
        ("1er", "fr", "1"),
        ("1 er", "fr", "1"),
        ("2e", "fr", "2"),
        ("31ejour", "fr", "31"),
        ("22nd", "en", "22"),
        ("007", "en", "7"),
        ("0,50", "fr", "0.5"),
        ("1,000,000", "en", "1000000"),
        ("7.10", "fr", "7.10"),
        ("2.50 m", "en", "2.5"),
    ],
)
def test_a_number_has_one_form(written: str, language: Language, number: str) -> None:
    assert terms(written, language)[0] == number


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("deux ou trois", ["2", "3"]),
        ("entre vingt et trente", ["20", "30"]),
        ("trente (30) jours", ["30", "jour"]),
        ("100 200 300", ["100", "200", "300"]),
        ("100 000 habitants", ["100000", "habit"]),
        ("une personne", ["person"]),
        ("articles 7 et 8", ["articl", "7", "8"]),
    ],
)
def test_numbers_side_by_side_stay_apart(written: str, expected: list[str]) -> None:
    assert terms(written, "fr") == expected


@pytest.mark.parametrize("written", ["10 %", "10%", "10 p. 100", "dix pour cent"])
def test_a_share_has_one_form(written: str) -> None:
    assert terms(written, "fr") == terms("ten per cent", "en") == ["10", "%"]


def test_provisions_are_indexed_with_those_that_hold_them() -> None:
    assert terms("subsection 26(1)(a)", "en") == ["subsect", "26", "26(1)", "26(1)(a)"]
    assert terms("au paragraphe 26 (1)a)", "fr")[1:] == ["26", "26(1)", "26(1)(a)"]
    assert "7.1" in terms("l’article 7.1", "fr")
    assert terms("la zone T2.1", "fr") == ["zon", "t2.1"]


def test_marks_of_enumerations_are_no_terms() -> None:
    assert terms("(1) le titre; a) le nom; (iv) la date", "fr") == ["titr", "nom", "dat"]
    assert terms("(article 30)", "fr") == ["articl", "30"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("l’avis", ["avis"]),
        ("l'avis", ["avis"]),
        ("qu’aucun avis", ["avis"]),
        ("jusqu’à l’avis", ["avis"]),
        ("lorsqu’elle", []),
        ("d’œuvre", ["oeuvr"]),
        ("peut-on", []),
        ("la Ville demande-t-elle", ["vill", "demand"]),
    ],
)
def test_elisions_and_inversions_go(written: str, expected: list[str]) -> None:
    assert terms(written, "fr") == expected


@pytest.mark.parametrize("written", ["the Minister's", "the Minister’s", "the Ministers'"])
def test_possessives_go(written: str) -> None:
    assert terms(written, "en") == ["minist"]


def test_accents_go_after_stemming() -> None:
    assert terms("municipalités", "fr") == terms("municipal", "fr")
    assert terms("Règlement", "fr") == terms("reglement", "fr") == ["reglement"]


def test_words_that_the_law_keeps_apart_stay_apart() -> None:
    assert terms("loyer", "fr") == terms("loyers", "fr") != terms("loi", "fr")
    assert terms("témoin partie", "fr") != terms("témoin part", "fr")
    assert terms("witness", "en") == terms("witnesses", "en") != terms("wit", "en")


def test_acronyms_are_kept_and_cross_languages() -> None:
    assert "piia" in terms("le PIIA", "fr")
    assert terms("PIIA", "en") == ["piia"]
    assert set(terms("un piia", "fr")) <= set(terms("le PIIA de 2021", "fr"))
    assert terms("le C.C.U.", "fr") == terms("le CCU", "fr") == ["ccu"]


def test_compounds_meet_their_parts_and_their_closed_form() -> None:
    assert terms("Sainte-Adèle", "fr") == ["sainteadel", "saint", "adel"]
    assert terms("SainteAdèle", "fr")[0] in terms("Sainte-Adèle", "fr")
    assert terms("bylaw", "en")[0] in terms("by-law", "en")
    assert terms("règlement 1314-2021-PC", "fr") == ["reglement", "1314-2021", "1314", "2021", "pc"]


def test_units_written_either_way_are_one() -> None:
    assert terms("40 m²", "fr") == terms("40m2", "fr") == ["40", "m2"]


def test_the_normal_form() -> None:
    assert normalise("L’ŒUVRE\u00a0— d‑œ") == "l'oeuvre d-oe"
    assert fold("éàü") == "eau"


def test_words_are_shown_as_written() -> None:
    assert words("L’avis de la Ville est requis", "fr") == ["avis", "Ville", "requis"]


@given(st.text(), languages)
def test_any_text_has_terms_without_spaces_and_capitals(text: str, language: Language) -> None:
    for term in terms(text, language):
        assert term
        assert term == term.lower()
        assert not any(char.isspace() for char in term)


@given(st.text(alphabet=st.characters(codec="utf-8")), languages)
def test_the_unicode_form_does_not_matter(text: str, language: Language) -> None:
    assert terms(unicodedata.normalize("NFC", text), language) == terms(unicodedata.normalize("NFD", text), language)


@given(st.integers(2, 999_999))
def test_a_number_is_read_back(number: int) -> None:
    assert terms(f"{number:,} $".replace(",", " "), "fr") == [str(number), "$"]
    assert terms(f"${number:,}", "en") == [str(number), "$"]
    assert terms(str(number), "fr") == [str(number)]


@given(
    st.lists(
        st.sampled_from("règlement 30 jours amende l’avis 26(1) Sainte-Adèle trente dix et un $".split()), max_size=8
    ),
    languages,
)
def test_texts_parted_by_a_stop_add_up(parts: list[str], language: Language) -> None:
    first, second = " ".join(parts), "Le ministre"
    assert terms(f"{first}. {second}", language) == terms(first, language) + terms(second, language)


def test_threads_agree() -> None:
    texts = [f"mot{n}ation règlements{n} municipalités {n}" for n in range(300)]
    expected = [terms(text, "fr") for text in texts]
    found: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: found.append([terms(text, "fr") for text in texts])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
