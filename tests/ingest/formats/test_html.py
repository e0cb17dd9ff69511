"""HTML: what a browser shows, and nothing that it would run, fetch or hide."""

from __future__ import annotations

import pytest

from ingest.errors import UnreadableError

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Règlement 12</title><style>p{color:red}</style>
<script>document.write("mal")</script></head><body><nav><a href="/">Accueil</a></nav>
<h1>Règlement sur les permis</h1><h2>Chapitre I</h2><h3>Article&nbsp;1. Objet</h3>
<p>Le présent <b>règle</b>ment fixe<br>les frais de <a href="http://192.0.2.1/">permis</a>.</p>
<p>12. Nul ne peut, sans permis, exploiter un commerce.</p>
<ul><li>un chien;</li><li>un chat.</li></ul><ol type="a" start="3"><li>premier</li><li>second</li></ol>
<img src="http://192.0.2.1/logo.png" alt="logo"><iframe src="http://192.0.2.1/"></iframe>{more}</body></html>"""


def test_a_page_is_read_as_it_is_shown(read, told) -> None:
    found = read("a.html", PAGE.replace("{more}", ""))
    assert found.title == "Règlement 12"
    assert told(found) == [
        ("heading", "Règlement sur les permis"),
        ("heading", "Chapitre I"),
        ("heading", "Article 1. Objet"),
        ("text", "Le présent règlement fixe les frais de permis."),
        ("text", "12. Nul ne peut, sans permis, exploiter un commerce."),
        ("item", "un chien;"),
        ("item", "un chat."),
        ("item", "c. premier"),
        ("item", "d. second"),
    ]
    assert [block.level for block in found.blocks[:3]] == [1, 2, 3]
    assert found.notes["active"] == ["iframe", "script"]


@pytest.mark.parametrize(
    "hiding",
    [
        'style="display:none"',
        'style="visibility: hidden"',
        "hidden",
        'style="color:#FFF"',
        'style="color: white; margin: 0"',
        'style="font-size:0"',
        'style="font-size: 0px; margin: 0"',
        'style="opacity:0"',
    ],
)
def test_row_19_hidden_text_is_left_out_and_counted(read, told, hiding: str) -> None:
    found = read("a.html", f"<html><body><p>Public.</p><p {hiding}>Le <b>secret</b></p></body></html>")
    assert told(found) == [("text", "Public.")]
    assert found.notes["hidden"] == len("Le secret")


@pytest.mark.parametrize(
    "page",
    [
        '<div style="background:#003"><p style="color:#fff">Public.</p></div>',
        '<p style="background-color:#fff">Public.</p>',
        '<p style="font-size:0.9em">Public.</p>',
        '<p style="opacity: 0.8">Public.</p>',
        '<p style="border-color: white">Public.</p>',
    ],
)
def test_what_can_be_read_is_not_taken_for_hidden(read, told, page: str) -> None:
    found = read("a.html", f"<html><body>{page}</body></html>")
    assert told(found) == [("text", "Public.")]
    assert "hidden" not in found.notes


def test_rows_stand_whole_under_the_names_of_their_columns(read) -> None:
    table = """<table><caption>Frais</caption><tr><th>Objet</th><th>Genre</th><th>Frais</th></tr>
    <tr><td rowspan=2>Permis</td><td>chien</td><td>35&nbsp;$</td></tr><tr><td>chat</td><td>20&nbsp;$</td></tr>
    <tr><td colspan=2>Total</td><td>55&nbsp;$</td></tr></table>"""
    rows = [block for block in read("a.html", PAGE.replace("{more}", table)).blocks if block.kind == "row"]
    assert [(row.text.replace("\u00a0", " "), row.heads) for row in rows] == [
        ("Objet | Genre | Frais", "Frais"),
        ("Permis | chien | 35 $", "Frais > Objet | Genre | Frais"),
        ("Permis | chat | 20 $", "Frais > Objet | Genre | Frais"),
        ("Total |  | 55 $", "Frais > Objet | Genre | Frais"),
    ]


def test_tables_that_only_lay_out_are_taken_apart(read, told) -> None:
    page = "<html><body><table><tr><td><h2>Avis</h2><p>Un.</p></td><td><table><tr><td>Deux.</td></tr></table></td></tr>"
    assert told(read("a.html", page)) == [("heading", "Avis"), ("text", "Un."), ("text", "Deux.")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_encoding_is_found_where_it_is_not_said(read, told, encoding: str) -> None:
    assert told(read("a.html", "<html><body><p>L’été</p></body></html>".encode(encoding))) == [("text", "L’été")]


def test_a_stated_encoding_is_believed(read, told) -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>été</p></body></html>'
    assert told(read("a.html", page.encode("latin-1"))) == [("text", "été")]


def test_entities_that_would_read_files_or_blow_up_do_neither(read, told) -> None:
    page = """<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbbbbbb">
    <!ENTITY c "&b;&b;&b;&b;&b;&b;">]><html><body><p>Un &a; &c;</p></body></html>"""
    (one,) = [text for kind, text in told(read("a.html", page)) if "Un" in text]
    assert "root" not in one
    assert "bbb" not in one


def test_a_page_that_shows_nothing_is_empty(read) -> None:
    with pytest.raises(UnreadableError, match="empty"):
        read("a.html", "<html><body><script>mal()</script></body></html>")


def test_thousands_of_comments_do_not_delay(read, told) -> None:
    assert told(read("a.html", "<!-- x -->" * 1500 + "<html><body><p>Un.</p></body></html>")) == [("text", "Un.")]
