"""What a document says of itself as a record: its date, its number, the body that issued it, how it stands to others.

Pure: it looks at blocks. What is not said plainly is not known: no fact is better than a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexes.records import Facts, Language
from ingest.blocks import FURNITURE, Block
from ingest.dates import DATE, iso

FIRST, LAST = 2, 2
"""Pages at the beginning and at the end on which a document speaks of itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands to its other versions and to its twin, where it says so.

    in_force: since when it is, ISO 8601. consolidated: it is a consolidation of a text with its amendments, as of
    `as_of` where it says. authoritative: the language of the version that prevails.
    """

    in_force: str | None = None
    consolidated: bool = False
    as_of: str | None = None
    authoritative: Language | None = None

    def notes(self) -> dict[str, object]:
        """The same as notes on a document: what is known, and nothing else."""
        found: dict[str, object] = {}
        if self.in_force:
            found["in_force"] = self.in_force
        if self.consolidated:
            found["consolidated"] = self.as_of or True
        if self.authoritative:
            found["authoritative"] = self.authoritative
        return found


_SERIAL = r"\d{1,5}(?:[-–][0-9A-Z]{1,6}){0,4}"
_NUMBERED = re.compile(
    r"\b(?:r[eè]glement|by-?law|arr[eê]t[eé]|d[eé]cret|directive|politique|policy|order|regulation|circulaire|circular)"
    rf"\s*(?:n[°ºo]\.?|num[eé]ro|number|no\.)?\s*:?\s*({_SERIAL})(?![\w,.]*\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"^(?:.*\s)?(?:num[eé]ro|number|no\.|n[°º])\s*:?\s*({_SERIAL})\b", re.IGNORECASE)
_CHAPTER = re.compile(
    r"(?:^|\s)((?:SOR|DORS|SI|TR)[-/]\d{2,4}-\d{1,4}|C\.R\.C\.,[ _]ch?\.[ _]\d{1,4}|[A-Z]{1,2}-\d{1,2}(?:\.\d{1,3})*)$"
)

_ADOPTED = re.compile(
    r"\b(?:adoption|adopt[eé]e?s?|adopted|date\s+of\s+adoption|date\s+d[’']adoption|passed|enacted|assented\s+to|"
    r"sanctionn[eé]e?|registration|enregistrement|issued|date\s+of\s+issue)"
    rf"\s*(?:[:|–-]|on|le|en\s+date\s+du|this)?\s*({DATE})",
    re.IGNORECASE,
)
_ADOPTION_MARK = re.compile(
    rf"({DATE})\s*\((?:adoption|adopt[eé]e?|adopted)\)|\((?:adoption|adopt[eé]e?|adopted)\s*[:–-]\s*({DATE})\s*\)",
    re.IGNORECASE,
)
_SITTING = re.compile(
    rf"^(?:[àa]\s+une\s+)?s[eé]ance\s+(?:ordinaire|extraordinaire)\b.{{0,160}}?({DATE})|"
    rf"^at\s+a\s+(?:regular|special)\s+(?:meeting|sitting)\b.{{0,160}}?({DATE})",
    re.IGNORECASE,
)
_DATED = re.compile(rf"^(?:date\s*:?\s*|[A-ZÀ-Ý][\w’' -]{{1,40}},\s+(?:le\s+)?|le\s+)?({DATE})\.?$", re.IGNORECASE)
_BY_AMENDMENT = re.compile(r"\b(?:amend|modifi|remplac|replac|abrog|repeal)", re.IGNORECASE)

_IN_FORCE = re.compile(
    r"\b(?:entr[eé]e?\s+en\s+vigueur|in\s+force(?:\s+since)?|came\s+into\s+force|coming\s+into\s+force|"
    r"effective(?:\s+date)?|date\s+d[’']effet)"
    rf"\s*(?:[:|–-]|on|from|le|au)?\s*({DATE})",
    re.IGNORECASE,
)
_COMES_INTO_FORCE = re.compile(
    r"^[\d.\s]*(?:le\s+pr[eé]sent|la\s+pr[eé]sente|cette|ce|this)\s+[\w-]+\s+"
    r"(?:entre\s+en\s+vigueur\s+le|comes\s+into\s+force\s+on|is\s+in\s+force\s+(?:from|as\s+of)|takes\s+effect\s+on)"
    rf"\s+({DATE})\.?$",
    re.IGNORECASE,
)
_CONSOLIDATED = re.compile(
    r"\b(?:codification\s+administrative|version\s+administrative|refonte\s+administrative|version\s+refondue|"
    r"(?:office|administrative|unofficial)\s+consolidation|consolidated\s+(?:version|by-?law|text)|"
    r"version\s+codifi[eé]e|codification\s*$|consolidation\s*$)",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"\b(?:[àa]\s+jour(?:\s+(?:au|le|en\s+date\s+du))?|current\s+to|up\s+to\s+date\s+(?:to|as\s+of)|as\s+of|"
    r"version\s+en\s+vigueur(?:\s+(?:au|le|depuis\s+le))?|"
    r"version\s+in\s+force(?:\s+(?:on|since|as\s+of))?)\s*[:–-]?\s*"
    rf"({DATE})",
    re.IGNORECASE,
)
_FRENCH_PREVAILS = re.compile(
    r"\b(?:version|texte)\s+fran[çc]aise?\b[^.;]{0,40}?\b(?:fait\s+(?:seule?\s+)?foi|pr[eé]vaut|pr[eé]vaudra|"
    r"l[’']emporte|l[’']emportera|a\s+pr[eé]s[eé]ance|prime)\b|"
    r"\bfrench\s+(?:version|text)\b[^.;]{0,40}?\b(?:prevails|shall\s+prevail|will\s+prevail|takes\s+precedence|"
    r"is\s+(?:the\s+)?(?:authoritative|official))\b",
    re.IGNORECASE,
)
_ENGLISH_PREVAILS = re.compile(
    r"\b(?:version|texte)\s+anglaise?\b[^.;]{0,40}?\b(?:fait\s+(?:seule?\s+)?foi|pr[eé]vaut|pr[eé]vaudra|"
    r"l[’']emporte|l[’']emportera|a\s+pr[eé]s[eé]ance|prime)\b|"
    r"\benglish\s+(?:version|text)\b[^.;]{0,40}?\b(?:prevails|shall\s+prevail|will\s+prevail|takes\s+precedence|"
    r"is\s+(?:the\s+)?(?:authoritative|official))\b",
    re.IGNORECASE,
)

_BODY = (
    r"(?:ville|municipalit[eé]|mrc|municipalit[eé] r[eé]gionale de comt[eé]|canton|paroisse|cit[eé]|city|town|"
    r"township|municipality|village|county|minist[eè]re|department|ministry|gouvernement|government|commission|"
    r"conseil|council|office|agence|agency|universit[eé]|university|soci[eé]t[eé]|secr[eé]tariat|secretariat|"
    r"tribunal|r[eé]gie|centre de services scolaire|school board|bureau)"
)
_BODY_ALONE = re.compile(rf"^{_BODY}\s+(?:de|du|des|d[’']|of|for)\s?.{{2,70}}$", re.IGNORECASE)
_MUNICIPALITY = re.compile(
    r"\b(?:Ville|Municipalité|Canton|Paroisse|City|Town|Township|Municipality|Village)"
    r"\s+(?:de |du |des |d[’']|of )(?:La |Le |Les |L[’'])?[A-ZÀ-Ý][\wÀ-ÿ’'-]*"
    r"(?:(?: (?:de|du|des|la|le|les|sur|on|the))* [A-ZÀ-Ý][\wÀ-ÿ’'-]*)*"
)
_SMALL_WORDS = frozenset("de du des la le les et sur of the for and".split())


def find(blocks: Sequence[Block], stated: Facts | None = None) -> Facts:
    """The facts that the first and the last pages of a document state; where they are silent, what its file states."""
    near = list(_near(blocks))
    number = _number(near)
    by_law = number is not None and _CHAPTER.search(number) is None
    stated = stated or Facts()
    return Facts(
        date=_date(near, number) or stated.date,
        number=number or stated.number,
        author=_author(blocks, near, by_law=by_law) or stated.author,
    )


def standing(blocks: Sequence[Block]) -> Standing:
    """How a document says that it stands to its versions and to its twin."""
    near = list(_near(blocks))
    front = [block for block in near if block.pieces[0].page <= FIRST]
    as_of = next((iso(found[1]) for block in front if _short(block) and (found := _AS_OF.search(block.text))), None)
    consolidated = as_of is not None or any(_CONSOLIDATED.search(block.text) for block in front if _short(block))
    if consolidated and as_of is None:  # then it holds what the last amendment that it lists made of the text
        listed = (iso(found[1]) for block in front for found in _IN_FORCE.finditer(block.text))
        as_of = max((when for when in listed if when), default=None)
    in_force = next((when for block in near if (when := _in_force(block))), None)
    french = any(_FRENCH_PREVAILS.search(block.text) for block in near)
    english = any(_ENGLISH_PREVAILS.search(block.text) for block in near)
    prevails: Language | None = None if french == english else "fr" if french else "en"
    return Standing(in_force, consolidated, as_of, prevails)


def _in_force(block: Block) -> str | None:
    """Since when, said beside the adoption, at the head of a line, or as the article that says nothing else."""
    alone = _COMES_INTO_FORCE.match(block.text)
    if alone:
        return iso(alone[1])
    found = _IN_FORCE.search(block.text) if len(block.text) <= 250 else None
    if found is None or (found.start() and not re.search(r"adopt", block.text[: found.start()], re.IGNORECASE)):
        return None
    return iso(found[1])


def is_body(text: str) -> bool:
    """Say whether a line is the name of a public body and nothing else."""
    return bool(_BODY_ALONE.match(text)) and not re.search(r"[.;:!?]$|\d", text)


def _near(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of the first and the last pages, contents left out."""
    last = max((block.pieces[-1].page for block in blocks), default=0)
    for block in blocks:
        page = block.pieces[0].page
        if block.kind != "contents" and (page <= FIRST or page > last - LAST):
            yield block


