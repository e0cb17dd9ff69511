"""Plain text, Markdown and RTF."""

from __future__ import annotations

import pytest

from ingest.errors import UnreadableError
from ingest.formats.text import paragraphs

WRAPPED = """\
RÈGLEMENT 12

Article 1. Objet
Le présent règlement fixe les frais des permis et des certificats que
délivre la Ville, ainsi que la manière de les payer.
Il s’applique sur tout son territoire.

   a) un chien;
   b) un chat, ou tout autre animal que la personne qui demande le permis
      garde chez elle.
"""


def test_lines_broken_to_a_width_are_joined() -> None:
    assert list(paragraphs(WRAPPED)) == [
        "RÈGLEMENT 12",
        "Article 1. Objet",
        "Le présent règlement fixe les frais des permis et des certificats que délivre la Ville, ainsi que la manière "
        "de les payer.",
        "Il s’applique sur tout son territoire.",
        "a) un chien;",
        "b) un chat, ou tout autre animal que la personne qui demande le permis garde chez elle.",
    ]


def test_lines_that_nobody_broke_are_paragraphs() -> None:
    long = "mot " * 80
    assert list(paragraphs(f"{long}\nDeux.\nTrois")) == [long.strip(), "Deux.", "Trois"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_any_usual_encoding(read, told, encoding: str) -> None:
    assert told(read("a.txt", "L’été à Québec.".encode(encoding))) == [("text", "L’été à Québec.")]


def test_headings_and_items_of_a_text_are_known(read, told) -> None:
    kinds = [kind for kind, _ in told(read("a.txt", WRAPPED))]
    assert kinds == ["heading", "heading", "text", "text", "text", "text"]


def test_a_text_with_nothing_in_it_is_empty(read) -> None:
    for content in ("", " \n\n"):
        with pytest.raises(UnreadableError, match="empty"):
            read("a.txt", content)


def test_markdown_is_read_as_the_page_that_it_makes(read, told) -> None:
    found = read(
        "a.md",
        "---\ntitle: Guide\n---\n# Titre *fort*\n\nDu texte **gras** sur\ndeux lignes [lien](http://192.0.2.1/).\n\n"
        "- un\n- deux\n\n3. trois\n4. quatre\n\n| Objet | Frais |\n|---|---|\n| Permis | 35 $ |\n\n"
        "<script>mal()</script>\n",
    )
    assert found.title == "Guide"
    assert told(found) == [
        ("heading", "Titre fort"),
        ("text", "Du texte gras sur deux lignes lien."),
        ("item", "un"),
        ("item", "deux"),
        ("item", "3. trois"),
        ("item", "4. quatre"),
        ("row", "Objet | Frais"),
        ("row", "Permis | 35 $"),
    ]
    assert found.notes["active"] == ["script"]


def test_rtf_is_read_by_its_text(read, told) -> None:
    found = read("a.rtf", rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Le r\'e8glement.\par Deux \u8217?.\par}")
    assert [text for _, text in told(found)] == ["Le règlement.", "Deux ’."]
