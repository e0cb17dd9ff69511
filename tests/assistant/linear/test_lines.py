"""What is said of answers, sources and pages."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from assistant.answer import Answer
from assistant.linear.lines import (
    Source,
    Sources,
    closing_lines,
    exchange_lines,
    found_lines,
    of_citation,
    page_lines,
    passage_lines,
    read_lines,
    statement_lines,
)
from assistant.linear.terminal import Terminal
from indexes.records import Page

from ..exports.talks import FEE, FINE, HOSTILE, answer, conversation, hit, hostile, quotation  # noqa: TID252

QUOTE = "«\u00a0L’amende est de 150\u00a0$. En cas de récidive, elle est de 300\u00a0$.\u00a0»"


def heard(given: Answer) -> list[str]:
    """An answer as it is heard, whole."""
    sources = Sources()
    said = [
        line
        for place, statement in enumerate(given.statements, start=1)
        for line in statement_lines(statement, place, sources)
    ]
    return [*said, *closing_lines(given, sources)]


def test_an_answer_is_said_in_words(in_english: None) -> None:
    assert heard(answer(quotation(FINE), quotation(FEE), quotation(FINE))) == [
        f"Quotation 1, in French: {QUOTE} Source 1.",
        "Quotation 2: “The fee is $5 or less (≤ $5).” Source 2.",
        f"Quotation 3, in French: {QUOTE} Source 1.",
        "Sources",
        "Source 1: Règlement sur le parc, page 3; file a.pdf; in French.",
        "Source 2: Park By-law, page iii (page 5 of the file); file c.pdf; machine-read (87%).",
        "On the record: entry 12.",
    ]


def test_claims_say_what_they_are(in_english: None) -> None:
    given = conversation()[1].answer
    assert given is not None
    lines = heard(given)
    assert lines[0] == "Claim, supported by its sources: Il faut payer 150\u00a0$. Sources 1, 2."
    assert lines[1] == "Claim, not supported by its sources: C’est gratuit. Source 2."
    assert lines[2] == "Why: aucune source ne dit « gratuit »"


def test_a_refusal_says_what_was_nearest(in_english: None) -> None:
    lines = heard(answer(missing=("Lune",), nearest=tuple(hit(n, f"Passage {n}.") for n in range(1, 9))))
    assert lines[0] == "No answer. Les documents de la bibliothèque ne répondent pas à cette question."
    assert lines[1] == "Not in the passages found: “Lune”."
    assert lines[2] == "Nearest passages, which are not an answer:"
    assert (
        lines[3] == "Source 1: Directive, page ii (page 2 of the file); file b.pdf; in French. «\u00a0Passage 1.\u00a0»"
    )
    assert len(lines) == 9


def test_what_was_left_out_or_is_not_supported_is_said(in_english: None) -> None:
    doubtful = replace(quotation(FINE), kind="claim", supported=False)
    lines = heard(answer(doubtful, left_out=1, nearest=(hit(1, "Passage."),)))
    assert lines[-5:-3] == ["Sources", "Source 1: Règlement sur le parc, page 3; file a.pdf; in French."]
    assert lines[-2].startswith("Source 2: Directive")
    assert "1 statement was left out because the sources do not support it." in lines
    assert "Nothing in this answer is supported by the sources." in lines


def test_what_was_found_is_said_at_once(in_english: None) -> None:
    assert list(found_lines([])) == ["Nothing was found."]
    assert list(found_lines([hit(1, "a"), hit(2, "b")])) == ["2 passages found. The nearest are in: Directive."]


def test_a_source_is_read_with_what_is_cited_first(in_english: None) -> None:
    page = Page(3, None, "Article 1\n\nL’amende est de 150\u00a0$.\n", 1, 1, np.zeros((0, 4), np.int16), 0.9)
    assert list(read_lines(1, of_citation(FINE), page, 4, ["superseded by b.pdf"])) == [
        "Source 1: Règlement sur le parc, page 3; file a.pdf; in French.",
        "About the document: superseded by b.pdf.",
        "Of what is cited, this says most: «\u00a0L’amende est de 150\u00a0$.\u00a0»",
        "Text of page 3, of 4 in the file:",
        "A machine read the text of this page on a picture (certainty: 90%). Compare it with the original.",
        "Article 1",
        "L’amende est de 150\u00a0$.",
        "End of the page.",
    ]
    assert list(read_lines(2, of_citation(FEE), None, None, []))[1] == "Cited: “The fee is $5 or less (≤ $5).”"
    assert list(read_lines(1, of_citation(FINE), None, None, []))[-1] == "This page is not filed any more."
    assert next(iter(page_lines(page, None))) == "Text of page 3:"


def test_sources_are_called_by_their_numbers() -> None:
    sources = Sources()
    list(passage_lines([hit(1, "a"), hit(2, "b")], sources))
    assert isinstance(sources.called(2), Source)
    assert [sources.called(n) for n in (None, 0, 3)] == [None] * 3


def test_a_recorded_session_is_said_again(in_english: None) -> None:
    said = [list(exchange_lines(n, one, Sources())) for n, one in enumerate(conversation(), start=1)]
    assert said[0][0] == "Question 1: Quelle est l’amende ?"
    assert "corrected by Mme Roy on 2026-08-02 (entry 21): Voir l’article 5." in said[0]
    assert any(line.startswith("Follow-up to") for line in said[2])
    assert any("broken off" in line for line in said[3])
    assert "Source 1: Règlement sur le parc, page 3; file a.pdf; in French." in said[3]
    assert said[5][0] == "Question 6: –"
    assert "What was asked and answered is destroyed." in said[5]
    assert any(line.startswith("Withheld") for line in said[6])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_that_is_said_drives_a_terminal(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    out = StringIO()
    terminal = Terminal(StringIO(HOSTILE + "\n"), out)
    for one in hostile():
        sources = Sources()
        terminal.tell(exchange_lines(1, one, sources))
        for number, source in enumerate(sources.listed, start=1):
            terminal.tell(read_lines(number, source, None, None, [HOSTILE]))
    assert terminal.hear("Question:") == HOSTILE + "\n"
    assert not set(out.getvalue()) & set("\x1b\x07\x9b\x9d\u202e\u202c")
    assert "<script>" in out.getvalue()
