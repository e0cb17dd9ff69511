"""Holds who must do what to whom in a claim against the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.checks.meaning import Alignment
from assistant.checks.people import Mention
from assistant.checks.reading import Reading
from assistant.checks.verdict import Finding

MARGIN = 0.5
"""How much more of what a party does another must do in the source before the two are taken to be exchanged."""

LEAST_WORDS = 2

_LOOSE = frozenset(
    ("employee", "executive", "agency", "applicant", "board", "parent", "child", "archives", "permit holder", "accused")
)
"""Roles that are also named by words which name no role: a person, staff, a body, members of the public."""

_KIN: dict[str, set[str]] = {
    "access commissioner": {"commissioner"},
    "access officer": {"records officer"},
    "archivist": {"archives"},
    "attorney general": {"prosecutor"},
    "bidder": {"supplier", "applicant"},
    "board": {"commission", "committee"},
    "city council": {"board", "municipality"},
    "commission": {"commissioner", "board"},
    "commissioner": {"access commissioner", "commission"},
    "committee": {"board"},
    "court": {"judge"},
    "designated officer": {"employee", "inspector"},
    "director": {"director general"},
    "director general": {"director"},
    "employee": {"executive", "manager"},
    "judge": {"court"},
    "landlord": {"owner"},
    "legal counsel": {"prosecutor"},
    "manager": {"executive"},
    "ministry": {"secretariat"},
    "municipality": {"city council"},
    "owner": {"landlord", "permit holder", "seller"},
    "peace officer": {"security"},
    "permit holder": {"owner", "operator", "insured"},
    "president": {"speaker"},
    "prosecutor": {"attorney general"},
    "secretariat": {"treasury board", "ministry", "board"},
    "security": {"peace officer"},
    "speaker": {"president"},
    "supplier": {"bidder", "seller"},
    "tenant": {"operator"},
    "treasury board": {"secretariat"},
}
"""Roles that the same words may mean."""

_DEPENDENT = ("child", "parent", "spouse", "student", "passenger", "witness")
_BODIES = ("commission", "board", "court", "agency", "committee", "secretariat", "ministry")
_AGENT = re.compile(r"\b(?:by|par)(?: (?:the|an?|le|la|les|une?|its|their|son|sa|leur)| l')* ?$", re.IGNORECASE)
_OBJECT = re.compile(
    r"(?:\b(?:to|of|from|with|for|on|against|and|or|à|au|aux|du|des|de|d'|avec|pour|contre|chez|auprès|et|ou)\b)"
    r"(?: (?:the|an?|le|la|les|une?|its|their|his|her|your|son|sa|leur|votre)| l'| d')* ?$",
    re.IGNORECASE,
)
_SUBJECTS = r"it|they|he|she|ils?|elles?|celui-ci|celle-ci|ceux-ci"
_OPENING = re.compile(rf"\W*(?:[\d.]+\)? )?(?:{_SUBJECTS})\b", re.IGNORECASE)
_PRONOUN = re.compile(
    rf"\b(?:{_SUBJECTS}|this|these|that|its|their|his|her|ce|cette|ses?|son|sa|leurs?)\b", re.IGNORECASE
)
_ACTOR = re.compile(
    r"(?:^|[,;:.()] ?|\b(?:and|but|or|if|where|when|then|that|et|mais|ou|si|lorsque|que|quand) |\b(?:lorsqu|qu)')"
    r"(?:\d[\d.]*\)? )?(?:(?:the|an?|its|any|each|every|no|le|la|les|une?|chaque|toute?|aucune?|son|sa) |l')?$",
    re.IGNORECASE,
)
_MODIFIED = re.compile(r"^ (?:of|de|du|des|d') ?(?:the |la |les |l')?", re.IGNORECASE)


def check(found: Alignment, context: Sequence[Reading] = ()) -> Iterator[Finding]:
    """Yield the parties that the source does not name, and those that do what another does in the source.

    Where a cited text has a pronoun, the party may be named in the context; where that is not given, it cannot be told.
    """
    claim = found.claim
    named = claim.named
    sources = [text.named for text in found.cited]
    roles = {one.role for source in sources for one in source}
    for one in named:
        same = _alike(one.role, found)
        if not roles & same:
            if one.role not in _LOOSE and not _is_worded(found, one) and not _is_meant(found, one.role, context):
                yield Finding("party", claim.text[one.start : one.end], _instead(found, one, sources))
            continue
        if one.role in roles and (wrong := _modified(found, one, sources)):
            yield Finding("party", wrong[0], wrong[1])
        elif (rival := _rival(found, one, named, sources)) is not None:
            number, other = rival
            yield Finding("party", claim.text[one.start : one.end], found.cited[number].text[other.start : other.end])


def _alike(role: str, found: Alignment) -> set[str]:
    """The roles that the same words may mean; what a body is called does not survive translation."""
    crossed = any(text.language != found.claim.language for text in found.cited)
    return {role} | _KIN.get(role, set()) | (set(_BODIES) if crossed and role in _BODIES else set())


def _is_meant(found: Alignment, role: str, context: Sequence[Reading]) -> bool:
    """Say whether a pronoun of a cited text may mean a party: one that the context names; else, any."""
    if context:
        named = any(other.role in _alike(role, found) for text in context for other in text.named)
        return named and any(_PRONOUN.search(text.text) for text in found.cited)
    return any(_OPENING.match(text.text) for text in found.cited)


def _is_worded(found: Alignment, one: Mention) -> bool:
    """Say whether the source has the words of a party's name, although they name no known role there."""
    places = [place for place, word in enumerate(found.claim.words) if one.start <= word.start < one.end]
    return bool(places) and all(found.partners[place] for place in places)


