"""Reflow: broken words are mended, characters made readable, and each keeps its place on the page."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.lines import lines
from ingest.pdfium import RawPage
from ingest.reflow import PageText, Vocabulary, readable


def filed(page: RawPage, *elsewhere: RawPage) -> PageText:
    """All of a page's lines as one block, mended by the words of the page and of other pages."""
    found = list(lines(page))
    vocabulary = Vocabulary.of([*found, *(line for other in elsewhere for line in lines(other))])
    text = PageText(page)
    text.add(found, vocabulary)
    return text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (("la Ville de Sainte\x02", "Adèle"), "la Ville de Sainte-Adèle"),
        (("les animaux, ceux\x02", "ci étant"), "les animaux, ceux-ci étant"),
        (("des maladies para\x02", "sitaires"), "des maladies parasitaires"),
        (("des maladies para-", "sitaires"), "des maladies parasitaires"),
        (("des maladies para\ufffe\r\nsitaires",), "des maladies parasitaires"),
        (("des maladies para\u00ad\r\nsitaires",), "des maladies parasitaires"),
        (("a by\x02", "law"), "a by-law"),
        (("c'est-à\x02", "dire"), "c'est-à-dire"),
    ],
)
def test_row_16_a_word_broken_over_a_line_end_is_mended(raw_page, broken: tuple[str, ...], whole: str) -> None:
    assert filed(raw_page(*broken)).text == whole


def test_row_16_the_documents_own_words_decide(raw_page) -> None:
    assert filed(raw_page("le sous\x02", "ministre"), raw_page("le sous-ministre")).text == "le sous-ministre"
    assert filed(raw_page("Nord\x02", "Ouest"), raw_page("NordOuest", "NordOuest")).text == "NordOuest"


@pytest.mark.parametrize(
    ("broken", "elsewhere", "whole"),
    [
        (("degré pare\x02", "flamme"), "la flamme", "degré pare-flamme"),
        (("degré pare\x02", "flamme"), "deux flammes", "degré pare-flamme"),
        (("le pare\x02", "ment du mur"), "un mur", "le parement du mur"),
        (("en contre\x02", "venant"), "le contrevenant", "en contrevenant"),
        (("a self\x02", "employed person"), "an employed person", "a self-employed person"),
    ],
)
def test_row_16_a_compound_keeps_its_hyphen_where_its_rest_is_a_word(raw_page, broken, elsewhere, whole) -> None:
    assert filed(raw_page(*broken), raw_page(elsewhere)).text == whole


def test_a_document_that_breaks_no_words_keeps_the_hyphens_that_nothing_tells(raw_page) -> None:
    surely = raw_page("à Sainte\x02", "Adèle")
    assert filed(raw_page("un degré pare\x02", "flamme"), surely).text == "un degré pare-flamme"
    breaking = raw_page("une obli\x02", "gation", "cette obligation")
    assert filed(raw_page("un degré para\x02", "sitaire"), surely, breaking).text == "un degré parasitaire"


def test_what_is_raised_or_lowered_is_no_word_of_its_own(raw_page, row) -> None:
    """PDFium makes a line of a raised "er", and of what follows it."""
    page = raw_page(
        row("le 1", x=72, y=200), row("er", x=92, y=198, size=6), row("mai", x=107, y=200), row(";", x=122, y=200)
    )
    assert filed(page).text == "le 1er mai;"


def test_an_amount_or_a_date_split_over_lines_is_whole(raw_page) -> None:
    assert filed(raw_page("de 1 000 $ à 4", "000 $ le 31e", "jour")).text == "de 1 000 $ à 4 000 $ le 31e jour"


def test_the_cells_of_a_row_stand_apart(raw_page) -> None:
    page = raw_page("Clôture et", "muret", "25 $")
    one, two, three = lines(page)
    text = PageText(page)
    assert text.add_cells([[one, two], [three]], Vocabulary()) == (0, 23)
    assert text.text == "Clôture et muret | 25 $"


