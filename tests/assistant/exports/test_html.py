"""The HTML page, held against what makes a page accessible, and against what a document could smuggle into it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from assistant.exports import export
from assistant.exports import html as writer

from .talks import HOSTILE, about, conversation, hostile, lookup


def parsed(content: bytes) -> html.HtmlElement:
    return html.document_fromstring(content)


def check(page: html.HtmlElement, language: str) -> None:
    """What holds of every page that Greffier writes."""
    assert page.get("lang") == language
    assert page.findtext(".//title")
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [one.get("id") for one in page.iter() if isinstance(one.tag, str) and one.get("id")]
    assert len(ids) == len(set(ids))
    for link in page.iter("a"):
        href = link.get("href")
        assert link.get("id") or href
        if href is not None:
            assert href.startswith("#")
            assert href[1:] in ids
            assert (link.text_content() or link.get("aria-label") or "").strip()
    for section in page.iter("section"):
        assert section.get("aria-labelledby") in ids
    for table in page.iter("table"):
        assert table.find("caption") is not None
        assert all(head.get("scope") in ("row", "col") for head in table.iter("th"))
        for row in table.iterfind("tbody/tr"):
            assert row[0].tag == "th"
    for quote in page.iter("blockquote"):
        assert quote.get("cite", "").removeprefix("#") in ids
    assert not list(page.iter("script", "img", "iframe", "object", "link", "form", "base", "svg"))
    for one in page.iter():
        assert not [name for name in one.attrib if name in ("src", "style", "srcset") or name.startswith("on")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_accessible(language: str) -> None:
    page = parsed(export(conversation(), about(language), "html", lookup))  # type: ignore[arg-type]
    check(page, language)
    assert "L’amende est de 150\u00a0$. En cas de récidive" in page.text_content()


def test_each_part_says_its_language() -> None:
    page = parsed(export(conversation(), about("en"), "html"))
    (quote, *_rest) = [one for one in page.iter("blockquote") if "L’amende" in one.text_content()]
    assert quote.get("lang") == "fr"
    (quote, *_rest) = [one for one in page.iter("blockquote") if "The fee" in one.text_content()]
    assert quote.get("lang") is None
    spans = {one.text_content(): one.get("lang") for one in page.iter("span")}
    assert spans["Règlement sur le parc"] == "fr"
    assert spans["Les documents de la bibliothèque ne répondent pas à cette question."] == "fr"
    assert "What is the fine?" not in spans
    page = parsed(export(conversation(), about("fr"), "html"))
    assert {one.get("lang") for one in page.iter("span", "blockquote")} == {"en", None}


def test_notes_lead_there_and_back() -> None:
    page = parsed(export(conversation(), about("en"), "html"))
    references = {one.get("id"): one.get("href") for one in page.iter("a") if one.get("role") == "doc-noteref"}
    backs = {
        one.get("href")[1:]: f"#{one.getparent().get('id')}"
        for one in page.iter("a")
        if one.get("role") == "doc-backlink"
    }
    assert references == backs
    items = [(one.get("id"), one.get("value")) for one in page.iter("li")]
    assert items == [(f"n{n}", str(n)) for n in range(1, len(items) + 1)]


def test_what_a_document_says_is_text() -> None:
    content = export(hostile(), about("en", title=HOSTILE, library=HOSTILE), "html")
    page = parsed(content)
    check(page, "en")
    assert page.text_content().count("<script>alert(1)</script>") > 8
    assert not set(content.decode()) & set("\x1b\x07\x9b\x9d\u202e\u202c")
    assert re.findall(rb"<(script|img|b|font)\b", content) == []


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_contrast_enough() -> None:
    css = Path(writer.__file__).with_suffix(".css").read_text(encoding="utf-8")
    inks = re.findall(r"[{ ]color: (#\w{6})", css)
    grounds = re.findall(r"background: (#\w{6})", css)
    assert len(set(inks)) > 3
    for ink in inks:
        for ground in grounds:
            assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 4.5, (ink, ground)
