"""Which questions lean on the one before, and which stand by themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.ellipsis import sign, subjects
from indexes.records import LANGUAGES, Language

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "questions.jsonl"
ROWS = [json.loads(line) for line in (Path(__file__).parent / "ellipsis.jsonl").read_text("utf-8").splitlines()]


def rows(*, leans: bool) -> list[tuple[Language, str]]:
    return [(row["language"], row["question"]) for row in ROWS if row["leans"] is leans]


@pytest.mark.parametrize(("language", "question"), rows(leans=True))
def test_a_question_that_leans_on_another_is_known(language: Language, question: str) -> None:
    assert sign(question, language)
    assert sign(question.lower().rstrip("?").strip(), language), "typed in haste"


@pytest.mark.parametrize(("language", "question"), rows(leans=False))
def test_a_question_that_stands_by_itself_is_left_alone(language: Language, question: str) -> None:
    assert sign(question, language) is None


def test_no_question_of_the_samples_leans_on_another() -> None:
    for line in SAMPLES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for language in LANGUAGES:
            assert sign(row[f"question_{language}"], language) is None, row["id"]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("et pour les employés à temps partiel?", "opening"),
        ("Et si c’est une récidive?", "opening"),
        ("Pour les étudiants?", "opening"),
        ("Combien?", "bare"),
        ("Quel est le délai?", "bare"),
        ("Combien coûte cette licence?", "pronoun"),
        ("Les stagiaires y ont-ils droit?", "pronoun"),
    ],
)
def test_the_sign_is_named(question: str, shown: str) -> None:
    assert sign(question, "fr") == shown


@pytest.mark.parametrize("question", ["", "?!…", "150 $", "\x1b]52;c;eA==\x07", "et " * 600, "«»’'-"])
def test_what_is_hardly_a_question_is_no_crash(question: str) -> None:
    for language in LANGUAGES:
        sign(question, language)


def test_an_accent_or_an_apostrophe_more_or_less_changes_nothing() -> None:
    assert sign("Peut-on l’obtenir?", "fr") == sign("Peut-on l'obtenir?", "fr") == "bare"
    assert subjects("Le délai pour un permis de chasse", "fr") == subjects("Le delai pour un permis de chasse", "fr")
