"""Reading: what is kept of a passage, and that a passage read before is not read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from indexes import reading
from indexes.reading import Reader
from indexes.records import Passage, Sentence, Span


def passage(name: str, *texts: str) -> Passage:
    sentences = tuple(Sentence(f"{name}{n}", (Span(1, 0, len(text)),), text) for n, text in enumerate(texts))
    return Passage(name, "d", "fr", "Parc canin", sentences)


@dataclass
class Watched:
    """An encoder that notes what it was given."""

    inner: object
    seen: list[str] = field(default_factory=list)
    dimension: int = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += texts
        return self.inner.encode(texts)  # type: ignore[attr-defined]


def test_a_passage_is_read_by_its_sentences(fake_encoder, fake_lexicon) -> None:
    one, two = Reader(fake_encoder, fake_lexicon).read(
        [passage("a", "Le chien court.", "Il dort."), passage("b", "Un")]
    )
    assert one.heading == {"parc", "canin"}
    assert one.sentences == ({"le", "chien", "court"}, {"il", "dort"})
    assert one.terms == {"parc", "canin", "le", "chien", "court", "il", "dort"}
    assert one.vectors.shape == (2, 64)
    np.testing.assert_array_equal(two.vectors, fake_encoder.encode(["Un"]))
    assert Reader(fake_encoder, fake_lexicon).read([]) == []


def test_what_was_read_is_not_read_again(fake_encoder, fake_lexicon) -> None:
    watched = Watched(fake_encoder)
    reader = Reader(watched, fake_lexicon)  # type: ignore[arg-type]
    first = reader.read([passage("a", "un"), passage("b", "deux"), passage("a", "un")])
    again = reader.read([passage("b", "deux"), passage("c", "trois")])
    assert watched.seen == ["un", "deux", "trois"]
    assert again[0] is first[1]
    assert first[0] is first[2]


def test_a_passage_filed_anew_with_another_text_is_another(fake_encoder, fake_lexicon) -> None:
    reader = Reader(fake_encoder, fake_lexicon)
    reader.read([passage("a", "un")])
    assert reader.read([passage("a", "deux")])[0].sentences == ({"deux"},)


def test_what_was_asked_for_longest_ago_is_forgotten(
    fake_encoder, fake_lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "REMEMBERED", 2)
    watched = Watched(fake_encoder)
    reader = Reader(watched, fake_lexicon)  # type: ignore[arg-type]
    for name in ("a", "b", "a", "c", "a", "b"):
        reader.read([passage(name, name)])
    assert watched.seen == ["a", "b", "c", "b"]
    assert len(reader.read([passage(name, name) for name in "abcdef"])) == 6, "more than are kept"
