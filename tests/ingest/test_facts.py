"""Facts that documents state, and those that they only seem to."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexes.records import Facts
from ingest import facts, pdf, titles
from ingest.blocks import Block, BlockKind, Piece
from ingest.read import Options, Source


def block(text: str, kind: BlockKind = "text", page: int = 1) -> Block:
    return Block(kind, (Piece(page, 0, len(text)),), text, 1 if kind == "heading" else 0)


FILLER = [block("La Ville régit ce qui suit.", page=page) for page in range(3, 9)]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("RÈGLEMENT NO. 1144-2010", "1144-2010"),
        ("REGLEMENT NUMÉRO 1310", "1310"),
        ("Règlement 1314-2021-DM", "1314-2021-DM"),
        ("Numéro 1314-2021-DM", "1314-2021-DM"),
        ("By-law No. 12", "12"),
        ("BY-LAW NUMBER 2020-115", "2020-115"),
        ("Arrêté 2019-04", "2019-04"),
        ("Conflict of Interest Act C-36.65", "C-36.65"),
        ("SOR/2005-1", "SOR/2005-1"),
        ("Règlement sur la citoyenneté DORS/93-246", "DORS/93-246"),
        ("Règlement 1132-1 modifiant le règlement 1132-2010", "1132-1"),
    ],
)
def test_a_number_is_read_from_a_heading(heading: str, number: str) -> None:
    assert facts.find([block(heading, "heading")]).number == number


@pytest.mark.parametrize(
    "text",
    [
        "Le règlement 1200-2012 est abrogé, de même que tout ce qui lui est contraire, sous réserve des droits acquis "
        "de ceux qui en ont joui jusqu’à ce jour.",
        "Règlement sur le parc canin",
        "Chapitre 12",
        "Règlement de 1 500 $",
    ],
)
def test_a_number_that_is_another_documents_or_none_is_not_taken(text: str) -> None:
    assert facts.find([block(text)]).number is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Avis de motion 17 mai 2021 Adoption 19 juillet 2021 Entrée en vigueur 23 septembre 2021", "2021-07-19"),
        ("Adopté le 19 avril 2010", "2010-04-19"),
        ("Adopted on April 19, 2010", "2010-04-19"),
        ("Passed this 3rd day of March, 2019", "2019-03-03"),
        ("[Assented to 2019-06-21]", "2019-06-21"),
        ("Règlement 1310 – 17 mai 2021 (Adoption)", "2021-05-17"),
        ("Règlement 1289 – CCE (adoption – 20 avril 2020) Page 1", "2020-04-20"),
        ("À une séance ordinaire du conseil, tenue le 17 septembre 2012 à 20 h", "2012-09-17"),
        ("At a regular meeting of Council held on June 4, 2018", "2018-06-04"),
        ("Québec, le 3 mars 2021", "2021-03-03"),
        ("Date: March 3, 2021", "2021-03-03"),
    ],
)
def test_a_date_of_adoption_is_read(text: str, date: str) -> None:
    assert facts.find([block(text)]).date == date


@pytest.mark.parametrize(
    "text",
    [
        "ATTENDU QU’un avis de motion a été donné le 21 février 2022 ;",
        "Le présent règlement remplace le règlement 12, adopté le 3 mars 1999.",
        "Le règlement de zonage de la Ville, qui a été modifié plusieurs fois depuis, fut adopté le 3 mars 1999.",
        "Il est interdit de stationner du 15 novembre 2020 au 1er avril 2021.",
    ],
)
def test_another_date_is_not_taken_for_it(text: str) -> None:
    assert facts.find([block(text)]).date is None


def test_only_the_first_and_the_last_pages_are_believed() -> None:
    assert facts.find([*FILLER[:2], block("Adoption 1 mai 2020", page=5), *FILLER[4:]]).date is None
    assert facts.find([*FILLER, block("Adoption 1 mai 2020", page=9)]).date == "2020-05-01"


def test_what_the_file_states_stands_where_the_text_is_silent() -> None:
    stated = Facts(date="2020-01-02", number="9", author="Greffe")
    assert facts.find([block("Rien.")], stated) == stated
    assert facts.find([block("RÈGLEMENT NO. 12", "heading")], stated).number == "12"


def test_the_body_that_stands_alone_is_the_author_in_the_letters_of_the_text() -> None:
    title = block("VILLE DE SAINTE-ADÈLE", "heading")
    assert (
        facts.find([title, block("un immeuble appartenant à la Ville de Sainte-Adèle")]).author
        == "Ville de Sainte-Adèle"
    )
    assert facts.find([title]).author == "Ville de Sainte-Adèle"
    assert facts.find([block("MINISTÈRE DES TRANSPORTS", "heading")]).author == "Ministère des Transports"


def test_a_by_laws_author_is_the_one_municipality_that_it_speaks_of() -> None:
    number = block("RÈGLEMENT NO. 12", "heading")
    twice = [block("la Ville de Val-David prévoit"), block("le territoire de la Ville de Val-David")]
    assert facts.find([number, *twice]).author == "Ville de Val-David"
    assert facts.find([number, *twice, block("avec la Ville de Sainte-Adèle")]).author is None, "two: neither"
    assert facts.find(twice).author is None, "no by-law"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In case of discrepancy, the French version prevails.", "fr"),
        ("En cas de divergence, la version française fait foi.", "fr"),
        ("Le texte français a préséance sur sa traduction.", "fr"),
        ("The English text is authoritative.", "en"),
        ("En cas de conflit, la version anglaise prévaut.", "en"),
        ("The French and English versions are equally authoritative.", None),
        ("Un sommaire en français est fourni.", None),
    ],
)
def test_the_version_that_prevails(text: str, language: str | None) -> None:
    assert facts.standing([block(text)]).authoritative == language


def test_a_consolidation_says_as_of_when() -> None:
    of = facts.standing([block("Codification administrative : à jour – 22 février 2023", "heading")])
    assert (of.consolidated, of.as_of) == (True, "2023-02-22")
    listed = [
        block("CODIFICATION ADMINISTRATIVE", "heading"),
        block("Règlement 12, adopté le 19 avril 2010, entré en vigueur le 28 avril 2010"),
        block("12-1, adopté le 18 juin 2019, entré en vigueur le 26 juin 2019 ;"),
    ]
    assert facts.standing(listed).notes() == {"in_force": "2010-04-28", "consolidated": "2019-06-26"}
    assert facts.standing([block("Office Consolidation", "heading")]).notes() == {"consolidated": True}
    assert facts.standing([block("Le présent règlement entre en vigueur conformément à la loi.")]).notes() == {}


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Entrée en vigueur 19 mai 2021", "2021-05-19"),
        ("14 Le présent règlement entre en vigueur le 19 mars 1998.", "1998-03-19"),
        ("This By-law comes into force on March 19, 1998.", "1998-03-19"),
        ("Le présent règlement entre en vigueur le 31 décembre 2005 ou, si elle est postérieure, à la date de", None),
        ("(3) L’article 95 entre en vigueur le 1er janvier 1997.", None),
    ],
)
def test_since_when_it_is_in_force(text: str, when: str | None) -> None:
    assert facts.standing([block(text)]).in_force == when


SAINTE_ADELE = "Ville de Sainte-Adèle"
BY_LAWS = {  # read by a person on the pages: date of adoption, number, author as the pages give it
    "00-Reglement-1000-2008-PPC.pdf": ("2008-10-20", "1000-2008-PPC", SAINTE_ADELE),
    "2022-03-21-Reglement-PAE-Adopte.pdf": ("2022-03-21", "1323", SAINTE_ADELE),
    "RGL-1132-occupation-domaine-public-CODIFICATION-ADMINISTRATIVE.pdf": ("2010-04-19", "1132-2010", SAINTE_ADELE),
    "RGL-1144-2010-Parc-canin.pdf": ("2010-10-18", "1144-2010", SAINTE_ADELE),
    "RGL-1174-2012-Interdiction-fumer-parcs.pdf": ("2012-09-17", "1174-2012", SAINTE_ADELE),
    "RGL-1310-Identification-Maple-Leaf-adoption.pdf": ("2021-05-17", "1310", None),
    "RGL-1311-Identification-Oxford-Cambridge-adoption.pdf": ("2021-05-17", "1311", None),
    "Rgl-1314-2021-DM-Derogations-mineures.pdf": ("2021-07-19", "1314-2021-DM", SAINTE_ADELE),
    "Rgl-1314-2021-PC-version-en-vigueur-20230509.pdf": ("2021-07-19", "1314-2021-PC", SAINTE_ADELE),
    "Rgl-1314-2021-PIIA-en-vigueur-17022023.pdf": ("2021-07-19", "1314-2021-PIIA", SAINTE_ADELE),
    "xx-2020-04-20-RGL-1289-Formation-CCE-adopte_1.pdf": ("2020-04-20", "1289", SAINTE_ADELE),
}
TITLES = {
    "00-Reglement-1000-2008-PPC.pdf": "REGLEMENT NO. 1000-2008-PPC relatif aux projets particuliers",
    "2022-03-21-Reglement-PAE-Adopte.pdf": "RÈGLEMENT 1323 concernant les plans d’aménagement d’ensemble (PAE)",
    "RGL-1132-occupation-domaine-public-CODIFICATION-ADMINISTRATIVE.pdf": "RÈGLEMENT 1132-2010 AFIN DE DÉCRÉTER",
    "RGL-1144-2010-Parc-canin.pdf": "RÈGLEMENT NO. 1144-2010 concernant le décret de règles de conduite",
    "Rgl-1314-2021-PC-version-en-vigueur-20230509.pdf": "Règlement sur les permis et certificats",
    "Rgl-1314-2021-DM-Derogations-mineures.pdf": "Règlement sur les dérogations mineures",
    "Rgl-1314-2021-PIIA-en-vigueur-17022023.pdf": "Règlement relatif aux plans d’implantation et d’intégration",
    "xx-2020-04-20-RGL-1289-Formation-CCE-adopte_1.pdf": "RÈGLEMENT 1289 concernant formation d’un Comité consultatif",
}
STATUTES = {
    "C-36.65": "C-36.65",
    "SOR-93-246": "SOR-93-246",
    "C.R.C.,_c._1120": "C.R.C., c. 1120",
    "SI-81-86": "SI-81-86",
}


@pytest.mark.corpus
@pytest.mark.parametrize("file", BY_LAWS)
def test_the_facts_of_real_by_laws(corpus: Path, file: str) -> None:
    read = pdf.read(Source(corpus / "pdfs" / "bylaws" / file, file, "0" * 64), Options())
    found = facts.find(read.blocks, read.facts)
    assert (found.date, found.number, found.author) == BY_LAWS[file]
    assert titles.title(read.title, read.blocks).startswith(TITLES.get(file, "RÈGLEMENT"))


@pytest.mark.corpus
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", STATUTES)
def test_the_facts_of_statutes(corpus: Path, name: str, language: str) -> None:
    file = f"{name}.{language}.pdf"
    read = pdf.read(Source(corpus / "pdfs" / "statutes" / file, file, "0" * 64), Options())
    assert facts.find(read.blocks, read.facts) == Facts(None, STATUTES[name], None), "nothing is made up"
