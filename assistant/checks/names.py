"""Holds the names, acronyms and codes of a claim against the source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from assistant.checks.meaning import Alignment
from assistant.checks.quantities import Placed
from assistant.checks.reading import CODE, Reading
from assistant.checks.verdict import Finding
from indexes.records import Lexicon

_ACRONYM = re.compile(r"\b[A-Z]{2,7}\b(?!-\d)")
_CAPITAL = r"[A-ZÀ-Þ][\w'-]*[^\W_]"
_NAME = re.compile(rf"{_CAPITAL}(?: (?:(?:de|du|des|la|le|l'|d'|of|the|and|et|for|pour|sur|on) ){{0,2}}{_CAPITAL})*")
_ENUMERATED = re.compile(r"(?:^|[.!?:;«\"()] ?)$")
_JOINED = re.compile(r"-[A-ZÀ-Þ]")  # Port-Mercier is a name wherever it stands
# Words that are written with a capital letter and name nothing by themselves.
_COMMON = frozenset(
    "form formulaire level niveau part partie section article schedule annexe act loi directive policy politique rule "
    "regle standard norme code plan chapter chapitre french english francais anglais i you vous the a an le la les un "
    "une no aucun province canada internet may".split()
)


def check(found: Alignment, lexicon: Lexicon) -> Iterator[Finding]:
    """Yield the names, acronyms and codes that no cited text holds, in its language or translated."""
    yield from _codes(found)
    yield from _acronyms(found)
    yield from _names(found, lexicon)


def _fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def _codes(found: Alignment) -> Iterator[Finding]:
    claim = found.claim
    held = [(_bare(match[0]), text.language) for text in found.cited for match in CODE.finditer(text.text)]
    for match in CODE.finditer(claim.text):
        if any(one.start < match.end() and match.start() < one.end for one in claim.dates):
            continue
        code, digits = _bare(match[0]), re.sub(r"\D", "", match[0])
        # Codes may be translated (SCT-240, TBS-240); their numbers are not. An article holds its paragraphs.
        if not any(
            code == one
            or (of != claim.language and one[0].isalpha() and code[0].isalpha() and re.sub(r"\D", "", one) == digits)
            or (code[0].isdigit() and one.startswith(code))
            for one, of in held
        ):
            yield Finding("name", match[0], _alike(match[0], found.cited))


def _bare(code: str) -> str:
    return re.sub(r"[ ()-]", "", code)


def _alike(code: str, cited: Sequence[Reading]) -> str:
    """A code of the source that may be the one meant: with the same letters, if any has them."""
    every = [match[0] for text in cited for match in CODE.finditer(text.text) if match[0][0].isalpha()]
    letters = re.match(r"[A-Z]*", code)
    return next((one for one in every if letters and one.startswith(letters[0])), "")


def _acronyms(found: Alignment) -> Iterator[Finding]:
    claim = found.claim
    if claim.text.isupper() or any(text.language != claim.language for text in found.cited):
        return
    held = {match[0] for text in found.cited for match in _ACRONYM.finditer(text.text)}
    for match in _ACRONYM.finditer(claim.text):
        if match[0] not in held and not re.match(r"[IVXLC]+$", match[0]):
            yield Finding("name", match[0])


def _names(found: Alignment, lexicon: Lexicon) -> Iterator[Finding]:
    claim = found.claim
    source = " ".join(_fold(text.text) for text in found.cited)
    taken: list[Placed] = [*claim.dates, *claim.times]
    for match in _NAME.finditer(claim.text):
        if any(one.start < match.end() and match.start() < one.end for one in taken):
            continue
        words = [
            (place, word)
            for place, word in enumerate(claim.words)
            if match.start() <= word.start < match.end() and _is_name(claim, word.start, word.end)
        ]
        missing = [
            place
            for place, word in words
            if not found.partners[place] and not _stands(claim.text[word.start : word.end], source)
        ]
        if words and 2 * len(missing) >= len(words) and not _is_translated(found, missing, lexicon):
            yield Finding("name", match[0])


def _is_translated(found: Alignment, missing: Sequence[int], lexicon: Lexicon) -> bool:
    """Say whether a name of common words may stand in the source translated otherwise: the Consolidated Revenue Fund,
    le Trésor."""
    claim = found.claim
    if all(text.language == claim.language for text in found.cited):
        return False
    common = all(
        claim.words[place].term not in lexicon.translate(claim.words[place].term, claim.language) for place in missing
    )
    paired = {word.start for partners in found.partners for _, word in partners}
    return common and any(
        word.start not in paired and _is_name(text, word.start, word.end) for text in found.cited for word in text.words
    )


def _is_name(claim: Reading, start: int, end: int) -> bool:
    written = claim.text[start:end]
    if not written[0].isupper() or _fold(written) in _COMMON or written.isupper():
        return False
    return bool(_JOINED.search(written)) or not _ENUMERATED.search(claim.text[:start])


def _stands(written: str, source: str) -> bool:
    """Say whether a name stands in the source, itself or with another ending (Québec, Quebec; Ontario, ontarien)."""
    folded = _fold(re.sub(r"'s$|^[ldLD]'", "", written))
    return folded in source or (len(folded) > 5 and folded[: max(5, len(folded) - 3)] in source)
