"""The HTML page: whole, well formed, self-contained, and deaf to what documents and questions hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from assistant.evaluation.page import page
from assistant.evaluation.results import Answered, Found

EVIL = '</td><script>alert(1)</script><img src="http://example.org/x.png" onerror="x">&amp;\x1b[2J\u202e'
_VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Collects tags and attributes, and checks that what is opened is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.text.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def rows(make_row, found):
    evil = Found(2, 0.5, "p", EVIL, EVIL, 1, EVIL, "en", False, EVIL)
    return [
        make_row("a", "fr", 1, hits=[found, evil]),
        make_row("a", "en", 3, hits=[found], question="How long?"),
        make_row(EVIL, "fr", None, ranks={"fr": None}, question=EVIL),
        make_row("u", "en", None, ranks={}, hits=[]),
    ]


def test_nothing_runs_and_nothing_is_fetched(rows, evaluated) -> None:
    html = page(evaluated(rows))
    reader = read(html)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "embed", "form", "input", "a", "base"}
    for _, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "href", "srcset"}]
    assert not re.search(r"url\(|@import|https?://(?!example\.org)", html)
    policy = next(attributes for tag, attributes in reader.tags if tag == "meta" and "http-equiv" in attributes)
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_what_documents_hold_is_shown_as_text(rows, evaluated) -> None:
    html = page(evaluated(rows))
    assert "<script>" not in html
    assert not set(html) & set("\x1b\u202e")
    assert "<script>alert(1)</script>" in "".join(read(html).text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_in_the_language_of_the_interface(language, rows, evaluated, monkeypatch) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    reader = read(page(evaluated(rows)))
    assert dict(reader.tags)["html"] == {"lang": language}
    assert ("1.000" in "".join(reader.text)) is (language == "en")


def test_it_has_charts_tables_and_a_row_a_question(rows, evaluated) -> None:
    reader = read(page(evaluated(rows)))
    names = [tag for tag, _ in reader.tags]
    assert names.count("svg") == names.count("figure") == 5
    assert all(attributes["aria-label"] for tag, attributes in reader.tags if tag == "svg")
    assert names.count("details") == 4
    assert names.count("table") == 6


def test_answers_have_a_table_where_there_are_any(make_row, evaluated, in_english) -> None:
    answer = Answered(False, 2, 1, (True, False), (True, True), 0.5)
    text = "".join(read(page(evaluated([make_row("a", answer=answer)]))).text)
    assert "right source" in text
    assert "1.000 (1.000–1.000)" in text
    assert "right source" not in "".join(read(page(evaluated([make_row("a")]))).text)


def test_charts_stay_inside_their_frames(rows, evaluated) -> None:
    for tag, attributes in read(page(evaluated(rows))).tags:
        if tag == "rect":
            assert float(attributes["height"]) >= 0
            assert float(attributes["y"]) >= 0
            assert 0 <= float(attributes["x"]) <= 480 - float(attributes["width"])
        if tag in {"line", "circle", "text"}:
            numbers = [float(attributes[name]) for name in ("x", "x1", "x2", "cx") if name in attributes]
            assert all(0 <= number <= 480 for number in numbers)


def test_it_stands_without_an_answerable_question_and_with_one_language(make_row, evaluated) -> None:
    assert "svg" not in {tag for tag, _ in read(page(evaluated([make_row("u", rank=None, ranks={})]))).tags}
    names = [tag for tag, _ in read(page(evaluated([make_row("a", "en")]))).tags]
    assert names.count("svg") == 3