def _short(block: Block) -> bool:
    return len(block.text) <= 120


def _number(near: Sequence[Block]) -> str | None:
    """The document's own number: in a heading of its first page, in what runs at the foot or the head of each, or where
    a paragraph begins with it."""
    first = [block for block in near if block.pieces[0].page == 1]
    headings = [block.text for block in first if block.kind == "heading"]
    running = [block.text for block in near if block.pieces[0].page <= FIRST and block.kind in FURNITURE]
    texts = [block.text for block in first if block.kind == "text" and _short(block)]
    for text in (*headings, *running):
        for pattern in (_NUMBERED, _NUMBER):
            if found := pattern.search(text):
                return found[1]
    for text in headings:
        if found := _CHAPTER.search(text):
            return found[1].replace("_", " ")
    for text in texts:
        found = _NUMBERED.match(text) or _NUMBER.match(text)
        if found:
            return found[1]
    return None


def _date(near: Sequence[Block], number: str | None) -> str | None:
    """When it was adopted: as it says with that word, else the day of the sitting, else the date that it bears."""
    for block in near:
        for found in _ADOPTED.finditer(block.text):
            before = block.text[: found.start()]
            own = number is not None and number in before
            if (len(before) <= 60 or own) and not _BY_AMENDMENT.search(before):
                return iso(found[1])
    for block in near:
        if marked := _ADOPTION_MARK.search(block.text):
            return iso(marked[1] or marked[2])
    first = [block for block in near if block.pieces[0].page == 1]
    for block in first:
        if sitting := _SITTING.search(block.text):
            return iso(sitting[1] or sitting[2])
    for block in first[:12]:
        if dated := _DATED.match(block.text):
            return iso(dated[1])
    return None


