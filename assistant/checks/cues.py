"""The words by which French and English rules allow, oblige, forbid, exempt, deny and restrict."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from indexes.records import Language

Kind = Literal["may", "must", "required", "should", "must not", "need not", "not", "without", "only", "unless", "bound"]
"""must and required oblige both; denied, the one forbids (no one shall) and the other exempts (no one is required).
A bound (no more than) denies nothing."""

Side = Literal["after", "both"]
"""Where the words fall: on what stands after them (may refuse), or on the whole clause (smoking is prohibited)."""


class Pattern(NamedTuple):
    """Words, what they do, and where they fall."""

    kind: Kind
    side: Side
    words: re.Pattern[str]


_BE = r"\b(?:is|are|be|was|were|been|being)(?: strictly| expressly| also| only| then)?"
_BE_NOT = r"\b(?:is|are|be|was|were)(?:n't| not| never)"
_HAVE_NO = r"\b(?:has|have|had) no"
_ALLOWED = r"(?:allowed|permitted|authori[sz]ed)"
_FORBIDDEN = r"(?:prohibited|forbidden|banned|unlawful|illegal)"
_REQUIRED = r"(?:required|obliged|obligated|compelled|mandatory|compulsory|necessary|needed|bound|binding)"

_EN: tuple[tuple[Kind, Side, str], ...] = (
    ("may", "both", rf"{_BE_NOT} {_FORBIDDEN}\b"),
    ("need not", "after", r"\bneed(?: not|n't)\b"),
    ("need not", "after", r"\b(?:do|does|did)(?: not|n't) (?:have|need|require)\b(?: to\b)?"),
    ("need not", "after", rf"{_HAVE_NO} (?:obligation|need|duty)\b"),
    ("need not", "after", r"\bno need\b|\bwithout having to\b|\b(?:is|are|be) exempt(?:ed)? from\b"),
    ("need not", "both", rf"{_BE_NOT} {_REQUIRED}\b(?: to\b)?"),
    ("need not", "both", r"\boptional\b|\bnot mandatory\b|\b(?:is|are) waived\b|\b(?:do|does) not bind\b"),
    ("must not", "after", r"\b(?:may|must|shall|can|could)(?: not| never| no longer| neither)\b|\bcannot\b"),
    ("must not", "after", r"\b(?:can|must|sha)n't\b|\bno right\b|\bnot have (?:the|a) right\b|\bineligible\b"),
    ("must not", "after", rf"{_BE_NOT} (?:{_ALLOWED}|entitled|able|eligible) to\b"),
    ("must not", "after", rf"{_BE} {_FORBIDDEN} (?:to|from)\b|\bprohibits?\b|\bforbids?\b"),
    ("must not", "both", rf"{_BE} {_FORBIDDEN}\b"),
    ("must not", "both", rf"{_BE_NOT} (?:{_ALLOWED}|possible|accepted|acceptable)\b"),
    ("may", "after", r"\bmay\b(?! \d)|\b(?:can|could|might)\b"),
    ("may", "after", r"\b(?:has|have|had|gives?|with) (?:the|a) right\b|\bfree to\b|\bat liberty to\b"),
    ("may", "after", rf"{_BE} (?:{_ALLOWED}|entitled|able|eligible) to\b"),
    ("may", "both", rf"{_BE} (?:{_ALLOWED}|possible)\b(?! by| under| pursuant)"),
    ("should", "after", r"\bshould\b|\bought to\b"),
    ("must", "after", r"\b(?:must|shall)\b|\b(?:is|are) to\b"),
    ("required", "after", r"\b(?:has|have|had|needs?) to\b|\brequires\b"),
    ("required", "both", rf"{_BE} {_REQUIRED}\b(?: to\b)?|\bmandatory\b|\bcompulsory\b"),
    ("without", "after", r"\bwithout\b(?! regard| delay| prejudice| limit)|\bin the absence of\b|\bnon(?=-)"),
    ("without", "after", r"\bfailure to\b|\bfailing\b|\black(?:s|ing)?(?: of)?\b"),
    ("not", "after", r"\bnot\b(?! only| in(?:consistent|compatible)| un(?!der|til|less)\w)|n't\b"),
    ("not", "after", r"\bnever\b|\bneither\b|\bnor\b"),
    ("not", "after", r"\bno\b(?!\.| one but\b)|\bnone\b|\bnobody\b|\bnothing\b"),
    ("only", "after", r"\bonly\b|\bsolely\b|\bexclusively\b|\bno one but\b"),
    ("unless", "after", r"\bunless\b|\bexcept\b|\bother than\b|\bsave\b(?= where| as| for| in)"),
)

_EST = r"(?:est|sont|soit|soient|était|étaient|être|sera|seront|serait)"
_IL_EST = (
    r"\b(?:est|sont|soit|soient|était|étaient|être|sera|seront)(?: strictement| expressément| aussi| donc| alors)?"
)
_PAS = r"(?:pas|point|jamais|plus|aucunement|nullement)"
_PEUT = r"(?:peu[tx]|peuvent|pourra|pourront|pourrai(?:t|ent)|puissen?t?|saurai(?:t|ent))"
_DOIT = r"(?:doi[ts]|doivent|devra|devront)"
_PERMIS = r"(?:permise?s?|autorisée?s?|admise?s?|admissibles?|habilitée?s?|acceptée?s?|possibles?)"
_EXIGE = r"(?:obligatoires?|nécessaires?|exigée?s?|requise?s?|demandée?s?|indispensables?)"
_TENU = r"(?:tenue?s?|obligée?s?|astreinte?s?|contrainte?s?)"
_INTERDIT = r"(?:interdite?s?|défendue?s?|prohibée?s?|illégale?s?)"
_A_NUMBER = (
    r"(?:\d|(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante"
    r"|soixante|cent|mille)\b)"
)
_A = r"(?=d[eu]\b|d'|à\b|aux?\b)"

_FR: tuple[tuple[Kind, Side, str], ...] = (
    ("may", "both", rf"\bn'{_EST} {_PAS} {_INTERDIT}(?: {_A})?"),
    ("need not", "after", rf"\bn'{_EST} {_PAS} {_TENU}\b|\b(?:ne|n') ?l(?:ie|ient|iera) {_PAS}\b"),
    ("need not", "after", r"\bn'(?:a|ont|aura|auront|avait) (?:pas|rien|plus) (?:à|besoin)\b|\bn'y a (?:rien|pas) à\b"),
    ("need not", "after", r"\bsans (?:avoir à|obligation)\b|\bn'exigen?t? (?:pas|aucun\w*)\b"),
    ("need not", "after", r"\b(?:est|sont|être) (?:dispensée?s?|exemptée?s?) d[e']"),
    ("need not", "both", rf"\bn'{_EST} {_PAS} {_EXIGE}\b|\bfacultati\w+"),
    ("must not", "after", rf"\bne (?:l[ea]s? |lui |leur |s'|se |y |en )?(?:{_PEUT}|{_DOIT})\b(?: {_PAS}\b)?"),
    ("must not", "after", rf"{_IL_EST} {_INTERDIT} {_A}|\binterdi(?:t|sent) {_A}|\bdéfense de\b"),
    ("must not", "after", rf"\bn'{_EST} {_PAS} {_PERMIS} {_A}|\bn'(?:a|ont|aura|auront) {_PAS} (?:le )?droit\b"),
    ("must not", "both", rf"{_IL_EST} {_INTERDIT}|\bn'{_EST} {_PAS} {_PERMIS}"),
    ("may", "after", rf"\b{_PEUT}\b|\blibres? d[e']"),
    ("may", "after", r"\b(?:a|ont|aura|auront|avoir|donne|donnent) (?:le )?droit\b"),
    ("may", "after", rf"{_IL_EST} {_PERMIS} {_A}"),
    ("may", "both", rf"{_IL_EST} {_PERMIS}(?! par\b| en vertu| aux termes)"),
    ("should", "after", r"\bdevrai(?:t|ent)\b"),
    ("must", "after", rf"\b{_DOIT}\b"),
    ("required", "after", rf"\bil (?:faut|faudra)\b|{_IL_EST} {_TENU} {_A}|\bincombe\b|\bexigen?t?\b"),
    ("required", "both", rf"{_IL_EST} {_EXIGE}|\bobligatoires?\b"),
    ("without", "after", r"\bsans\b(?! égard| délai| préjudice| limite)|\bfaute de\b"),
    ("without", "after", r"\bà défaut d|\b(?:en )?l'absence d"),
    ("without", "after", r"\bmanquen?t? de\b|\bnon\b(?! plus)"),
    ("not", "after", r"\b(?:ne\b|n')(?=[^,;:.]*?\b(?:pas|point|jamais|plus|aucun\w*|rien|personne|ni|nulle?)\b)"),
    ("not", "after", r"\bn'(?:a|ont) pu\b"),
    ("not", "after", r"\baucune?s?\b|\bnul(?:le)?\b(?! si\b| et\b)(?= (?:[\w']+ ){0,6}n(?:e\b|'))"),
    ("not", "after", r"\bpersonne (?=ne\b|n')|\bni\b|\bjamais\b|\bpas même\b|\brien\b"),
    ("only", "after", r"\buniquement\b|\bseulement\b|\bexclusivement\b|\bseule?s? (?=l[ea]s?\b|l'|une?\b|ce)"),
    ("unless", "after", rf"\bsauf\b|\bà moins qu[e']|\bà moins de\b(?! ?{_A_NUMBER})"),
    ("unless", "after", r"\bexcept[eé]\w*|\bà l'exception\b|\bhormis\b"),
)  # fmt: skip

_TABLES: dict[Language, tuple[tuple[Kind, Side, str], ...]] = {"en": _EN, "fr": _FR}
PATTERNS: dict[Language, tuple[Pattern, ...]] = {
    language: tuple(Pattern(kind, side, re.compile(words, re.IGNORECASE)) for kind, side, words in table)
    for language, table in _TABLES.items()
}
"""In the order in which they are tried: words that one took are left out of the next."""

BOUNDS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:(?:may|must|shall|can|could|do|does|is|are|be)(?: not|n't)|cannot|not|no|nor|never)(?: \w+)?? "
        r"(?:more|longer|later|less|fewer|farther|further|earlier|greater|higher|lower|over|above|under) than\b"
        r"|\b(?:(?:may|must|shall|can|do|does) not|cannot|not) (?:be )?exceed(?:ing)?\b"
        r"|\bno (?:later|more|less|fewer)\b|\bwithout (?:limit|delay)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        rf"\bn[e'] ?(?:(?:{_PEUT}|{_DOIT}) )?(?:pas )?(?:être )?"
        r"(?:dépass\w+|excéd\w+|excèd\w+|supérieure?s? à|inférieure?s? à)(?: pas)?"
        rf"|\bn[e'] ?(?:{_PEUT}|{_DOIT})? ?(?:\w+ ){{1,4}}?(?:pas )?(?:plus|moins) (?:de|d'|longtemps)\b"
        rf"(?= ?{_A_NUMBER})"
        r"|\bsans délai\b|\bnon moins\b",
        re.IGNORECASE,
    ),
}
"""Denials that only set a bound (no more than, ne dépasse pas): they deny nothing and allow nothing."""

RESTRICTING_QUE = re.compile(
    r"\b(?:ne|n') ?[^,;:.]*?\bqu(?:e "
    r"(?=(?:pour|par|si|s'ils?|dans|sur|avec|à|aux?|des?|en|lorsque|après|avant|les?|la)\b"
    rf"|lorsqu'|d'|l'|{_A_NUMBER})|'(?=(?:aux?|à|avec|en|après|une?|il y a)\b))",
    re.IGNORECASE,
)
"""ne … que: it says only, and denies nothing."""

EXPLETIVE_NE = re.compile(
    r"\b(?:à moins|avant|sans|de peur|de crainte|empêcher) qu[e'][^,;:.]*?\b(?:ne\b|n')", re.IGNORECASE
)
"""The `ne` of à moins que … ne, which denies nothing."""
