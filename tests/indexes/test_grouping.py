"""Grouping: copies and twins become one thing, and whatever differs in what matters stays another."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexes.grouping import Candidate, Group, are_versions, copies, group, twins
from indexes.lexical import LexicalIndex, Text
from indexes.matching import Matcher
from indexes.reading import Reader
from indexes.records import Document, Language, Passage, Sentence, Span

RULE = (
    "Le gardien tient son chien en laisse dans le parc et ramasse sans délai ce que son animal y laisse, "
    "puis le dépose dans un bac prévu à cet effet à la sortie du parc ou chez lui dans les meilleurs délais."
)


@pytest.fixture
def candidate(fake_encoder, fake_lexicon):
    """Makes candidates; the fake encoder gives twins a high cosine where they share names and numbers."""

    def make(
        text: str,
        file: str = "a.pdf",
        *,
        language: Language = "fr",
        score: float = 0.5,
        page: int = 1,
        pages: int = 1,
        of: Language | None = None,
    ) -> Candidate:
        name = hashlib.sha256(file.encode()).hexdigest()
        sentence = Sentence(f"{name[:16]}-s0", (Span(page, 0, len(text)),), text)
        passage = Passage(f"{name[:16]}-{text[:8]}", name, language, "", (sentence,))
        document = Document(name, file, "Règlement", of or language, "general", "public", pages)
        return Candidate(passage, document, Reader(fake_encoder, fake_lexicon).read([passage])[0], score)

    return make


@pytest.fixture
def matcher(fake_lexicon) -> Matcher:
    index = LexicalIndex.build([Text("fr", f"{RULE} 150 300", []), Text("en", "dog park", [])], fake_lexicon)
    return Matcher.of("chien parc", "fr", index, fake_lexicon)


def test_copies_are_one_thing_and_the_best_speaks_for_them(candidate, matcher) -> None:
    found = [candidate(RULE, "a.pdf", score=0.9), candidate("Autre chose.", score=0.8), candidate(RULE, "b.pdf")]
    assert group(found, matcher, "fr") == [Group(0, (2,)), Group(1, ())]


def test_a_word_more_or_another_case_makes_no_other_text(candidate, matcher) -> None:
    found = [candidate(RULE), candidate(RULE.upper(), "b.pdf"), candidate(f"Voir : {RULE}", "c.pdf")]
    assert group(found, matcher, "fr") == [Group(0, (1, 2))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{RULE} L'amende est de 150 $.", f"{RULE} L'amende est de 300 $."),
        (f"{RULE} Cela vaut pour tous les usagers.", f"{RULE} Cela ne vaut pas pour tous les usagers."),
        (f"{RULE} Les parcs, sauf le parc Claude-Cardinal.", f"{RULE} Les parcs, le parc Claude-Cardinal."),
        (f"{RULE} Le chat aussi.", RULE.replace("chien", "chat")),
    ],
    ids=["a number", "a negation", "an exception", "what was asked about"],
)
def test_what_differs_in_what_matters_is_another_thing(candidate, matcher, one: str, other: str) -> None:
    assert copies([candidate(one), candidate(other, "b.pdf")], matcher) == []


NAMES = "12 Maple Leaf, Oxford, Cambridge, Sainte-Adèle, Claude-Cardinal, Jean-Guy Caron, 45 $, 2012-69"
TWIN_FR = f"{NAMES} : chien au parc avant le 31 mars."
TWIN_EN = f"{NAMES}: dog in the park by 31 March."


def test_twins_are_one_thing_and_the_askers_language_speaks(candidate, matcher) -> None:
    found = [
        candidate(TWIN_EN, "a.en.pdf", language="en", score=0.80),
        candidate(TWIN_FR, "a.fr.pdf", score=0.78),
    ]
    assert group(found, matcher, "fr") == [Group(1, (0,))]
    assert group(found, matcher, "en") == [Group(0, (1,))]
    weaker = [found[0], replace(found[1], score=0.4)]
    assert group(weaker, matcher, "fr") == [Group(0, (1,))], "not nearly as good: the best speaks"


def test_both_languages_side_by_side_in_one_document(candidate) -> None:
    found = [candidate(TWIN_EN, "both.pdf", language="en", of="fr"), candidate(TWIN_FR, "both.pdf")]
    assert twins(found) == [(1, 0)]


@pytest.mark.parametrize(
    ("other", "place"),
    [
        (TWIN_EN.replace("12 Maple", "13 Maple"), {}),
        (TWIN_EN.replace("45", "60").replace("2012-69", "2013-70").replace("31", "15"), {}),
        (TWIN_EN * 2, {}),
        (TWIN_EN, {"page": 40}),
        ("12 Something else altogether, of which nothing is known here, 45 $, 2012-69, and what follows.", {}),
    ],
    ids=["another section", "other numbers", "twice as long", "elsewhere in the document", "other words"],
)
def test_what_could_be_something_else_is_no_twin(candidate, other: str, place: dict[str, int]) -> None:
    french = candidate(TWIN_FR, "a.fr.pdf", pages=50)
    assert twins([french, candidate(TWIN_EN, "a.en.pdf", language="en", pages=50)])
    assert not twins([french, candidate(other, "a.en.pdf", language="en", pages=50, **place)])


def test_documents_that_no_name_joins_must_agree_in_more(candidate) -> None:
    french = candidate(TWIN_FR, "reglement.pdf")
    assert twins([french, candidate(TWIN_EN, "by-law.pdf", language="en")]) == [(0, 1)]
    few = [text.replace("45 $, 2012-69", "").replace("31", "") for text in (TWIN_FR, TWIN_EN)]
    assert not twins([candidate(few[0], "reglement.pdf"), candidate(few[1], "by-law.pdf", language="en")])
    assert twins([candidate(few[0], "a.fr.pdf"), candidate(few[1], "a.en.pdf", language="en")])


def test_a_passage_has_one_twin_the_nearest(candidate) -> None:
    found = [
        candidate(TWIN_FR, "a.fr.pdf"),
        candidate(TWIN_EN.replace("Oxford", "Harvard"), "a.en.pdf", language="en"),
        candidate(TWIN_EN, "a.en.pdf", language="en"),
    ]
    assert twins(found) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A-1.fr.pdf", "A-1.en.pdf", True),
        ("lois/fr/A-1.pdf", "lois/en/A-1.pdf", True),
        ("rapport_F.pdf", "rapport_E.pdf", True),
        ("Loi français.pdf", "Loi anglais.pdf", True),
        ("A-1.fr.pdf", "A-2.en.pdf", False),
        ("E-2.01.fr.pdf", "F-2.01.en.pdf", False),
        ("A-1.fr.pdf", "A-1.fr.pdf", False),
        ("reglement.pdf", "by-law.pdf", False),
        ("A-1.fr.v2.pdf", "A-1.en.pdf", False),
    ],
)
def test_versions_are_named_alike_but_for_their_language(candidate, one: str, other: str, same: bool) -> None:
    french, english = candidate("Un.", one), candidate("One.", other, language="en")
    assert are_versions(french.document, english.document) is same
    assert are_versions(english.document, french.document) is same
    assert not are_versions(french.document, french.document)


def test_nothing_found_is_no_group(matcher) -> None:
    assert group([], matcher, "fr") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([RULE, TWIN_FR, TWIN_EN, "Un chien.", "Deux parcs."]), max_size=8))
def test_each_candidate_is_in_one_group(candidate, matcher, texts: list[str]) -> None:
    found = [
        candidate(text, f"{n}.pdf", language="en" if text == TWIN_EN else "fr", score=1 / (n + 1))
        for n, text in enumerate(texts)
    ]
    groups = group(found, matcher, "fr")
    places = [place for one in groups for place in (one.leader, *one.others)]
    assert sorted(places) == list(range(len(found)))
    firsts = [min(one.leader, *one.others) if one.others else one.leader for one in groups]
    assert firsts == sorted(firsts), "groups come in the order of their best"
    assert len([one for one in groups if found[one.leader].passage.text == RULE]) <= 1