def _author(blocks: Sequence[Block], near: Sequence[Block], *, by_law: bool) -> str | None:
    """The body whose name stands alone on the first page; of a by-law, else the one municipality that it speaks of."""
    first = [block for block in near if block.pieces[0].page == 1]
    alone = [block.text for block in first if _short(block) and is_body(block.text)]
    named = Counter(found[0] for block in blocks for found in _MUNICIPALITY.finditer(block.text))
    if alone:
        return _written(alone[0], named)
    folded: Counter[str] = Counter()
    for name, count in named.items():
        folded[_folded(name)] += count
    if not by_law or not folded:
        return None
    best, times = folded.most_common(1)[0]
    sat = any(_SITTING.search(block.text) for block in first)
    return _written(best, named) if times == folded.total() >= (1 if sat else 2) else None


def _written(name: str, named: Counter[str]) -> str:
    """The name as the text writes it most often; else without its capitals."""
    same = [one for one, _count in named.most_common() if _folded(one) == _folded(name)]
    if same:
        return same[0]
    if not name.isupper():
        return name
    words = [
        word if place and word in _SMALL_WORDS else re.sub(r"(^|[-’'])(\w)", lambda m: m[1] + m[2].upper(), word)
        for place, word in enumerate(name.lower().split())
    ]
    return " ".join(words)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one)).replace("’", "'")