def test_the_halves_of_a_broken_word_are_no_words_of_the_document(raw_page) -> None:
    vocabulary = Vocabulary.of(lines(raw_page("un mot para\x02", "sitaires ici")))
    assert set(vocabulary.counts) == {"un", "mot", "ici"}


def test_a_word_broken_at_the_end_of_its_block_keeps_its_hyphen(raw_page) -> None:
    assert filed(raw_page("ceux-")).text == "ceux-"
    assert filed(raw_page("ceux\x02")).text == "ceux-"


def test_row_16_ligatures_are_taken_apart(raw_page) -> None:
    assert filed(raw_page("eﬃcacité, ﬁnances, ﬂeuve, oﬀre")).text == "efficacité, finances, fleuve, offre"


def test_row_16_decomposed_accents_are_composed(raw_page) -> None:
    text = "réglementation de l'été à Sainte-Adèle"
    page = filed(raw_page(unicodedata.normalize("NFD", text)))
    assert page.text == text
    assert len(page.source) == len(text)


def test_row_16_soft_hyphens_are_left_out(raw_page) -> None:
    assert filed(raw_page("régle\u00admen\u00adtation")).text == "réglementation"


@pytest.mark.parametrize("bullet", ["\uf0a7", "\uf0b7", "\uf0d8"])
def test_bullets_of_private_use_are_bullets(raw_page, bullet: str) -> None:
    assert filed(raw_page(f"{bullet} les chiens;")).text == "• les chiens;"


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\u2066", "\ufeff", "\x1b", "\x9b", "\x07", "\u200f"])
def test_what_draws_nothing_and_could_mislead_is_left_out(character: str) -> None:
    assert readable(character) == ""


@pytest.mark.parametrize("character", ["é", "œ", "’", "«", "\u00a0", "$", "²", "–"])
def test_what_people_write_stays(character: str) -> None:
    assert readable(character) == character


def test_lines_are_joined_by_a_space_and_blocks_by_a_line_feed(raw_page) -> None:
    page = raw_page("Le conseil", "décide.", "La séance est levée.")
    one, two, three = lines(page)
    text = PageText(page)
    assert text.add([one, two], Vocabulary()) == (0, 18)
    assert text.add([three], Vocabulary()) == (19, 39)
    assert text.text == "Le conseil décide.\nLa séance est levée."


def test_row_16_each_character_keeps_the_box_of_what_draws_it(raw_page) -> None:
    page = raw_page("eﬃ cacite\u0301", "ceux\x02", "ci")
    text = filed(page)
    boxes = text.boxes()
    assert text.text == "effi cacité ceux-ci"
    assert boxes.shape == (len(text.text), 4)
    assert boxes.dtype == np.int16
    assert (boxes[1] == boxes[2]).all(), "the letters of one ligature share its box"
    assert (boxes[1] == boxes[3]).all(), "the letters of one ligature share its box"
    assert not boxes[4].any(), "a space draws nothing"
    assert not boxes[text.text.index("-")].any(), "a mended hyphen is not drawn"
    assert boxes[0].tolist() == [720, 1500, 770, 1600], "tenths of a point"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(rows=st.lists(st.text("ab é-ﬁe\u0301\x02\u00ad\uf0b7\u200b’", max_size=12), min_size=1, max_size=5))
def test_every_filed_character_comes_from_the_page_or_from_mending(raw_page, rows: list[str]) -> None:
    page = raw_page(*rows)
    text = filed(page)
    assert len(text.source) == len(text.text) == len(text.boxes())
    assert all(-1 <= place < len(page.text) for place in text.source)
    drawn = [place for place in text.source if place >= 0]
    assert drawn == sorted(drawn)
    assert all(text.text[index] in " -\n" for index, place in enumerate(text.source) if place == -1)
    kept = "".join(text.text[index] for index in range(len(text.text)) if text.text[index].isalpha())
    there = "".join(readable(one) for one in unicodedata.normalize("NFC", page.text))
    assert len(kept) >= sum(map(str.isalpha, there)) - page.text.count("\u0301")
