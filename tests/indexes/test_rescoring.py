"""Looking closer: what sentences say of a passage's place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexes.lexical import LexicalIndex, Text
from indexes.matching import Matcher
from indexes.reading import Reader
from indexes.records import Passage, Sentence, Span
from indexes.rescoring import HOLLOW, WEIGHTS, Closeness, look_closer, parts, rescored


def passage(name: str, *texts: str) -> Passage:
    sentences = tuple(Sentence(f"{name}{n}", (Span(1, 0, len(text)),), text) for n, text in enumerate(texts))
    return Passage(name, "d", "fr", "Parc canin", sentences)


def test_each_passage_is_seen_by_its_own_sentences(fake_encoder, fake_lexicon) -> None:
    index = LexicalIndex.build([Text("fr", "le chien en laisse au parc", [])], fake_lexicon)
    matcher = Matcher.of("chien parc", "fr", index, fake_lexicon)
    vector = fake_encoder.encode_query("chien parc")
    passages = [passage("a", "rien ici", "le chien"), passage("b", "tout autre chose")]
    reader = Reader(fake_encoder, fake_lexicon)
    one, two = look_closer(passages, vector, matcher, reader)
    assert (len(one.cosines), len(two.cosines)) == (2, 1)
    assert one.cosines[1] == pytest.approx(float(fake_encoder.encode(["le chien"])[0] @ vector), abs=1e-6)
    assert one.coverages.tolist() == pytest.approx([0, 0.5])
    assert one.coverage == pytest.approx(1), "the heading says « parc »"
    assert two.coverage == pytest.approx(0.5)
    assert look_closer([], vector, matcher, reader) == []


_SHARE = st.floats(0, 1)


@given(_SHARE, st.floats(-1, 1), _SHARE, _SHARE, _SHARE)
def test_a_score_is_between_0_and_1(
    lexical: float, cosine: float, nearest: float, fullest: float, whole: float
) -> None:
    close = Closeness(np.array([nearest, 0]), np.array([0, fullest]), whole)
    assert 0 <= rescored(parts(lexical, cosine, close)) <= 1 + 1e-9


def test_the_best_there_could_be_is_1() -> None:
    assert rescored(parts(1, 1, Closeness(np.ones(1), np.ones(1), 1))) == pytest.approx(1)
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_what_says_nothing_loses_a_share_of_its_score() -> None:
    close = Closeness(np.full(1, 0.5), np.full(1, 0.5), 0.5)
    full, hollow = (rescored(parts(0.5, 0.5, close, hollow)) for hollow in (0.0, 1.0))
    assert hollow == pytest.approx((1 - HOLLOW) * full)
