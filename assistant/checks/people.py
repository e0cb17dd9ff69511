"""Names of persons and bodies who decide, owe or may something, in both languages: the longest name counts."""

from __future__ import annotations

import re
from typing import NamedTuple

from indexes.records import Language


class Role(NamedTuple):
    """A person or a body, by its name in either language."""

    name: str
    en: str
    fr: str


_HELD = (
    r"(?:convenable|raisonnable|indiqu|nécessaire|à propos|util|opportun|qu|pertinent|appropri|suffisant|souhaitable)"
)
_ROLES: tuple[Role, ...] = tuple(
    Role(*row)
    for row in (
        ("assistant deputy minister", r"assistant deputy ministers?", r"sous-ministres? adjoint(?:e|s|es)?"),
        ("associate deputy minister", r"associate deputy ministers?", r"sous-ministres? délégué(?:e|s|es)?"),
        ("deputy minister", r"deputy ministers?", r"sous-ministres?"),
        ("prime minister", r"prime ministers?|premiers?", r"premi(?:er|ère)s?[ -]ministres?"),
        ("minister", r"ministers?", r"ministres?"),
        ("ministry", r"ministr(?:y|ies)|departments?", r"ministères?"),
        ("director general", r"director(?:s)?[ -]general", r"direct(?:eur|rice)s? généra(?:l|le|ux)"),
        ("director", r"directors?", r"direct(?:eur|rice)s?"),
        (
            "manager",
            r"managers?|supervisors?",
            r"gestionnaires?|superviseure?s?|supérieure?s? (?:immédiat|hiérarchique)\w*",
        ),
        ("employer", r"employers?", r"employeure?s?"),
        (
            "employee",
            r"employees?|public servants?|civil servants?|workers?|staff(?: members?)?|personnel",
            r"employée?s?|fonctionnaires?|travailleu(?:r|se)s?|salariée?s?|personnel",
        ),
        ("access commissioner", r"access commissioners?", r"commissaires? à l'accès"),
        ("commissioner", r"commissioners?", r"commissaires?"),
        ("commission", r"commissions?", r"commissions?"),
        ("adjudicator", r"adjudicators?|arbitrators?", r"arbitres?"),
        ("inspector", r"inspectors?", r"inspect(?:eur|rice)s?"),
        ("auditor general", r"auditors?[ -]general", r"vérificat(?:eur|rice)s? généra(?:l|le|ux)"),
        ("auditor", r"auditors?", r"vérificat(?:eur|rice)s?|audit(?:eur|rice)s?"),
        (
            "judge",
            r"judges?|justices?",
            rf"juges?(?! {_HELD})",
        ),
        (
            "court",
            r"courts?|tribunals?",
            r"cours? (?=d[eu']|supérieure|suprême|provinciale|fédérale|municipale)|tribun(?:al|aux)",
        ),
        ("attorney general", r"attorneys?[ -]general", r"procureur(?:e|s|es)? généra(?:l|le|ux)"),
        ("treasury board", r"treasury board", r"conseil du trésor"),
        ("executive council", r"executive council|cabinet", r"conseil (?:exécutif|des ministres)"),
        ("governor in council", r"governor(?:[ -]general)? in council", r"gouverneure?(?: général)? en conseil"),
        ("lieutenant governor", r"lieutenant[ -]governors?", r"lieutenant-gouverneur"),
        ("governor", r"governors?", r"gouverneure?s?"),
        (
            "city council",
            r"(?:city|town|municipal) councils?|council(?! members?)",
            r"conseils? (?:municipal|municipaux|de (?:la )?ville)",
        ),
        ("councillor", r"councill?ors?|council members?", r"conseill(?:er|ère)s? municip\w+"),
        ("legal counsel", r"(?:legal )?counsel|lawyers?", r"conseill(?:er|ère)s? juridiques?|avocat(?:e|s|es)?"),
        ("mayor", r"mayors?", r"mair(?:e|es|esse|esses)"),
        ("municipality", r"municipalit(?:y|ies)|city|cities|town|towns", r"municipalités?|villes?"),
        ("committee", r"committees?", r"comités?"),
        ("board", r"boards?(?! members?)", r"offices?|conseils? d'administration|régies?"),
        ("secretary", r"secretar(?:y|ies)", r"secrétaires?"),
        ("secretariat", r"secretariats?", r"secrétariats?"),
        ("clerk", r"clerks?", r"greffi(?:er|ère)s?"),
        ("treasurer", r"treasurers?", r"trésori(?:er|ère)s?"),
        ("registrar", r"registrars?", r"registraires?"),
        ("archivist", r"archivists?", r"archivistes?"),
        ("archives", r"archives(?! act)", r"archives"),
        ("coordinator", r"coordinators?|co-ordinators?", r"coordonnat(?:eur|rice)s?|coordinat(?:eur|rice)s?"),
        ("procurement officer", r"procurement officers?", r"responsables? des (?:acquisitions|achats|marchés)"),
        ("access officer", r"access officers?", r"responsables? de l'accès"),
        ("site officer", r"site officers?", r"responsables? des lieux"),
        ("records officer", r"records officers?", r"responsables? de la gestion documentaire"),
        (
            "peace officer",
            r"(?:peace|police) officers?|police(?! report)",
            r"agente?s? (?:de la paix|de police)|polici(?:er|ère)s?|police(?! d'assurance)",
        ),
        (
            "designated officer",
            r"(?:designated|designated enforcement|enforcement) officers?",
            r"fonctionnaires? désignée?s?|agente?s? désignée?s?",
        ),
        (
            "security",
            r"(?:building )?security (?:guards?|desk|staff)|security (?=asks|notes|informs|must|may|shall)",
            r"agente?s? de sécurité|sécurité de l'immeuble",
        ),
        ("landlord", r"landlords?|lessors?", r"locat(?:eur|rice)s?|bailleurs?|bailleresses?"),
        ("tenant", r"tenants?|lessees?", r"locataires?"),
        ("owner", r"owners?|proprietors?", r"propriétaires?"),
        ("seller", r"sellers?|vendors?", r"vend(?:eur|eresse|euse)s?"),
        ("buyer", r"buyers?|purchasers?", r"achet(?:eur|euse)s?|acquéreurs?"),
        ("insurer", r"insurers?", r"assureurs?"),
        ("insured", r"the insured|insured persons?", r"l'assurée?|(?:les|une?) assurée?s?"),
        ("creditor", r"creditors?", r"créanci(?:er|ère)s?"),
        ("debtor", r"debtors?", r"débit(?:eur|rice)s?"),
        ("supplier", r"suppliers?|contractors?", r"fournisseure?s?|entrepreneure?s?"),
        ("bidder", r"bidders?|tenderers?", r"soumissionnaires?"),
        ("third party", r"third part(?:y|ies)", r"tiers(?! d[eu'])"),
        (
            "applicant",
            r"applicants?|requesters?|requestors?|claimants?",
            r"demand(?:eur|eresse|eurs|eresses)|requérante?s?",
        ),
        ("complainant", r"complainants?", r"plaignante?s?"),
        (
            "permit holder",
            r"(?:permit|licen[cs]e)[ -]holders?|holders? of (?:a|the) (?:permit|licen[cs]e)|licensees?",
            r"titulaires?|détent(?:eur|rice)s?",
        ),
        ("driver", r"drivers?", r"conduct(?:eur|rice)s?"),
        ("operator", r"operators?", r"exploitante?s?|opérat(?:eur|rice)s?"),
        ("passenger", r"passengers?", r"passag(?:er|ère)s?"),
        ("visitor", r"visitors?", r"visit(?:eur|euse)s?"),
        ("host", r"hosts?", r"hôtes?(?:ses?)?"),
        ("student", r"students?", r"étudiante?s?"),
        ("intern", r"interns?", r"stagiaires?"),
        ("teacher", r"teachers?", r"enseignante?s?|professeure?s?"),
        ("parent", r"parents?", r"parents?"),
        ("child", r"child(?:ren)?", r"enfants?"),
        ("spouse", r"spouses?", r"conjointe?s?"),
        ("physician", r"physicians?|doctors?", r"médecins?"),
        ("executive", r"executives?|senior managers?", r"cadres?(?: supérieure?s?)?(?! de| du)"),
        ("spokesperson", r"spokespersons?|spokes(?:man|woman)", r"porte-parole"),
        ("translator", r"translators?", r"traduct(?:eur|rice)s?"),
        ("president", r"presidents?|chairpersons?|chairs?", r"président(?:e|s|es)?"),
        ("speaker", r"speaker of the house", r"président(?:e)? de la chambre"),
        ("the crown", r"the crown|her majesty|his majesty", r"sa majesté|la couronne"),
        ("agency", r"agenc(?:y|ies)", r"organismes?|agences?"),
        ("trustee", r"trustees?", r"syndics?|fiduciaires?"),
        ("witness", r"witness(?:es)?", r"témoins?"),
        ("accused", r"the accused", r"l'accusée?|(?:les|une?) accusée?s?|(?:le|la|les|un) prévenue?s?"),
        ("prosecutor", r"prosecutors?", r"poursuivante?s?|procureure?s?"),
    )
)


def _pattern(language: Language) -> re.Pattern[str]:
    rows = [f"(?P<r{at}>{role.fr if language == 'fr' else role.en})" for at, role in enumerate(_ROLES)]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(rows)})(?![\w-])", re.IGNORECASE)


_PATTERNS: dict[Language, re.Pattern[str]] = {"fr": _pattern("fr"), "en": _pattern("en")}


class Mention(NamedTuple):
    """A role named at `start` to `end` of a text."""

    role: str
    start: int
    end: int


def mentions(text: str, language: Language) -> list[Mention]:
    """Find the persons and bodies that a spelled text names, in their order."""
    found = [
        Mention(_ROLES[int(match.lastgroup[1:])].name, match.start(), match.end())
        for match in _PATTERNS[language].finditer(text)
        if match.lastgroup is not None
    ]
    # Two names side by side are one: the ministry coordinator, whose name comes last; le juge coordonnateur, first.
    starts, ends = {one.start for one in found}, {one.end for one in found}
    if language == "en":
        return [one for one in found if one.end + 1 not in starts or text[one.end] != " "]
    return [one for one in found if one.start - 1 not in ends or text[one.start - 1] != " "]
