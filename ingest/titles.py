"""Finds a document's title: the one that its file states where it is one, else what its first page says.

A by-law's heading is often but its number ("RÈGLEMENT 1323"), with what it is about on the next line, and a file often
states the name of the town, or of the form that was filled in ("PROJET DE RÈGLEMENT").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Block
from ingest.facts import is_body

LONGEST = 160
"""Characters of a title at most."""

_INSTRUMENT = re.compile(
    r"\b(règlement|reglement|loi|directive|politique|arrêté|décret|guide|plan|procédure|avis|norme|code|cadre|"
    r"by-law|act|regulations?|policy|directive|order|guideline|guide|procedure|notice|standard|framework)\b",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"^(microsoft word|untitled|sans titre|document\d*$|scan|.*\.(docx?|pdf|odt|xlsx?)$|"
    r"(?:avant-)?projet de (?:règlement|loi|politique)s?$|draft(?: by-?law| policy)?$|règlement$|by-?law$|"
    r"politique$|policy$|procès-verbal$|minutes$|modèle|template)",
    re.IGNORECASE,
)
_ONLY_NUMBER = re.compile(
    r"^(?:projet de )?(?:r[eè]glement|by-?law|arr[eê]t[eé]|d[eé]cret|policy|politique|directive|regulation|order)"
    r"\s*(?:n[°ºo]\.?|num[eé]ro|number|no\.)?\s*:?\s*([\dA-Z]+(?:[-–][\dA-Z]+)*)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:concernant|relatifs?|relatives?|sur|d[eé]cr[eé]tant|afin de|[eé]tablissant|modifiant|visant|portant|"
    r"constituant|r[eé]gissant|autorisant|interdisant|respecting|concerning|regarding|to|amending|governing|"
    r"establishing|a by-?law|being)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:\b(?:de|du|des|d[’']|la|le|les|l[’']|à|au|aux|sur|relatif|relative|et|ou|of|the|on|to|for|and|or|with|"
    r"respecting|concerning)|[,–-])$",
    re.IGNORECASE,
)
_TRAILING_NUMBER = re.compile(r",?\s+(?:num[eé]ro|number|no\.|n[°º])\s*[\dA-Z]+(?:[-–][\dA-Z]+)+$", re.IGNORECASE)


def title(stated: str, blocks: Sequence[Block]) -> str:
    """The title of a document whose file states `stated`. Empty where there is none."""
    stated = stated.strip()
    if len(stated) >= 6 and not _JUNK.match(stated) and not is_body(stated):
        return stated
    first = [block for block in blocks if block.pieces[0].page == 1 and block.kind in ("heading", "text")]
    places = [place for place, block in enumerate(first) if block.kind == "heading" and not is_body(block.text)]
    places = places or ([0] if first else [])
    places.sort(key=lambda place: not _INSTRUMENT.search(first[place].text))  # stable: those that name one first
    return _shortened(_whole(first, places[0])) if places else ""


def _whole(first: Sequence[Block], place: int) -> str:
    """A heading with what belongs to it: its rest on the next line, or what the instrument of that number is about."""
    text = first[place].text.strip()
    following = first[place + 1].text.strip() if place + 1 < len(first) else ""
    only = _ONLY_NUMBER.match(text)
    if only is None:
        joined = f"{text} {following}" if _DANGLING.search(text) and following else text
        return _TRAILING_NUMBER.sub("", joined)
    if _SUBJECT.match(following):
        return f"{text} {_as_rest(following)}"
    for block in first[place + 1 :]:
        _before, number, rest = block.text.partition(only[1])
        if number and len(_before) <= 40 and _SUBJECT.match(rest.strip()):
            return f"{text} {rest.strip().rstrip('.')}"
    return text


def _as_rest(text: str) -> str:
    text = text.rstrip(".")
    return text if text.isupper() else text[:1].lower() + text[1:]


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
