"""Which questions ask for an amount of money, and which texts hold one."""

from __future__ import annotations

import pytest

from assistant import amounts


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Combien coûte la licence annuelle pour mon chien?", "How much is the yearly licence for my dog?"),
        ("Combien les citoyens sont-ils payés pour siéger?", "How much are citizens paid to sit?"),
        ("Quelle est l’amende pour excès de vitesse?", "What is the fine for speeding?"),
        ("Mon chèque a été refusé. Qu’est-ce que ça me coûtera?", "My cheque bounced. What will it cost me?"),
        ("Quel est le salaire horaire d’un stagiaire?", "What is an intern’s hourly wage?"),
        ("Jusqu’à quel montant peut-on acheter sans appel d’offres?", "Up to what value can one buy without a tender?"),
        ("À combien s’élève la prime au bilinguisme?", "How much is the bilingualism bonus?"),
        ("De combien peut-on augmenter un contrat?", "By how much may a contract be increased?"),
        ("Combien me rembourse-t-on pour le souper?", "How much am I reimbursed for dinner?"),
        ("Combien lui facture-t-on la page?", "What do we charge per page?"),
    ],
)
def test_an_amount_is_asked_for(french: str, english: str) -> None:
    assert amounts.asked(french, "fr")
    assert amounts.asked(english, "en")


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Combien de jours payés puis-je prendre?", "How many paid days may I take?"),
        ("Combien y a-t-il de jours fériés payés?", "How many public holidays are there?"),
        ("Quel est le délai pour payer l’amende?", "What is the time limit for the fee?"),
        ("Combien de préavis faut-il donner?", "How much notice must it give me?"),
        ("Est-ce que je garde mon salaire?", "Do I keep my salary?"),
        ("Qui signe le contrat?", "Who signs the contract?"),
        ("Que se passe-t-il si les frais ne sont pas payés?", "What happens if the fees are not paid?"),
    ],
)
def test_something_else_is_asked_for(french: str, english: str) -> None:
    assert not amounts.asked(french, "fr")
    assert not amounts.asked(english, "en")


@pytest.mark.parametrize(
    "text",
    [
        "une amende de 5\u00a0308\u00a0$",
        "une somme de cent dollars",
        "a fee of $25",
        "10\u00a0% du prix",
        "L’accès est gratuit.",
        "Filing a request is free.",
        "sans frais",
        "no fee is charged",
    ],
)
def test_a_text_holds_an_amount(text: str) -> None:
    assert amounts.held(text)


@pytest.mark.parametrize("text", ["Le chien est tenu en laisse.", "within 30 days", "freedom of the press", "200 km"])
def test_a_text_holds_none(text: str) -> None:
    assert not amounts.held(text)
