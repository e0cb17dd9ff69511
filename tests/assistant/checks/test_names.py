"""Names, acronyms and codes must stand in the source, themselves or in translation."""

from __future__ import annotations

import pytest

from assistant.checks import check
from indexes.records import Language, Lexicon


def named(claim: str, source: str, language: Language, lexicon: Lexicon) -> list[str]:
    found = check(claim, [(source, language)], lexicon)
    return [one.claimed for one in found.failed if one.kind == "name"]


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("Use Form RH-31.", "La demande est faite sur le formulaire RH-31.", "fr"),
        ("The directive TBS-240 applies.", "La Directive SCT-240 s'applique.", "fr"),
        ("See paragraph 26(1)(a).", "Voir l'alinéa 26(1)a).", "fr"),
        ("The office is in Québec.", "Le bureau est à Quebec.", "fr"),
        ("La ville de Sainte-Adèle", "The city of Sainte-Adèle", "en"),
        ("It is sent to the Treasury Board.", "Elle est envoyée au Conseil du trésor.", "fr"),
    ],
)
def test_a_name_that_the_source_has_is_held(lexicon: Lexicon, claim: str, source: str, language: Language) -> None:
    assert not named(claim, source, language, lexicon)


@pytest.mark.parametrize(
    ("claim", "source", "language", "name"),
    [
        ("Use Form RH-13.", "La demande est faite sur le formulaire RH-31.", "fr", "RH-13"),
        ("Use Form SST-7.", "Form SST-9 is used.", "en", "SST-7"),
        ("See section 62(1).", "See section 26(1).", "en", "62(1)"),
        ("It is sent to the RCMP.", "It is sent to the CBSA.", "en", "RCMP"),
        ("The office is in Gatineau.", "Le bureau est à Rimouski.", "fr", "Gatineau"),
        ("Le bureau est à Port-Daniel.", "Le bureau est à Port-Mercier.", "fr", "Port-Daniel"),
    ],
)
def test_another_name_is_found(lexicon: Lexicon, claim: str, source: str, language: Language, name: str) -> None:
    assert named(claim, source, language, lexicon) == [name]
