"""The report: it stands alone, says everything in both languages, and nothing in a document can get into it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest

from assistant.audit.log import Entry
from assistant.audit.replay.evidential import exchange_findings, session_findings
from assistant.audit.replay.outcome import Divergence, Recomputed, ReplayedExchange, ReplayedSession, Summary
from assistant.audit.replay.page import page
from assistant.audit.replay.page_head import Head
from assistant.audit.replay.page_parts import in_context
from indexes.records import Document, Page, Passage, Sentence, Span

HEAD = Head(
    "greffier.local/0123456789abcdef", 12, "ab" * 32, (("greffier.local/0", "01020304"),), "note", {2: "cd" * 32}
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=y>\"'&</article><!-- \x1b]52;c;eA==\x07 \u202e"
VOID = {"meta", "img", "br", "link", "input", "hr", "base"}


class Reader(HTMLParser):
    """Sees which elements there are, with which attributes, and that each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


class FakeFiled:
    """One page and one passage, whatever is asked for."""

    def __init__(self, text: str, title: str = "Règlement") -> None:
        self.text, self.title = text, title

    def filed(self, _document: str, number: int) -> Page:
        return Page(number, "iv", self.text, 612, 792, np.zeros((len(self.text), 4), np.int16))

    def document(self, name: str) -> Document:
        return Document(name, f"{self.title}.pdf", self.title, "fr", "general", "public", 1)

    def passage(self, name: str) -> Passage:
        sentence = Sentence("s1", (Span(1, 0, len(self.text)),), self.text)
        return Passage(name, "d" * 64, "fr", self.title, (sentence,))


def report(one, sources, filed, again: Recomputed | None = None, **changed) -> str:
    exchanges = tuple(ReplayedExchange(each, tuple(exchange_findings(each, sources)), again) for each in one.exchanges)
    replayed = ReplayedSession(one, tuple(session_findings(one, sources)), exchanges, **changed)
    summary = Summary()
    summary.add(replayed)
    return page([replayed], summary, HEAD, filed, datetime(2026, 8, 1, tzinfo=UTC))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def test_all_that_a_tribunal_asks_for_is_in_it(make_session, sources) -> None:
    judged = Entry(
        9, "2026-08-01T09:00:00.000Z", "validated", "7b1e2a4c9d0f3a55",
        {"answer": 8, "verdict": "corrected", "by": "Mme Roy", "note": "Voir l’article 5."}, None,
    )  # fmt: skip
    again = Recomputed("diverged", divergence=Divergence("tokens", 3, "token", "Texte de then.", "Texte de now."))
    text = read(report(make_session(after=[judged]), sources, FakeFiled(sources.text), again)).text
    for wanted in (
        "Greffier aide à trouver; il ne décide pas.", "Quelle est l’amende ?", "L’amende est de 150 $.",
        "Le parc est ouvert tous les jours", "En cas de récidive", "iv (", "Mme Roy", "Voir l’article 5.",
        "greffier.local/0123456789abcdef", "ab" * 32, "cd" * 32, "01020304", "7b1e2a4c9d0f3a55",
        "Texte de then.", "Texte de now.", "python verify.py LOG", "2026-08-01T00:00:00+00:00",
    ):  # fmt: skip
        assert text.count(wanted) >= 2, f"{wanted} is not in both languages’ parts"


def test_it_is_in_french_then_in_english_and_the_language_spoken_is_left_as_it_was(
    make_session, sources, in_english
) -> None:
    html = report(make_session(), sources, FakeFiled(sources.text))
    assert re.findall(r'<article lang="(..)"', html) == ["fr", "en"]
    english = html[html.index('<article lang="en"') :]
    assert "What each statement rests on" in english
    assert "Nothing that was checked fails." in english


def test_it_needs_nothing_from_outside(make_session, sources) -> None:
    reader = read(report(make_session(), sources, FakeFiled(sources.text)))
    assert not reader.tags & {"script", "img", "link", "iframe", "object", "embed", "form", "base", "svg"}
    assert {value for name, value in reader.attributes if name in ("href", "src")} == {"#fr", "#en"}
    assert not any(name.startswith("on") or name == "style" for name, _value in reader.attributes)
    policy = [value for name, value in reader.attributes if name == "content" and "default-src" in value]
    assert policy[0].startswith("default-src 'none'")


@pytest.mark.parametrize("hostile", [HOSTILE, "' onmouseover='x", "</style><style>*{display:none}"])
def test_rows_45_to_48_a_hostile_document_question_or_note_gets_nothing_into_it(make_session, sources, hostile) -> None:
    sources.text = hostile
    citation = {
        "document": "d" * 64, "file": hostile, "page": 1, "start": 0, "end": len(hostile), "quote": hostile,
    }  # fmt: skip
    statement = {
        "kind": "claim", "text": hostile, "supported": False, "reason": hostile, "pointers": [hostile],
        "citations": [citation],
    }  # fmt: skip
    judged = Entry(
        9, "2026-08-01T09:00:00.000Z", "validated", "7b1e2a4c9d0f3a55",
        {"answer": 8, "verdict": hostile, "by": hostile, "note": hostile}, None,
    )  # fmt: skip
    one = make_session(
        opened={"notice": {"id": "n", "language": hostile, "text": hostile}, "model": hostile, "labels": [hostile]},
        question={"question": hostile, "collection": hostile, "carried": {"searched": hostile}},
        answer={"answer": hostile, "statements": [statement], "language": "fr"},
        after=[judged],
    )  # fmt: skip
    plain = read(report(make_session(after=[judged]), sources, FakeFiled("x"), Recomputed("identical")))
    reader = read(report(one, sources, FakeFiled(hostile, hostile), Recomputed("identical")))
    assert reader.tags <= plain.tags | {"blockquote", "mark"}
    assert not any(name.startswith("on") or name == "src" for name, _value in reader.attributes)
    assert "\x1b" not in reader.text
    assert "\u202e" not in reader.text


def test_what_its_reader_is_not_cleared_for_is_not_in_it(make_session, sources) -> None:
    html = report(make_session(), sources, FakeFiled(sources.text), withheld=frozenset({1, 2, 8}))
    for secret in ("amende", "parc.pdf", "récidive", "Règlement"):
        assert secret not in html


def test_a_page_that_is_not_what_it_was_is_not_shown_as_if_it_were(make_session, sources) -> None:
    text = read(report(make_session(), sources, FakeFiled("Page blanche."))).text
    assert "As it was quoted then" in text


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(make_session, sources) -> None:
    reader = read(report(make_session(answer={"statements": [{"text": 1}]}), sources, FakeFiled(sources.text)))
    assert "Entry 8 cannot be read" in reader.text


def test_a_quotation_stands_in_its_context() -> None:
    text = "a" * 1000 + "MIDDLE" + "b" * 1000
    html = in_context(text, 1000, 1006)
    assert "<mark>MIDDLE</mark>" in html
    assert html.startswith("<blockquote>…a")
    assert html.endswith("b…</blockquote>")
    assert in_context("MIDDLE", 0, 6) == "<blockquote><mark>MIDDLE</mark></blockquote>"
