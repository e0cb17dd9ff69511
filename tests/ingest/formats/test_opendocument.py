"""OpenDocument: texts, sheets and slides, without LibreOffice."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from ingest.errors import UnreadableError

_SPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        **{
            prefix: f"urn:oasis:names:tc:opendocument:xmlns:{word}:1.0"
            for prefix, word in {
                "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
                "presentation": "presentation",
            }.items()
        },
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)  # fmt: skip


def package(family: str, content: str, *, styles: str = "", **others: str) -> bytes:
    body = {"text": "text", "spreadsheet": "spreadsheet", "presentation": "presentation"}[family]
    document = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{body}>{content}</office:{body}></office:body></office:document-content>"
    )
    title = "<office:meta><dc:title>Le titre</dc:title></office:meta>"
    meta = f"<office:document-meta {_SPACES}>{title}</office:document-meta>"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{family}")
        made.writestr("content.xml", document)
        made.writestr("meta.xml", meta)
        for name, text in others.items():
            made.writestr(name.replace("__", "/").replace("_", "."), text)
    return buffer.getvalue()


def test_a_text_is_read_with_its_headings_lists_and_tables(read, told) -> None:
    styles = (
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="a"/>'
        '</text:list-style><style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    )
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    found = read(
        "a.odt",
        package(
            "text",
            '<text:tracked-changes><text:p>Biffé.</text:p></text:tracked-changes>'
            '<text:h text:outline-level="2">Objet</text:h>'
            '<text:p>Le <text:span>présent</text:span><text:s text:c="2"/>règlement<text:span text:style-name="H">'
            ' caché</text:span>.<text:note><text:note-citation>1</text:note-citation>'
            '<text:note-body><text:p>Une note.</text:p></text:note-body></text:note></text:p>'
            '<text:list text:style-name="N"><text:list-item><text:p>un chien;</text:p></text:list-item>'
            '<text:list-item><text:p>un chat.</text:p></text:list-item></text:list>'
            f'<table:table><table:table-header-rows><table:table-row>{cell.format("Objet")}{cell.format("Frais")}'
            f'</table:table-row></table:table-header-rows><table:table-row>{cell.format("Chien")}{cell.format("35 $")}'
            '</table:table-row></table:table>',
            styles=styles,
        ),
    )  # fmt: skip
    assert found.title == "Le titre"
    assert told(found) == [
        ("heading", "Objet"),
        ("text", "Le présent règlement."),
        ("text", "Une note."),
        ("item", "a. un chien;"),
        ("item", "b. un chat."),
        ("row", "Objet | Frais"),
        ("row", "Chien | 35 $"),
    ]
    assert found.blocks[0].level == 2
    assert found.blocks[-1].heads == "Objet | Frais"
    assert found.notes["hidden"] == len("caché")


def test_sheets_are_read_as_they_were_shown(read) -> None:
    def row(*cells: str) -> str:
        made = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f'<table:table-row>{made}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'

    rows = row("Objet", "Frais") + row("Chien", "35,50 $")
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    found = read("a.ods", package("spreadsheet", f'<table:table table:name="Frais">{rows}{empty}</table:table>'))
    assert [(page.label, page.text) for page in found.pages] == [("Frais", "Objet | Frais\nChien | 35,50 $")]


def test_slides_are_pages(read, told) -> None:
    box = "<draw:text-box><text:p>{}</text:p></draw:text-box>"
    slide = (
        f'<draw:page><draw:frame presentation:class="title">{box.format("Les permis")}</draw:frame>'
        f'<draw:frame>{box.format("Un chien")}</draw:frame><presentation:notes><draw:frame>{box.format("À dire")}'
        "</draw:frame></presentation:notes></draw:page>"
    )  # fmt: skip
    found = read("a.odp", package("presentation", slide * 2))
    assert len(found.pages) == 2
    assert told(found)[:3] == [("heading", "Les permis"), ("text", "Un chien"), ("text", "À dire")]


def test_row_1_a_password_is_seen(read) -> None:
    content = package("text", "<text:p>Un.</text:p>", **{"META-INF__manifest_xml": "<encryption-data/>"})
    with pytest.raises(UnreadableError, match="encrypted"):
        read("a.odt", content)


def test_row_6_entities_are_refused(read) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
    with pytest.raises(UnreadableError, match="damaged"):
        read("a.odt", package("text", "<text:p>Un.</text:p>", styles_xml=bomb))


def test_macros_are_noted_and_an_empty_text_is_empty(read) -> None:
    found = read("a.odt", package("text", "<text:p>Un.</text:p>", Basic__Standard__a_xml="<a/>"))
    assert found.notes["active"] == ["macros"]
    with pytest.raises(UnreadableError, match="empty"):
        read("a.odt", package("text", "<text:p/>"))
