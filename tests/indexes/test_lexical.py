"""Lexical search: held against a slow BM25 written straight from its formula, in one language and across both."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexes.lexical import K1, B, LexicalIndex, Text, top
from indexes.postings import Postings
from indexes.records import LANGUAGES, Language, Lexicon

TEXTS = [
    Text("fr", "Le chien est tenu en laisse dans le parc.", [("Parc canin", 0.6)]),
    Text("fr", "Une amende est imposée au gardien du chien.", [("Infractions", 0.6)]),
    Text("en", "The dog is kept on a leash in the park. The dog!", [("Dog park", 0.6)]),
    Text("en", "A fine of $50 is imposed.", [("Offences", 0.6), ("Dog by-law", 0.3)]),
    Text("en", "", []),
]


def reference(texts: list[Text], query: str, language: Language, lexicon: Lexicon) -> list[float]:
    """BM25 with expected frequencies, a passage at a time."""
    frequencies: list[Counter[str]] = []
    for text in texts:
        counts: Counter[str] = Counter()
        for part, weight in [(text.body, 1.0), *text.context]:
            for term in lexicon.terms(part, text.language):
                counts[term] += weight  # type: ignore[assignment]
        frequencies.append(counts)
    scores = [0.0] * len(texts)
    for target in LANGUAGES:
        rows = [row for row, text in enumerate(texts) if text.language == target]
        if not rows:
            continue
        average = sum(sum(frequencies[row].values()) for row in rows) / len(rows) or 1.0
        for term in lexicon.terms(query, language):
            translations = {term: 1.0} if target == language else lexicon.translate(term, language)
            matching = sum(p * sum(word in frequencies[row] for row in rows) for word, p in translations.items())
            if not matching:
                continue
            idf = math.log(1 + (len(rows) - matching + 0.5) / (matching + 0.5))
            for row in rows:
                expected = sum(p * frequencies[row][word] for word, p in translations.items())
                length = sum(frequencies[row].values())
                scores[row] += idf * expected * (K1 + 1) / (expected + K1 * (1 - B + B * length / average))
    return scores


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("chien", "fr"),
        ("chien parc amende", "fr"),
        ("dog", "en"),
        ("hound fine", "en"),
        ("dog dog park", "en"),
        ("", "fr"),
    ],
)
def test_scores_are_bm25s(fake_lexicon, query: str, language: Language) -> None:
    found = LexicalIndex.build(TEXTS, fake_lexicon).scores(query, language, fake_lexicon)
    assert found.dtype == np.float32
    assert found == pytest.approx(reference(TEXTS, query, language, fake_lexicon), rel=1e-5)


_WORDS = st.lists(st.sampled_from("chien parc amende dog hound park fine le the".split()), max_size=8).map(" ".join)
_TEXTS = st.lists(
    st.builds(Text, st.sampled_from(LANGUAGES), _WORDS, st.just([("parc dog", 0.5)])), min_size=1, max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(texts=_TEXTS, query=_WORDS, language=st.sampled_from(LANGUAGES))
def test_scores_are_bm25s_whatever_the_texts(fake_lexicon, texts: list[Text], query: str, language: Language) -> None:
    found = LexicalIndex.build(texts, fake_lexicon).scores(query, language, fake_lexicon)
    assert found == pytest.approx(reference(texts, query, language, fake_lexicon), rel=1e-4, abs=1e-6)


def test_a_query_finds_passages_of_both_languages(fake_lexicon) -> None:
    found = LexicalIndex.build(TEXTS, fake_lexicon).scores("chien", "fr", fake_lexicon)
    assert found[0] > 0
    assert found[2] > 0
    assert found[4] == 0


def test_the_likelier_translation_counts_more(fake_lexicon) -> None:
    texts = [Text("en", "one dog here", []), Text("en", "one hound here", []), Text("en", "nothing of note", [])]
    found = LexicalIndex.build(texts, fake_lexicon).scores("chien", "fr", fake_lexicon)
    assert found[0] > found[1] > 0 == found[2]


def test_an_index_of_nothing_answers_nothing(fake_lexicon) -> None:
    index = LexicalIndex.build([], fake_lexicon)
    assert index.scores("chien", "fr", fake_lexicon).shape == (0,)
    assert len(index.search("chien", "fr", fake_lexicon, 5)[0]) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(texts=_TEXTS, parts=st.lists(st.integers(0, 3), min_size=8, max_size=8), query=_WORDS)
def test_however_the_passages_are_divided_the_scores_are_the_same(
    fake_lexicon, texts: list[Text], parts: list[int], query: str
) -> None:
    order = sorted(range(len(texts)), key=lambda row: parts[row])
    divided = [[texts[row] for row in order if parts[row] == part] for part in range(4)]
    split = LexicalIndex([Postings.build(part, fake_lexicon) for part in divided])
    whole = LexicalIndex.build([texts[row] for row in order], fake_lexicon)
    assert split.scores(query, "fr", fake_lexicon) == pytest.approx(
        whole.scores(query, "fr", fake_lexicon), rel=1e-5, abs=1e-7
    )
    assert split.term_weights(query, "fr", fake_lexicon) == pytest.approx(whole.term_weights(query, "fr", fake_lexicon))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(texts=_TEXTS, kept=st.lists(st.booleans(), min_size=8, max_size=8), query=_WORDS)
def test_row_50_scores_among_some_are_as_if_there_were_no_others(
    fake_lexicon, texts: list[Text], kept: list[bool], query: str
) -> None:
    mask = np.array(kept[: len(texts)])
    index = LexicalIndex.build(texts, fake_lexicon)
    some = LexicalIndex.build([text for text, one in zip(texts, kept, strict=False) if one], fake_lexicon)
    statistics = index.statistics(mask)
    found = index.scores(query, "fr", fake_lexicon, statistics)
    assert found[mask] == pytest.approx(some.scores(query, "fr", fake_lexicon), rel=1e-5, abs=1e-7)
    assert not found[~mask].any()
    assert index.term_weights(query, "fr", fake_lexicon, statistics) == pytest.approx(
        some.term_weights(query, "fr", fake_lexicon)
    )


@given(
    st.lists(st.floats(0, 8, width=16), max_size=300).map(lambda one: np.array(one, dtype=np.float32)),
    st.integers(1, 20),
)
def test_the_top_are_those_of_a_full_sort(scores: np.ndarray, limit: int) -> None:
    rows, found = top(scores, limit)
    expected = [row for row in np.argsort(-scores, kind="stable") if scores[row] > 0][:limit]
    assert rows.tolist() == expected
    assert found.tolist() == scores[expected].tolist()


def test_a_rare_term_weighs_more_than_a_common_one(fake_lexicon) -> None:
    weights = LexicalIndex.build(TEXTS, fake_lexicon).term_weights("chien gardien absent", "fr", fake_lexicon)
    assert weights["absent"] > weights["gardien"] > weights["chien"] > 0
