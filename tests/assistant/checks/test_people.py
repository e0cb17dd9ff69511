"""Persons and bodies: the longest name counts, and both languages name the same roles."""

from __future__ import annotations

import pytest

from assistant.checks.people import mentions
from indexes.records import Language


@pytest.mark.parametrize(
    ("text", "language", "roles"),
    [
        ("the assistant deputy minister", "en", ["assistant deputy minister"]),
        ("le sous-ministre adjoint", "fr", ["assistant deputy minister"]),
        ("le sous-ministre et le ministre", "fr", ["deputy minister", "minister"]),
        ("the deputy minister or the minister", "en", ["deputy minister", "minister"]),
        ("l'employeur paie l'employé", "fr", ["employer", "employee"]),
        ("the landlord and the tenant", "en", ["landlord", "tenant"]),
        ("le Conseil du trésor", "fr", ["treasury board"]),
        ("the ministry coordinator", "en", ["coordinator"]),
        ("le juge coordonnateur", "fr", ["judge"]),
        ("s'il le juge raisonnable", "fr", []),
        ("le tiers du salaire", "fr", []),
        ("un tiers s'oppose", "fr", ["third party"]),
    ],
)
def test_a_party_is_known_by_its_name(text: str, language: Language, roles: list[str]) -> None:
    assert [one.role for one in mentions(text, language)] == roles
