"""Hollow passages: forms, titles said again, and boilerplate are told from what says something."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexes.hollow import WIDESPREAD_SHARE, blanks, hollowness, said_again
from indexes.reading import Reader
from indexes.records import Passage, Sentence, Span


def passage(document: str, *texts: str, heading: str = "") -> Passage:
    sentences = tuple(Sentence(f"{document}{n}", (Span(1, 0, len(text)),), text) for n, text in enumerate(texts))
    return Passage(f"{document}-{texts[0][:20]}", document, "fr", heading, sentences)


@pytest.mark.parametrize(
    "text", ["Article 1 ........ 3 Article 2 . . . . . . 4", "Nom : ________ Date : ____", "……………… 12"]
)
def test_leaders_and_blanks_say_nothing(text: str) -> None:
    assert blanks(text) == 1


@pytest.mark.parametrize(
    "text", ["", "Le parc est ouvert... sauf l'hiver.", "(a) un; (b) deux.", "Frais : 5,00 $; 10 $"]
)
def test_text_has_no_blanks(text: str) -> None:
    assert blanks(text) == 0


def test_a_blank_in_a_long_text_hardly_counts() -> None:
    assert 0 < blanks("Le requérant signe ici : ______ " + "et le greffier en garde une copie au dossier " * 40) < 0.2


def test_a_title_said_again_says_nothing(fake_encoder, fake_lexicon) -> None:
    reader = Reader(fake_encoder, fake_lexicon)
    title = frozenset(fake_lexicon.terms("Règlement sur le parc canin", "fr"))
    again, other = reader.read(
        [
            passage("d", "Règlement sur le parc canin.", "Parc canin, article 1.", heading="Article 1"),
            passage("d", "Le chien est tenu en laisse dans le parc.", heading="Article 2"),
        ]
    )
    assert said_again(again, title) == 1
    assert said_again(other, title) == 0


def test_what_stands_in_many_documents_is_boilerplate(fake_encoder, fake_lexicon) -> None:
    rule = "Le masculin comprend le féminin."
    found = [passage(name, rule) for name in "abc"] + [passage("d", rule, "Le chien est tenu en laisse au parc.")]
    readings = Reader(fake_encoder, fake_lexicon).read(found)
    *all_of_it, part = hollowness(found, readings, [frozenset()] * 4)
    assert all_of_it == [WIDESPREAD_SHARE] * 3
    assert 0 < part < WIDESPREAD_SHARE
    assert hollowness(found[:2], readings[:2], [frozenset()] * 2) == [0, 0], "two documents are no rule"
    pages = [passage("a", rule), passage("a", rule), passage("a", rule)]
    assert hollowness(pages, readings[:3], [frozenset()] * 3) == [0, 0, 0], "one document may repeat itself"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text("ab. _…", min_size=1, max_size=40), min_size=1, max_size=6))
def test_it_is_a_share(fake_encoder, fake_lexicon, texts: list[str]) -> None:
    found = [passage(str(n), text) for n, text in enumerate(texts)]
    readings = Reader(fake_encoder, fake_lexicon).read(found)
    assert all(0 <= one <= 1 for one in hollowness(found, readings, [frozenset({"a"})] * len(found)))