def _modified(found: Alignment, one: Mention, sources: Sequence[Sequence[Mention]]) -> tuple[str, str] | None:
    """A party whose title goes on otherwise than in the source: the director of finance, of human resources."""
    claim = found.claim
    opening = _MODIFIED.match(claim.text[one.end :])
    if opening is None:
        return None
    following = [
        (place, word) for place, word in enumerate(claim.words) if one.end + opening.end() == word.start
        and word.clause == claim.clause_at(one.start) and word.start < _verb(claim, one.end)
    ]  # fmt: skip
    if not following or found.partners[following[0][0]]:
        return None
    for number, source in enumerate(sources):
        for other in source:
            text = found.cited[number].text
            if other.role == one.role and (going := _MODIFIED.match(text[other.end :])):
                end = other.end + going.end()
                rest = re.match(r"[\w'-]+(?: [\w'-]+)?", text[end:])
                return claim.text[one.start : following[0][1].end], text[
                    other.start : end + (rest.end() if rest else 0)
                ]
    return None


def _verb(claim: Reading, place: int) -> int:
    """Where the next cue begins: the name of a party does not go beyond."""
    return min((cue.start for cue in claim.cues if cue.start >= place), default=len(claim.text))


def _acts(text: Reading, one: Mention) -> bool:
    """Say whether a party does something in its clause: it opens the clause, follows an `and`, or is an agent."""
    return bool(_ACTOR.search(text.text[: one.start]) or _AGENT.search(text.text[: one.start]))


def _stretches(text: Reading, one: Mention) -> list[tuple[int, int]]:
    """What a party does: up to the next that does something else; or what stands before it (by the minister)."""
    following = len(text.text)
    for other in text.named:
        # The chair and the secretary sign: what one does, the other does.
        if other.start > one.start and _acts(text, other) and any(one.end <= w.start < other.start for w in text.words):
            following = other.start
            break
    stretches = [(one.end, following)]
    if _AGENT.search(text.text[: one.start]):
        stretches.append((text.sentences[text.sentence_at(one.start)][0], one.start))
    return stretches


def _rival(
    found: Alignment, one: Mention, named: Sequence[Mention], sources: Sequence[Sequence[Mention]]
) -> tuple[int, Mention] | None:
    """The party that does in the source what the claim has another do."""
    claim = found.claim
    agent, indirect = _AGENT.search(claim.text[: one.start]), _OBJECT.search(claim.text[: one.start])
    if one.role in _DEPENDENT or not (agent or (not indirect and _acts(claim, one))):
        return None
    sentence, clause = claim.sentences[claim.sentence_at(one.start)], claim.clauses[claim.clause_at(one.start)]
    start, end = (clause[0], one.start) if agent else (one.end, sentence[1])
    places = [place for place, word in enumerate(claim.words) if start <= word.start < end]
    places = [
        place for place in places if not any(other.start <= claim.words[place].start < other.end for other in named)
    ]
    if len(places) < LEAST_WORDS:
        return None
    scored = [
        (
            max(found.nearness(places, number, *stretch) for stretch in _stretches(found.cited[number], other)),
            number,
            other,
        )
        for number, source in enumerate(sources)
        for other in source
    ]
    mine = max((row[0] for row in scored if row[2].role == one.role), default=0.0)
    rivals = [
        row for row in scored if row[2].role not in _alike(one.role, found) and _acts(found.cited[row[1]], row[2])
    ]
    best = max(rivals, key=lambda row: row[0], default=None)
    return (best[1], best[2]) if best is not None and best[0] >= mine + MARGIN else None


def _instead(found: Alignment, one: Mention, sources: Sequence[Sequence[Mention]]) -> str:
    """A party of the source that the claim does not name, in the sentence nearest to the claim's words around it."""
    claim = found.claim
    said = {other.role for other in claim.named}
    places = [place for place, word in enumerate(claim.words) if word.sentence == claim.sentence_at(one.start)]
    nearest = found.nearest(places)
    if nearest is None:
        return ""
    number, sentence = nearest
    text = found.cited[number]
    start, end = text.sentences[sentence]
    return next(
        (text.text[other.start : other.end] for other in sources[number]
         if start <= other.start < end and other.role not in said), "",
    )  # fmt: skip
