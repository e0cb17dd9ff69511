"""The gate: garbage is doubted, and nothing else; the better of two readings is the one with more words in it."""

from __future__ import annotations

import pytest

from ingest.quality import agree, is_doubted, is_fluent, measure
from ingest.spelling import is_known

FRENCH = (
    "Quiconque contrevient au présent règlement commet une infraction et est passible d'une amende de 150 $. Le parc "
    "est ouvert de 7 h à 22 h, tous les jours, et les chiens y sont tenus en laisse par leur gardien."
)
ENGLISH = (
    "Every person who contravenes this by-law is guilty of an offence and is liable to a fine of $150. The park is "
    "open from 7 a.m. to 10 p.m. every day, and dogs must be kept on a leash by their owner in the park at all times."
)
TABLE = "Zone H-12 12,5 m 4 500 m2 30 %\r\nZone C-3 10 m 2 000 m2 45 %\r\nMarge avant 6,0 m\r\nMarge arrière 9,0 m"
NAMES = "Nadine Brière District 1\r\nLise Gendron District 2\r\nJohn Butler District 3\r\nRobert Lagacé District 4"
CONTENTS = "Chapitre 1 ........ 3\r\nInterprétation ........ 4\r\nAdministration ........ 9\r\nInfractions ........ 12"
BLANKS = "Nom : ______________\r\nAdresse : ______________\r\n☐ Oui ☐ Non\r\nSignature : __________"
BULLETS = "\r\n".join(f"{bullet} les {kind}" for bullet in "\uf0b7\uf0a7\uf0fc" for kind in ("chiens", "chats", "eaux"))


def shifted(text: str, by: int) -> str:
    return "".join(chr(ord(letter) + by) if letter.isascii() and letter.isalpha() else letter for letter in text)


def doubted(text: str, *, underlaid: bool = False) -> bool:
    return is_doubted(measure(text, is_known), underlaid=underlaid)


@pytest.mark.parametrize("text", [FRENCH, ENGLISH, TABLE, NAMES, CONTENTS, BLANKS, BULLETS, "", "12 345,00 $"])
def test_what_people_write_passes(text: str) -> None:
    assert not doubted(text)


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: shifted(text, 1),
        lambda text: shifted(text, -29),
        lambda text: "".join(chr(0xF000 + ord(letter) % 256) if letter != " " else " " for letter in text),
        lambda text: "".join("\ufffd" if letter.isalpha() else letter for letter in text),
        lambda text: "".join(chr(ord(letter) % 31) if letter.isalpha() else letter for letter in text),
    ],
    ids=["next letter", "glyph numbers", "private use", "replaced", "controls"],
)
def test_row_15_a_wrong_character_map_is_doubted(text: str, spoil) -> None:
    assert not is_fluent(spoil(text))
    assert doubted(spoil(text))


def test_row_15_half_a_page_of_garbage_is_enough() -> None:
    text = f"{FRENCH} {shifted(FRENCH, 1)} {shifted(FRENCH, 2)}"
    assert not is_fluent(text)
    assert doubted(text)


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
def test_prose_passes_without_a_dictionary(text: str) -> None:
    assert is_fluent(text)


@pytest.mark.parametrize("error", ["ATIENDU QUE", "toute nourüure", "Sont letditS", "Simtl!llbrc"])
def test_what_a_machine_read_is_doubted_at_its_first_error(error: str) -> None:
    """Real errors of recognition that old layers hold."""
    assert not doubted(f"{FRENCH} {error}")
    assert doubted(f"{FRENCH} {error}", underlaid=True)
    assert not doubted(FRENCH, underlaid=True)


def test_a_word_broken_over_a_lines_end_is_whole() -> None:
    assert not doubted("les maladies para\x02\r\nsitaires et conta-\r\ngieuses des animaux", underlaid=True)


def test_the_better_reading_has_more_words_and_fewer_errors() -> None:
    def worth(text: str) -> int:
        return measure(text, is_known).worth

    assert worth("toute nourriture ou boisson") > worth("toute nourüure ou boisson")
    assert worth("toute nourriture ou boisson") > worth("toute")
    assert worth(FRENCH) > 0 > worth(shifted(FRENCH, 1))


def test_two_readings_agree_on_most_words_in_whatever_order() -> None:
    assert agree("le parc est ouvert", "est ouvert le PARC")
    assert agree("les maladies para-\r\nsitaires", "les maladies parasitaires")
    assert not agree("le parc est ouvert", "")
    assert not agree(FRENCH, shifted(FRENCH, 1))
