"""Reads what each part of a sentence does: allows, obliges, forbids, exempts, states or denies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from assistant.checks.cues import BOUNDS, EXPLETIVE_NE, PATTERNS, RESTRICTING_QUE, Kind
from indexes.records import Language

Force = Literal["may", "must", "must not", "need not", "should", "is", "is not"]
MODAL: frozenset[Kind] = frozenset(("may", "must", "required", "should", "must not", "need not"))
_DENYING = ("must not", "need not", "not", "without")
NEGATIVE: frozenset[Force] = frozenset(("must not", "need not", "is not"))
_STOPS_NOT = {
    "en": re.compile(r"\b(?:is|are|was|were|may|must|shall|will|can|has|have)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:est|sont|peut|peuvent|doit|doivent|sera|seront|ont)\b", re.IGNORECASE),
}
_LAST_WORD = re.compile(r"\b[^\W\d_]+ $")
_RELATIVE = re.compile(r"(?:who|whom|whose|which|that|qui|dont)\b", re.IGNORECASE)
_NEW_CLAUSE = re.compile(
    r"\W*(?:and|but|or|who|which|that|if|where|when|whose|the|it|he|she|they|no|"
    r"et|mais|ou|qui|dont|si|lorsqu\w*|quand|où|il|elle|ils|elles|le|la|les|aucun\w*|nul)\b|\W*l'",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\b(?!(?:de|d'|the|an?|le|la|les|l'|des|du|of|any|its|their|sa|son)\b)[^\W\d_][\w-]*")
_NO_SUBJECT = re.compile(
    r"^\W*(?:(?:but|mais|and|et|it|il|elle|ils|elles|they|this|that|ce|cela|which|qui|who|also)\b\W*){0,3}$",
    re.IGNORECASE,
)
_NOT_A_STOP = re.compile(r"\bno\b|\baucun|\bnul|\bpersonne|\bnobody|\bnothing|\bnone|\bneither|\bni\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that carry a force at `start` to `end`, and the stretch of text that they fall on."""

    kind: Kind
    start: int
    end: int
    first: int
    last: int

    def falls_on(self, place: int) -> bool:
        """Say whether what stands at a place is under it."""
        return self.first <= place < self.last


def cues(
    text: str, language: Language, sentences: Sequence[tuple[int, int]], clauses: Sequence[tuple[int, int]]
) -> list[Cue]:
    """Find the cues of a spelled text cut into sentences and clauses, in the order of the text."""
    taken = bytearray(len(text))
    found: list[tuple[Kind, int, int, bool]] = []
    for match in BOUNDS[language].finditer(text):
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        found.append(("bound", match.start(), match.end(), False))
    if language == "fr":
        for match in EXPLETIVE_NE.finditer(text):
            taken[match.end() - 2 : match.end()] = b"\1\1"
        for match in RESTRICTING_QUE.finditer(text):
            if not any(taken[match.start() : match.start() + 2]):
                found.append(("only", match.end() - 3, match.end(), False))
                taken[match.start() : match.start() + 2] = b"\1\1"
    for kind, side, words in PATTERNS[language]:
        for match in words.finditer(text):
            if match.end() > match.start() and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append((kind, match.start(), match.end(), side == "both"))
    placed = []
    for kind, start, end, both in _outer(text, sorted(found, key=lambda one: one[1])):
        first, last = next(((a, b) for a, b in clauses if a <= start < b), (start, end))
        if kind == "not" and not _NOT_A_STOP.match(text, start, end):
            last = _stop(text, language, end, last)
        elif kind == "not":
            last = _through_relatives(text, clauses, last)
            placed.append(Cue(kind, start, end, _verb_before(text, first, start), last))
            continue
        if kind == "without":
            count = 1 if text[start:end].lower() == "non" else 2
            last = max((word.end() for word in islice(_WORDS.finditer(text, end, last), count)), default=last)
        if kind == "unless" and not text[end:last].strip(" ,"):
            last = next((b for a, b in clauses if a == last), last)  # except | in case of illness
        if both and _NO_SUBJECT.match(text[first:start]):
            # Outside Canada, it is prohibited; available but not mandatory: the subject stands before the clause.
            opening = max((a for a, b in sentences if a <= start), default=first)
            first = first if any(cue.kind in MODAL and cue.start >= opening for cue in placed) else opening
        placed.append(Cue(kind, start, end, first if both else end, last))
    return _across_commas(text, placed, clauses)


