"""Evidence as a generator sees it: one line a sentence, nothing in it that looks like ours, and cut where it is cut."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import Evidence
from assistant.numbering import LONGEST, candidates, cut, flat, numbered, pieces
from indexes.records import Sentence, Span


@pytest.fixture
def evidence(make_hit):
    def make(*groups: tuple[str, ...]) -> list[Evidence]:
        made = []
        for number, texts in enumerate(groups, start=1):
            hit = make_hit(*texts, rank=number)
            made.append(Evidence(number, hit, hit.passage.sentences, 1 / number, 0.5, 0.5))
        return made

    return make


def test_sentences_are_numbered_through_in_the_order_of_the_evidence(evidence) -> None:
    lines = numbered(evidence(("Un.", "Deux."), ("Trois.",), ("Quatre.",)), 2)
    assert [(line.number, line.piece, line.text) for line in lines] == [
        (1, 0, "Un."),
        (2, 0, "Deux."),
        (3, 1, "Trois."),
    ]
    assert [[line.number for line in piece] for piece in pieces(lines)] == [[1, 2], [3]]


def test_of_each_piece_the_sentence_that_says_most_is_a_candidate(evidence) -> None:
    one, two, three = evidence(("Un.", "Deux."), ("Trois.",), ("Quatre.",))
    lines = candidates([replace(one, best=1), two, three], 2)
    assert [(line.number, line.piece, line.text) for line in lines] == [(1, 0, "Deux."), (2, 1, "Trois.")]
    assert candidates([], 9) == ()


def test_what_is_too_long_is_left_out_but_for_the_best(evidence) -> None:
    whole = evidence(("x" * LONGEST + "x",), ("Deux.",))
    assert [line.number for line in numbered(whole, 5)] == [1]
    assert numbered([], 5) == ()


@given(st.text())
def test_a_text_is_flattened_character_for_character(text: str) -> None:
    shown = flat(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"} for each in shown)
    assert not set(shown) & set("[]")
    assert [each for each in shown if each.isalnum()] == [each for each in text if each.isalnum()]


@given(st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=3), st.data())
def test_a_cut_sentence_has_the_spans_of_what_is_left(texts: list[str], data: st.DataObject) -> None:
    spans, places, page_texts = [], {}, {}
    for page, text in enumerate(texts, start=1):
        spans.append(Span(page, 5, 5 + len(text)))
        page_texts[page] = "....." + text
        places[page] = text
    sentence = Sentence("s", tuple(spans), " ".join(texts))
    start = data.draw(st.integers(0, len(sentence.text) - 1))
    end = data.draw(st.integers(start + 1, len(sentence.text)))
    found = cut(sentence, start, end)
    assert found.text == sentence.text[start:end]
    parts = [page_texts[span.page][span.start : span.end] for span in found.spans]
    assert all(parts)
    assert "".join(parts) in found.text.replace(" ", "") or " ".join(parts).strip() == found.text.strip()
