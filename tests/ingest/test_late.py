"""Models that are loaded when they are first needed, and once."""

from __future__ import annotations

import numpy as np

from ingest.late import LateEncoder, LateLexicon


def test_an_encoder_is_loaded_when_it_is_asked_and_answers_as_itself(fake_encoder) -> None:
    loads = []
    late = LateEncoder(lambda: loads.append(1) or fake_encoder)
    assert loads == []
    assert (late.fingerprint, late.dimension) == (fake_encoder.fingerprint, fake_encoder.dimension)
    assert np.array_equal(late.encode(["un chien"]), fake_encoder.encode(["un chien"]))
    assert np.array_equal(late.encode_query("un chien"), fake_encoder.encode_query("un chien"))
    assert loads == [1]


def test_a_lexicon_is_loaded_when_it_is_asked_and_answers_as_itself(fake_lexicon) -> None:
    loads = []
    late = LateLexicon(lambda: loads.append(1) or fake_lexicon)
    assert loads == []
    assert late.fingerprint == fake_lexicon.fingerprint
    assert late.terms("Le chien", "fr") == ["le", "chien"]
    assert late.translate("chien", "fr") == fake_lexicon.translate("chien", "fr")
    assert loads == [1]