def _verb_before(text: str, first: int, start: int) -> int:
    """Where the verb begins whose object a `no` denies: requires no permit, pays nothing."""
    before = _LAST_WORD.search(text, first, start)
    return before.start() if before else start


def _through_relatives(text: str, clauses: Sequence[tuple[int, int]], last: int) -> int:
    """Where the reach of a `no` ends: no person who has a licence shall …"""
    for start, end in clauses:
        if start == last and text[start - 1] != "," and _RELATIVE.match(text, start):
            last = end
    return last


def _across_commas(text: str, found: Sequence[Cue], clauses: Sequence[tuple[int, int]]) -> list[Cue]:
    """Let a modal verb reach over commas to its infinitives, up to the next modal verb, subordinate or new clause."""
    modals = [cue.start for cue in found if cue.kind in MODAL]
    reaching = []
    for cue in found:
        last = cue.last
        if cue.kind in MODAL:
            until = min((start for start in modals if start > cue.start), default=len(text))
            for start, end in clauses:
                if start == last and text[:start].rstrip().endswith((",", ":")) and not _NEW_CLAUSE.match(text, start):
                    last = end
            last = max(cue.last, min(last, until))
        reaching.append(replace(cue, last=last))
    return reaching


def _outer(text: str, found: Sequence[tuple[Kind, int, int, bool]]) -> list[tuple[Kind, int, int, bool]]:
    """Leave out a cue that is governed by the one right before it: may be required, peut être exigé."""
    kept: list[tuple[Kind, int, int, bool]] = []
    for one in found:
        before = kept[-1] if kept else None
        governed = before is not None and before[0] in MODAL and not text[before[2] : one[1]].strip()
        if not (governed and one[0] in ("required", "may")):
            kept.append(one)
    return kept


def _stop(text: str, language: Language, start: int, last: int) -> int:
    """Where the reach of a `not` ends: at the next finite verb that is not its own, or with the clause."""
    for match in _STOPS_NOT[language].finditer(text, start, last):
        if len(text[start : match.start()].split()) > 1:
            return match.start()
    return last


def force(place: int, found: Sequence[Cue]) -> Force:
    """The force of what stands at a place, under the cues found."""
    over = [cue for cue in found if cue.falls_on(place)]
    kinds = {cue.kind for cue in over}
    # Of several modal verbs, the nearest before the word is its own.
    modals = [cue for cue in over if cue.kind in MODAL]
    before = [cue for cue in modals if cue.start <= place]
    modal = before[-1].kind if before else modals[0].kind if modals else None
    if modal in ("must not", "need not"):
        return "must not" if modal == "must not" else "need not"
    if "not" in kinds:
        return {"may": "must not", "must": "must not", "should": "must not", "required": "need not"}.get(  # type: ignore[return-value]
            modal or "", "is not"
        )
    if modal in ("must", "required"):
        return "must"
    if modal in ("may", "should"):
        return "may" if modal == "may" else "should"
    return "is"


def denier(place: int, found: Sequence[Cue]) -> int | None:
    """Where the cue stands that denies what stands at a place, or says that it is lacking; the nearest of them."""
    denying = [cue for cue in found if cue.kind in _DENYING and cue.falls_on(place)]
    if not denying or (force(place, found) not in NEGATIVE and denying[-1].kind != "without"):
        return None
    return denying[-1].start
