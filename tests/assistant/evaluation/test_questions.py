"""Question files: what is read, and what is said of a line that cannot be."""

from __future__ import annotations

import json

import pytest

from assistant.evaluation.errors import QuestionFileError
from assistant.evaluation.questions import Quote, lines, read

QUOTE = "Le permis est valide six mois."


def line(**changes: object) -> str:
    row = {
        "id": "a",
        "question_fr": "Combien de temps?",
        "question_en": "How long?",
        "answerable": True,
        "sources": [{"file": "x.pdf", "page": 1, "quote": QUOTE}],
        **changes,
    }
    return json.dumps({key: value for key, value in row.items() if value is not ...})


@pytest.fixture(autouse=True)
def _english(in_english: None) -> None:
    """Messages are compared."""


def test_a_question_has_its_wordings_and_its_quotes() -> None:
    (question,) = read([line(must=["6"], answer_fr="Six mois.")], "q.jsonl", 2000)
    assert question.id == "a"
    assert question.wordings == {"fr": "Combien de temps?", "en": "How long?"}
    assert question.answerable
    assert question.quotes == (Quote(QUOTE, None, "x.pdf"),)


def test_a_quote_may_be_given_in_both_languages() -> None:
    source = {"doc": "A-1", "label": "7", "quote_en": "within 30 days of it", "quote_fr": "dans les trente jours"}
    (question,) = read([line(sources=[source])], "q.jsonl", 2000)
    assert {(quote.language, quote.text) for quote in question.quotes} == {
        ("fr", "dans les trente jours"),
        ("en", "within 30 days of it"),
    }


def test_one_language_is_enough() -> None:
    (question,) = read([line(question_fr=...)], "q.jsonl", 2000)
    assert question.wordings == {"en": "How long?"}


def test_an_unanswerable_question_needs_no_source() -> None:
    for one in (
        line(answerable=False, sources=[]),
        line(answerable=False, sources=...),
        line(answerable=..., sources=[]),
    ):
        (question,) = read([one], "q.jsonl", 2000)
        assert not question.answerable
        assert question.quotes == ()


def test_answerable_is_what_has_a_quote_where_it_is_not_said() -> None:
    assert read([line(answerable=...)], "q.jsonl", 2000)[0].answerable


def test_blank_lines_are_passed_over_and_counted() -> None:
    assert [question.id for question in read(["", line(), "  ", line(id=2)], "q.jsonl", 2000)] == ["a", "2"]
    with pytest.raises(QuestionFileError, match=r"^Line 3 of q\.jsonl "):
        read(["", line(), "{"], "q.jsonl", 2000)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("nonsense", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        (line(id=...), "no “id”"),
        (line(id=True), "no “id”"),
        (line(id=" "), "no “id”"),
        (line(question_fr=..., question_en=...), "neither “question_fr” nor “question_en”"),
        (line(question_fr=" "), "“question_fr” is not a text"),
        (line(question_en=7), "“question_en” is not a text"),
        (line(question_en="x" * 2001), "“question_en” has more than 2000 characters"),
        (line(answerable="yes"), "“answerable” is neither true nor false"),
        (line(sources=[]), "no source has a quotation"),
        (line(sources="x.pdf"), "“sources” is not a list"),
        (line(sources=["x.pdf"]), "“sources” is not a list"),
        (line(sources=[{"quote": 1}]), "“quote” is not a text"),
        (line(sources=[{"quote": "six mois"}]), "no quotation has 4 words"),
    ],
)
def test_a_line_that_is_no_question_is_named(wrong: str, why: str) -> None:
    with pytest.raises(QuestionFileError) as caught:
        read([line(id="first"), wrong], "q.jsonl", 2000)
    assert str(caught.value).startswith("Line 2 of q.jsonl is no question: ")
    assert why in str(caught.value)
    assert "question_fr" in caught.value.hint


def test_a_name_stands_once() -> None:
    with pytest.raises(QuestionFileError, match=r"Line 2 of q\.jsonl is no question: line 1 has the same “id”"):
        read([line(id=1), line(id="1")], "q.jsonl", 2000)


def test_a_file_without_a_question_is_refused() -> None:
    with pytest.raises(QuestionFileError, match=r"q\.jsonl holds no question"):
        read(["", " "], "q.jsonl", 2000)


def test_bytes_are_utf_8_with_or_without_a_mark() -> None:
    assert lines("\ufeffé\nb\r\n".encode(), "q.jsonl") == ["é", "b\r", ""]
    with pytest.raises(QuestionFileError, match=r"Line 2 of q\.jsonl is not UTF-8"):
        lines("a\né".encode("latin-1"), "q.jsonl")
