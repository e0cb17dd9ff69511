"""Titles that files state, and those that their first pages have."""

from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind, Piece
from ingest.titles import LONGEST, title


def block(text: str, kind: BlockKind = "heading", page: int = 1) -> Block:
    return Block(kind, (Piece(page, 0, len(text)),), text)


def test_a_stated_title_is_taken() -> None:
    assert title("Loi sur les conflits d’intérêts", [block("Autre chose")]) == "Loi sur les conflits d’intérêts"


@pytest.mark.parametrize(
    "stated",
    ["", "PROJET DE RÈGLEMENT", "VILLE DE SAINTE-ADELE", "Microsoft Word - a.docx", "Draft by-law", "scan0001"],
)
def test_a_form_or_the_name_of_the_town_is_no_title(stated: str) -> None:
    first = [block("VILLE DE SAINTE-ADÈLE"), block("Règlement sur les chiens")]
    assert title(stated, first) == "Règlement sur les chiens"


def test_a_number_is_joined_with_what_the_by_law_is_about() -> None:
    assert title("", [block("RÈGLEMENT 1323"), block("Concernant les plans d’ensemble", "text")]) == (
        "RÈGLEMENT 1323 concernant les plans d’ensemble"
    )
    said = [
        block("RÈGLEMENT NO. 1144-2010"),
        block("À une séance ordinaire du conseil", "text"),
        block("Règlement numéro 1144-2010 concernant l’accès au parc canin.", "text"),
    ]
    assert title("", said) == "RÈGLEMENT NO. 1144-2010 concernant l’accès au parc canin"
    assert title("", [block("BY-LAW NO. 12"), block("Respecting dogs", "text")]) == "BY-LAW NO. 12 respecting dogs"
    assert title("", [block("RÈGLEMENT 1323"), block("Il fait beau.", "text")]) == "RÈGLEMENT 1323"


def test_a_title_that_breaks_off_takes_its_rest_and_loses_its_number() -> None:
    broken = [block("Règlement relatif aux"), block("plans d’implantation numéro 1314-2021-PIIA", "text")]
    assert title("", broken) == "Règlement relatif aux plans d’implantation"


def test_without_a_heading_the_first_text_is_the_title_and_without_text_there_is_none() -> None:
    assert title("", [block("Note de service", "text")]) == "Note de service"
    assert title("", [block("Annexe", page=2)]) == ""
    assert title("", []) == ""


def test_a_long_title_is_cut() -> None:
    assert len(title("", [block("Règlement " + "x" * 300)])) == LONGEST
