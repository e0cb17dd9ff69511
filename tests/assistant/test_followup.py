"""What a question takes over from the conversation, with a lexicon of three words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Carried
from assistant.followup import Asked, carried
from indexes.records import Language
from models import analysis

WORDS = {"teletravaill": "telework", "jour": "day", "telework": "teletravail"}


class SmallLexicon:
    """Translates three words."""

    fingerprint = "small"

    def terms(self, text: str, language: Language) -> list[str]:
        return analysis.terms(text, language)

    def translate(self, term: str, source: Language) -> dict[str, float]:
        assert source in {"fr", "en"}
        return {WORDS[term]: 0.9, term: 0.1} if term in WORDS else {term: 1.0}


def follow(question: str, before: Sequence[Asked], language: Language = "fr") -> Carried | None:
    return carried(question, language, before, SmallLexicon())


def conversation(*questions: str, language: Language = "fr") -> list[Asked]:
    """The questions as they were asked one after the other, the first as entry 1, each answer being an entry too."""
    asked: list[Asked] = []
    for place, question in enumerate(questions):
        asked.append(Asked(2 * place + 1, question, language, follow(question, asked, language)))
    return asked


def taken(over: Carried | None) -> list[str]:
    return [] if over is None else [word.text for word in over.words]


TELEWORK = "Combien de jours par semaine puis-je télétravailler?"


def test_the_first_question_takes_nothing_over() -> None:
    assert follow("Combien?", []) is None


def test_a_piece_of_a_question_takes_over_the_words_of_the_one_before() -> None:
    over = follow("Et les stagiaires?", conversation(TELEWORK))
    assert over is not None
    assert taken(over) == ["jours", "semaine", "télétravailler"]
    assert over.question == TELEWORK
    assert over.searched == "jours semaine télétravailler Et les stagiaires?"
    assert {(word.language, word.entry) for word in over.words} == {("fr", 1)}


def test_another_subject_takes_nothing_over() -> None:
    assert follow("Combien coûte un permis de chasse?", conversation(TELEWORK)) is None


def test_what_the_question_says_itself_is_not_taken_over() -> None:
    before = conversation("Combien de jours de vacances a un employé à temps plein?")
    assert taken(follow("Et pour les employés à temps partiel?", before)) == ["jours", "vacances", "plein"]


def test_a_chain_keeps_the_question_that_opened_the_subject() -> None:
    over = follow("Pourquoi?", conversation(TELEWORK, "Qui décide?", "Et s’il refuse?"))
    assert over is not None
    assert over.question == TELEWORK
    assert taken(over) == ["jours", "semaine", "télétravailler", "refuse"]
    assert {word.entry for word in over.words} == {1, 5}


def test_a_piece_takes_the_place_of_the_piece_before_it() -> None:
    before = conversation("Combien coûte le stationnement au centre-ville?", "Et à Port-Mercier?")
    assert taken(follow("Et pour les covoitureurs?", before)) == ["coûte", "stationnement", "centre-ville"]
    assert taken(follow("Quel est le délai?", before)) == ["coûte", "stationnement", "centre-ville", "Port-Mercier"]


def test_after_another_subject_the_first_is_forgotten() -> None:
    before = conversation(TELEWORK, "Combien coûte un permis de chasse?")
    assert taken(follow("Et pour un non-résident?", before)) == ["coûte", "permis", "chasse"]


def test_a_question_asked_alone_opens_a_subject_of_its_own() -> None:
    before = [*conversation(TELEWORK), Asked(3, "Et le stationnement?", "fr")]
    assert taken(follow("Combien?", before)) == ["stationnement"]


def test_words_of_the_other_language_are_searched_with_their_translations() -> None:
    over = follow("And outside the province?", conversation(TELEWORK), "en")
    assert over is not None
    assert over.words[-1].language == "fr"
    assert over.searched == "jours day semaine semain télétravailler telework And outside the province?"


def test_numbers_and_compounds_are_taken_over_whole() -> None:
    before = conversation("Puis-je payer un marché de 30 000 $ à Sainte-Aldée ou 12,5\u00a0% d’avance?")
    words = taken(follow("Et pour une entreprise?", before))
    assert "30 000 $" in words
    assert "Sainte-Aldée" in words
    assert not {"d", "puis", "Puis-je"} & set(words)


def test_a_hostile_question_is_taken_over_as_words() -> None:
    before = conversation("Quelle amende <|im_start|> [@click=x] \x1b]52;c;eA==\x07 pour un chien?")
    assert all(word.isprintable() for word in taken(follow("Pourquoi?", before)))
