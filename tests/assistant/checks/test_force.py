"""What a sentence does to its words: it allows, obliges, forbids, exempts, states or denies them."""

from __future__ import annotations

import pytest

from assistant.checks.reading import read
from indexes.records import Language, Lexicon


@pytest.mark.parametrize(
    ("text", "language", "word", "force"),
    [
        ("The clerk may refuse the file.", "en", "refuse", "may"),
        ("The clerk can refuse the file.", "en", "refuse", "may"),
        ("The clerk is allowed to refuse the file.", "en", "refuse", "may"),
        ("The clerk is entitled to refuse the file.", "en", "refuse", "may"),
        ("It is not prohibited to refuse the file.", "en", "refuse", "may"),
        ("The clerk must refuse the file.", "en", "refuse", "must"),
        ("The clerk shall refuse the file.", "en", "refuse", "must"),
        ("The clerk has to refuse the file.", "en", "refuse", "must"),
        ("The clerk is required to refuse the file.", "en", "refuse", "must"),
        ("The clerk shall not refuse the file.", "en", "refuse", "must not"),
        ("The clerk may not refuse the file.", "en", "refuse", "must not"),
        ("The clerk cannot refuse the file.", "en", "refuse", "must not"),
        ("No clerk may refuse the file.", "en", "refuse", "must not"),
        ("No one shall refuse the file.", "en", "refuse", "must not"),
        ("No clerk who is on duty shall refuse the file.", "en", "refuse", "must not"),
        ("Smoking is prohibited.", "en", "Smoking", "must not"),
        ("Outside the city, it is prohibited.", "en", "city", "must not"),
        ("The clerk is forbidden to refuse the file.", "en", "refuse", "must not"),
        ("The clerk need not refuse the file.", "en", "refuse", "need not"),
        ("The clerk does not have to refuse the file.", "en", "refuse", "need not"),
        ("The clerk is not required to refuse the file.", "en", "refuse", "need not"),
        ("No permit is required.", "en", "permit", "need not"),
        ("The form is optional.", "en", "form", "need not"),
        ("The clerk should refuse the file.", "en", "refuse", "should"),
        ("The clerk does not refuse the file.", "en", "refuse", "is not"),
        ("The clerk refuses no file.", "en", "refuses", "is not"),
        ("The clerk refuses the file.", "en", "refuses", "is"),
        ("The fee is no more than the cost.", "en", "cost", "is"),
        ("Le greffier peut refuser le dossier.", "fr", "refuser", "may"),
        ("Le greffier est autorisé à refuser le dossier.", "fr", "refuser", "may"),
        ("Le greffier a le droit de refuser le dossier.", "fr", "refuser", "may"),
        ("Il est permis de refuser le dossier.", "fr", "refuser", "may"),
        ("Il n'est pas interdit de refuser le dossier.", "fr", "refuser", "may"),
        ("Le greffier ne peut refuser le dossier que pour un motif.", "fr", "refuser", "may"),
        ("Le greffier doit refuser le dossier.", "fr", "refuser", "must"),
        ("Le greffier est tenu de refuser le dossier.", "fr", "refuser", "must"),
        ("Il faut refuser le dossier.", "fr", "refuser", "must"),
        ("Le greffier ne doit pas refuser le dossier.", "fr", "refuser", "must not"),
        ("Le greffier ne peut refuser le dossier.", "fr", "refuser", "must not"),
        ("Nul ne peut refuser le dossier.", "fr", "refuser", "must not"),
        ("Aucun greffier ne peut refuser le dossier.", "fr", "refuser", "must not"),
        ("Il est interdit de refuser le dossier.", "fr", "refuser", "must not"),
        ("La photographie est interdite.", "fr", "photographie", "must not"),
        ("Le greffier n'est pas tenu de refuser le dossier.", "fr", "refuser", "need not"),
        ("Le greffier n'a pas à refuser le dossier.", "fr", "refuser", "need not"),
        ("Aucun permis n'est exigé.", "fr", "permis", "need not"),
        ("Le formulaire est facultatif.", "fr", "formulaire", "need not"),
        ("Le greffier ne refuse pas le dossier.", "fr", "refuse", "is not"),
        ("Les dossiers ne sont ni copiés ni prêtés.", "fr", "prêtés", "is not"),
        ("L'entente cesse, à moins qu'elle ne soit renouvelée.", "fr", "renouvelée", "is"),
        ("Le coût ne dépasse pas 75 $ par dossier.", "fr", "dossier", "is"),
    ],
)
def test_a_word_has_the_force_of_its_clause(
    lexicon: Lexicon, text: str, language: Language, word: str, force: str
) -> None:
    (found,) = [one for one in read(text, language, lexicon).words if text[one.start : one.end] == word]
    assert found.force == force


@pytest.mark.parametrize(
    ("text", "language", "denied"),
    [
        ("The clerk may close it without notice.", "en", ["notice"]),
        ("Unpaid leave", "en", ["Unpaid"]),
        ("Le gestionnaire peut la suspendre sans préavis.", "fr", ["préavis"]),
        ("Les jours non pris sont payés.", "fr", ["pris"]),
        ("Le non-respect est puni.", "fr", ["respect"]),
    ],
)
def test_what_is_without_is_denied(lexicon: Lexicon, text: str, language: Language, denied: list[str]) -> None:
    assert [text[one.start : one.end] for one in read(text, language, lexicon).words if one.denied] == denied
