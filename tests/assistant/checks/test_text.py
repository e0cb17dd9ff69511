"""Sentences and clauses, and spelling that moves nothing."""

from __future__ import annotations

import pytest

from assistant.checks.text import clauses, sentences, spelled
from indexes.records import Language


def test_spelling_moves_nothing() -> None:
    text = "L’avis — d’au plus 1\u00a0000\u202f$ — est « affiché »"
    assert len(spelled(text)) == len(text)
    assert "L'avis" in spelled(text)


def test_a_sentence_ends_at_its_point_and_not_inside_a_time() -> None:
    text = "It closes at 3:30 p.m. on weekdays. On Sundays, it is closed."
    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "It closes at 3:30 p.m. on weekdays.",
        "On Sundays, it is closed.",
    ]


@pytest.mark.parametrize(
    ("text", "language", "cut"),
    [
        ("The file is closed, unless it is late.", "en", ["The file is closed,", "unless it is late."]),
        ("Le dossier est clos si la partie le demande.", "fr", ["Le dossier est clos", "si la partie le demande."]),
        ("Il paie 1,25 $ par page.", "fr", ["Il paie 1,25 $ par page."]),
        ("Il faut six mois de service.", "fr", ["Il faut six mois de service."]),
        ("Under section 26(1)(a) it is void.", "en", ["Under section 26(1)(a) it is void."]),
    ],
)
def test_clauses_begin_at_points_and_at_words_that_subordinate(text: str, language: Language, cut: list[str]) -> None:
    assert [text[a:b].strip() for a, b in clauses(text, language, 0, len(text))] == cut
