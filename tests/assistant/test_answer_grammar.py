"""The grammar of an answer: what it admits is read as it was meant, and it admits no number but the evidence's."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer_grammar import CUT, REFUSAL, Claimed, Pointed, Use, drafted, grammar, read
from assistant.evidence import Evidence
from assistant.numbering import Numbered
from indexes.records import Document, Hit, Passage, Sentence, Span
from models.grammar import Choice, Excerpt, Literal, Node, Repeat, Words
from models.grammar import Sequence as Row

LONG = "Quiconque contrevient au présent règlement [voir l’annexe] est passible d’une amende de 150\u00a0$ par jour."
_FREE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="[]<>|"), min_size=3, max_size=20)


def lines(*groups: tuple[str, ...]) -> list[Numbered]:
    found: list[Numbered] = []
    for piece, texts in enumerate(groups):
        sentences = tuple(Sentence(f"s{n}", (Span(1, 0, len(text)),), text) for n, text in enumerate(texts))
        document = Document("d" * 64, "a.pdf", "Règlement", "fr", "general", "public", 1)
        hit = Hit(1, 0.5, Passage("p", "d" * 64, "fr", "", sentences), document, None, {})
        evidence = Evidence(piece + 1, hit, sentences, 0.5, 0.5, 0.5)
        found += [Numbered(len(found) + n, piece, evidence, one) for n, one in enumerate(sentences, start=1)]
    return found


LINES = lines(("Le parc est ouvert.", LONG, "Il est gratuit."), ("A card is free.", "It is blue."))


def texts_of(node: Node) -> st.SearchStrategy[str]:
    """The texts that a grammar admits."""
    if isinstance(node, Literal):
        return st.just(node.text)
    if isinstance(node, Choice):
        return st.one_of([texts_of(option) for option in node.options])
    if isinstance(node, Row):
        return st.tuples(*map(texts_of, node.parts)).map("".join)
    if isinstance(node, Repeat):
        return st.lists(texts_of(node.part), min_size=node.least, max_size=node.most).map("".join)
    if isinstance(node, Words):
        return _FREE
    words = node.text.split()
    starts = st.integers(0, len(words) - node.least)
    return starts.flatmap(
        lambda start: st.integers(node.least, min(node.most or len(words), len(words) - start)).map(
            lambda count: " ".join(words[start : start + count])
        )
    )


@given(texts_of(grammar(LINES, 3, "compose")))
def test_what_the_grammar_admits_is_read_as_pointers_into_the_evidence(text: str) -> None:
    if text == REFUSAL:
        return
    assert 1 <= len(text.split("\n")) <= 3
    for line in text.split("\n"):
        said = read(line)
        if said is None:  # words of nothing but space, and two pointers; or a character that no one sees
            assert not drafted(line) or any(unicodedata.category(each) in {"Cf", "Zl", "Zp"} for each in line)
        elif isinstance(said, Pointed):
            assert 1 <= said.first <= said.last <= 5
            assert said.last <= 3 or said.first >= 4, "a range stays within one piece of evidence"
            assert said.excerpt is None or (said.first == said.last == 2 and said.excerpt in LINES[1].text)
        else:
            assert said.words == drafted(line)
            assert set(said.numbers) <= set(range(1, 6))
            assert 1 <= len(said.numbers) <= 3


@pytest.mark.parametrize("use", ["compose", "pointing"])
def test_row_49_no_number_but_the_evidences_can_be_written(use: Use) -> None:
    found = set(re.findall(r"'\[([0-9-]+)\]?", repr(grammar(LINES, 3, use)).replace('"', "'")))
    whole = {"1", "2", "3", "4", "5"}
    assert found == whole | {"0", "1-2", "1-3", "2-3", "4-5"}


def test_pointing_has_neither_words_nor_cuts() -> None:
    written = repr(grammar(LINES, 1, "pointing"))
    assert "Words" not in written
    assert "Excerpt" not in written


def test_only_a_sentence_that_is_long_enough_is_cut_and_as_it_is_shown() -> None:
    written = repr(grammar(LINES, 1, "compose"))
    assert set(re.findall(r"Excerpt\(text='(.*?)', ", written)) == {LINES[1].text}
    assert repr(Excerpt(LINES[1].text, *CUT)) in written
    assert "(voir l’annexe)" in LINES[1].text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[3]", Pointed(3, 3)),
        ("[2-4]", Pointed(2, 4)),
        ("[2: une amende de 150 $]", Pointed(2, 2, "une amende de 150 $")),
        ("Le parc est ouvert. [1]", Claimed("Le parc est ouvert.", (1,))),
        ("Le parc est ouvert. [1][3][1]", Claimed("Le parc est ouvert.", (1, 3))),
        ("Cela coûte 0 $", None),
        ("Un [1] deux", None),
        ("[1][2]", None),
        ("Trop de sources. [1][2][3][4]", None),
        ("[99999]", None),
        ("Cela coûte \x1b]52;c;eA==\x07 0 $. [1]", None),
        ("Cela coûte \u202e0 $. [1]", None),
        ("", None),
    ],
)
def test_a_line_is_read(line: str, said: object) -> None:
    assert read(line) == said


@given(st.text(max_size=100))
def test_anything_can_be_read(line: str) -> None:
    said = read(line)
    assert said is None or isinstance(said, Pointed) or (said.words and said.numbers)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Le parc est", "Le parc est"),
        ("Le parc est ouvert. [1", "Le parc est ouvert."),
        ("[2: une amende", ""),
        ("", ""),
    ],
)
def test_a_draft_is_words_alone(line: str, words: str) -> None:
    assert drafted(line) == words
