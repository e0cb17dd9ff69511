"""What trips a naive reader in the real by-laws, file by file and page by page, and how it must come out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.blocks import FURNITURE, Laid, lay_out
from ingest.pdfium import PdfReader, RawPage

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

PERMITS = "Rgl-1314-2021-PC-version-en-vigueur-20230509.pdf"
PLANS = "Rgl-1314-2021-PIIA-en-vigueur-17022023.pdf"
DOMAIN = "RGL-1132-occupation-domaine-public-CODIFICATION-ADMINISTRATIVE.pdf"


@cache
def laid_out(path: Path) -> Laid:
    return lay_out([page for page in PdfReader(path).pages(5000) if isinstance(page, RawPage)])


@pytest.fixture
def bylaw(corpus: Path):
    return lambda name: laid_out(corpus / "pdfs" / "bylaws" / name)


def after(laid: Laid, heading: str) -> str:
    """The text of the first block of body behind a heading."""
    body = [block for block in laid.blocks if block.kind not in FURNITURE]
    place = next(
        number for number, block in enumerate(body) if block.kind == "heading" and block.text.startswith(heading)
    )
    return body[place + 1].text


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("31. Paiement des tarifs", "Toute demande de permis, de certificat ou autre doit être accompagnée"),
        ("59. Dépôt de garantie", "Dans le cadre de l’émission d’un permis"),
        ("76. Documents et renseignements", "Une demande de permis pour la construction, l’installation"),
        ("119. Renseignement et documents", "Le présent article s’applique aux :"),
    ],
)
def test_a_title_stranded_a_page_earlier_heads_its_body(bylaw, heading: str, body: str) -> None:
    assert after(bylaw(PERMITS), heading).startswith(body)


@pytest.mark.parametrize(("name", "first", "last"), [(PERMITS, 2, 7), (PLANS, 3, 7)])
def test_tables_of_contents_are_no_body(bylaw, name: str, first: int, last: int) -> None:
    for block in bylaw(name).blocks:
        if first <= block.pieces[0].page <= last:
            assert block.kind in FURNITURE, block.text
    assert not any("Signet non défini" in block.text for block in bylaw(name).blocks if block.kind not in FURNITURE)


def test_a_header_is_one_where_it_names_the_wrong_chapter(bylaw) -> None:
    for page in range(21, 27):
        kinds = [block.kind for block in bylaw(PERMITS).blocks if block.pieces[0].page == page]
        assert kinds.count("header") == kinds.count("number") == 1


@pytest.mark.parametrize(
    ("name", "page", "sentence"),
    [
        (PERMITS, 61, "il doit transmettre"),
        (DOMAIN, 2, "la circulation publique des véhicules et des piétons, notamment une route, rue ou ruelle"),
    ],
)
def test_row_18_a_sentence_runs_over_a_page_break_unharmed(bylaw, name: str, page: int, sentence: str) -> None:
    (block,) = [block for block in bylaw(name).blocks if [piece.page for piece in block.pieces] == [page, page + 1]]
    assert sentence in block.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RGL-1144-2010-Parc-canin.pdf", ["maladies contagieuses ou parasitaires", "d'un adulte responsable"]),
        (DOMAIN, ["Ville de Sainte-Adèle;", "des sous-paragraphes b) et c)", "1 000 $ à 4 000 $"]),
        ("RGL-1311-Identification-Oxford-Cambridge-adoption.pdf", ["l’équipe Oxford-Cambridge"]),
        ("xx-2020-04-20-RGL-1289-Formation-CCE-adopte_1.pdf", ["fixés par celui-ci", "ce 4e jour du mois de mai"]),
        (PERMITS, ["la MRC des Pays-d’en-Haut", "(L.R.Q., c. A-19.1)", "degré pare-flamme", "20 m2;"]),
        (PLANS, ["du centre-ville et permettre", "au rez-de-chaussée", "le rez-de-chaussée", "celles-ci devraient"]),
    ],
)
def test_words_and_amounts_broken_over_lines_are_whole(bylaw, name: str, words: list[str]) -> None:
    text = " ".join(page.text for page in bylaw(name).pages)
    for word in words:
        assert word in text


def test_labels_in_the_margin_head_their_articles(bylaw) -> None:
    old = bylaw("00-Reglement-1000-2008-PPC.pdf")
    assert after(old, "Article 7 TERMINOLOGIE").startswith("Pour l'interprétation du présent règlement")
    assert after(old, "Article 17 TRANSMISSION").startswith("Le fonctionnaire désigné transmet au conseil")
    smoke = bylaw("RGL-1174-2012-Interdiction-fumer-parcs.pdf")
    for number, body in enumerate(
        ("Le Conseil décrète", "Il est interdit", "Pour l'app", "Les membres", "Quiconque", "Le présent"), 1
    ):
        assert after(smoke, f"ARTICLE {number}").startswith(body)


def test_printed_numbers_are_the_pages_labels(bylaw) -> None:
    assert [page.raw.label for page in bylaw(PLANS).pages][:3] == ["1", "2", "3"]


def test_no_letter_is_lost_and_none_filed_twice(bylaw, corpus: Path) -> None:
    for path in sorted((corpus / "pdfs" / "bylaws").glob("*.pdf")):
        for page in bylaw(path.name).pages:
            drawn = [place for place in page.source if place >= 0]
            letters = sum(map(str.isalnum, page.raw.text))
            assert sum(page.raw.text[place].isalnum() for place in set(drawn)) == letters, (path.name, page.raw.number)
