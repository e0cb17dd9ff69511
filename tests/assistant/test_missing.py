"""What a refusal missed: the words of the question that nothing found holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant import missing
from assistant.office import Office
from indexes.lexical import LexicalIndex, Text
from indexes.matching import Matcher
from indexes.records import Also, Hit, Language, Lexicon

FILED = (
    Text("fr", "Le chien est tenu en laisse dans le parc. L'amende est de 5 308 $.", []),
    Text("fr", "Le parc de Sainte-Adèle est ouvert tous les jours.", []),
    Text("en", "A dog is kept on a leash. The fine must be paid.", []),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Office().lexicon()


@pytest.fixture
def missed(lexicon):
    index = LexicalIndex.build(FILED, lexicon)

    def ask(question: str, language: Language, *hits: Hit) -> tuple[str, ...]:
        return missing.words(question, language, hits, Matcher.of(question, language, index, lexicon))

    return ask


@pytest.fixture
def dog(make_hit) -> Hit:
    return make_hit("Le chien est tenu en laisse dans le parc.", "L'amende est de 5 308 $.", heading="Animaux")


def test_a_word_that_nothing_found_holds_is_named_as_it_was_written(missed, dog) -> None:
    assert missed("Le chien peut-il monter dans l’Autobus?", "fr", dog) == ("Autobus", "monter")


def test_function_words_and_words_that_are_held_are_not_named(missed, dog) -> None:
    assert missed("Est-ce que les chiens sont en laisse dans les parcs?", "fr", dog) == ()


def test_a_translation_holds_a_word(missed, dog) -> None:
    assert missed("Must a dog wear a muzzle in the park?", "en", dog) == ("wear", "muzzle")


def test_a_heading_a_title_and_a_twin_hold_what_they_say(missed, dog, make_hit) -> None:
    assert missed("animaux règlement", "fr", dog) == ()
    english = make_hit("A muzzle is worn.", language="en")
    twin = Also("twin", 0.5, english.passage, english.document, None)
    assert missed("le chien et sa muselière", "fr", dog) == ("muselière",)
    assert missed("a dog and its muzzle", "en", replace(dog, also=(twin,))) == ()


def test_a_name_of_several_parts_is_held_as_a_whole_or_in_all_its_parts(missed, make_hit) -> None:
    park = make_hit("Le parc de Sainte-Adèle est ouvert.")
    assert missed("le parc de Sainte-Adèle", "fr", park) == ()
    assert missed("le parc de Sainte Adèle", "fr", park) == ()
    assert missed("le parc de Saint-Jérôme", "fr", park) == ("Saint-Jérôme",)


def test_a_number_of_several_groups_is_one(missed, dog) -> None:
    assert missed("une amende de 5 308 $", "fr", dog) == ()
    assert missed("une amende de 7 412 $", "fr", dog) == ("7412",)


def test_the_most_telling_come_first_and_sides_of_any_matter_last(missed, make_hit) -> None:
    other = make_hit("Rien de tel.")
    found = missed("Quel est le tarif du parc pour un chien en autobus?", "fr", other)
    assert found == ("autobus", "chien", "parc", "tarif")


def test_five_at_most(missed, make_hit) -> None:
    found = missed("loutre castor vison martre renard lynx", "fr", make_hit("Rien."))
    assert found == ("loutre", "castor", "vison", "martre", "renard")


def test_nothing_found_holds_nothing(missed) -> None:
    assert missed("Où est le parc?", "fr") == ("parc",)
    assert missed("Où est-ce?", "fr") == ()
