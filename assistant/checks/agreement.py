"""Holds what a claim affirms, denies, allows and obliges against the clause of the source that it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checks.force import MODAL, NEGATIVE, Force
from assistant.checks.meaning import Alignment
from assistant.checks.reading import Reading, Word
from assistant.checks.verdict import Finding

AGREES: dict[Force, frozenset[Force]] = {
    "may": frozenset(("may",)),
    "must": frozenset(("must", "is")),
    "must not": frozenset(("must not", "is not")),
    "need not": frozenset(("need not", "is not")),
    "should": frozenset(("should",)),
}
"""What the source may say where the claim has such a force. A rule in the indicative obliges: the request is made in
writing. What is merely stated or denied in a claim may be anything of the same sign."""

_LACKING = re.compile(
    r"\b(?:free|gratuit\w*|exempt\w*|waive\w*|fail\w*|absen\w+|défaut|refus\w*|un(?!i|der|til|less)\w{3,}|non-\w+|"
    r"in\w+able|unable|incapable|less than|moins|dispens\w*|cess\w*|ceases?|nul|null|void|invalid\w*)\b",
    re.IGNORECASE,
)
"""Words that deny by themselves: where the source has one, a denial in the claim may be its paraphrase."""

_CONTRARY = re.compile(
    r"\b(?:un(?!i|der|til|less)\w{4,}|fail\w*|défaut|absence|in(?:capa|ac)\w+|refus\w+|contrary|contrair\w+|exclu\w+|free|gratuit\w*|prevent\w*|empêch\w+|inadmissib\w+)\b",
    re.IGNORECASE,
)
"""The same, without doubt."""

_NOT_BEFORE = re.compile(r"\b(?:not|no|ne|n')\b.*\b(?:before|until|avant)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\W*(?:if|unless|where|when|si|s'il|lorsqu|à moins|sauf|except|tant qu|until)", re.IGNORECASE)
_LACKS = re.compile(r"\b(?:sans|without)\b", re.IGNORECASE)
_ABLE = re.compile(r"\b\w{4,}[ai]bles?\b", re.IGNORECASE)  # renewable, recouvrable
_CONDITION_VERB = re.compile(r"\b(?:unless|à moins)\b", re.IGNORECASE)
_RESTRICTING = re.compile(
    r"\b(?:sole\w*|limit\w*|exclusi\w+|reserved|réserv\w+|restrict\w*|restrein\w+|suffi\w+|alone|seule?s?|otherwise|just|mere\w*)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\W*(?:that|which|who|qui|comme|as|où|dont)(?: (?:is|are|l[ea]|lui|il|elle|they|it|on|y|also))*\W*$",
    re.IGNORECASE,
)
"""A relative clause that begins with its modal verb says how something is, not what is to be done."""

_PRONOUN = re.compile(
    r"\W*(?:[\d.]+ )?(?:it|they|this|that|these|those|he|she|such|ils?|elles?|celui|celle|ceux|ce|cet|cette|ces)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a cited text, with those after it that go on about the same: they begin with a pronoun."""

    number: int
    text: Reading
    sentences: frozenset[int]

    @property
    def first(self) -> int:
        """The sentence itself."""
        return min(self.sentences)

    def kinds(self) -> set[str]:
        """The kinds of cues in it."""
        return {cue.kind for cue in self.text.cues if self.text.sentence_at(cue.start) in self.sentences}

    def written(self) -> str:
        """Its text."""
        return " ".join(self.text.text[slice(*self.text.sentences[one])] for one in sorted(self.sentences))


def check(found: Alignment) -> Iterator[Finding]:
    """Yield, for each clause of the claim, what it says against its nearest sentence of the source."""
    yield from _only(found)
    for clause in range(len(found.claim.clauses)):
        places = [place for place, word in enumerate(found.claim.words) if word.clause == clause]
        at = _nearest(found, clause, places) if places else None
        if at is None:
            continue
        finding = _polarity(found, places, at) or _modality(found, places, at)
        if finding is not None:
            yield finding


def _only(found: Alignment) -> Iterator[Finding]:
    """Yield what the claim says to be so only there, where nothing in the source restricts it."""
    restricted = any(cue.kind != "may" for text in found.cited for cue in text.cues) or any(
        _RESTRICTING.search(text.text) or any(one.bound for one in text.quantities) for text in found.cited
    )
    for cue in found.claim.cues:
        if cue.kind == "only" and not restricted:
            yield Finding("modality", _clause(found.claim, cue.start))


def _nearest(found: Alignment, clause: int, places: Sequence[int]) -> Place | None:
    """The sentence of the source nearest to a clause, by its words, those of the claim's sentence, and its figures."""
    claim = found.claim
    start, end = claim.clauses[clause]
    sentence = claim.sentence_at(start)
    around = [place for place, word in enumerate(claim.words) if word.sentence == sentence]
    figures = [one for one in claim.quantities if start <= one.start < end and not one.article]
    best, most = None, 0.0
    for number, text in enumerate(found.cited):
        for at, span in enumerate(text.sentences):
            near = found.nearness(places, number, *span) + found.nearness(around, number, *span)
            same = sum(
                any(one.is_as(other) and span[0] <= other.start < span[1] for other in text.quantities)
                for one in figures
            )
            score = near + 0.5 * same / max(1, len(figures)) - 1e-6 * (span[1] - span[0])
            if near > 0 and score > most:
                best, most = (number, at), score
    if best is None:
        return None
    number, at = best
    text = found.cited[number]
    follows = at + 1 < len(text.sentences) and _PRONOUN.match(text.text, text.sentences[at + 1][0])
    return Place(number, text, frozenset((at, at + 1) if follows else (at,)))


def _pairs(found: Alignment, places: Sequence[int], at: Place) -> list[tuple[Word, list[Word]]]:
    """Words of the claim with those that mean the same at a place of the source; where some are in its first sentence,
    those alone."""
    pairs = []
    for place in places:
        its = [word for number, word in found.partners[place] if number == at.number and word.sentence in at.sentences]
        if its:
            pairs.append((found.claim.words[place], its))
    return pairs


def _polarity(found: Alignment, places: Sequence[int], at: Place) -> Finding | None:
    """Compare what is denied. A denial that the claim has elsewhere than the source does not count against it."""
    claim, text = found.claim, at.text
    pairs = _pairs(found, places, at)
    sentence = claim.words[places[0]].sentence
    whole = _pairs(found, [place for place, word in enumerate(claim.words) if word.sentence == sentence], at)
    agreed = {(mine.denier, word.denier) for mine, its in whole for word in its if mine.denied and word.denied}
    ours, theirs = {pair[0] for pair in agreed}, {pair[1] for pair in agreed}
    heads = _heads(claim)
    denies = [
        mine for mine, its in pairs if mine.denied and mine.denier not in ours and not any(word.denied for word in its)
    ]
    affirms = [
        (mine, its) for mine, its in pairs
        if not mine.denied and all(word.denied and word.denier not in theirs for word in its)
    ]  # fmt: skip
    if ("unless" in at.kinds()) != ("unless" in _kinds(claim, sentence)):  # unless it was paid, if it was not paid
        denies = [mine for mine in denies if not _is_condition(claim, mine.clause)]
        affirms = [(mine, its) for mine, its in affirms if not all(_is_condition(text, word.clause) for word in its)]
    excepted = "unless" not in _kinds(claim, sentence) and any(
        _is_excepted(text, word) for _, its in whole for word in its
    )
    affirms = [
        (mine, its)
        for mine, its in affirms
        if _is_condition(claim, mine.clause) or not all(_is_condition(text, word.clause) for word in its)
    ]
    denies = [mine for mine in denies if not _is_denied_elsewhere(found, mine)]
    if excepted or (denies and affirms) or not pairs or _says_only(claim, sentence, at):
        return None
    moved = any(
        word.denied and not _is_denied_elsewhere(found, word) for word in claim.words if word.sentence == sentence
    )
    if affirms and not moved and not _CONTRARY.search(_clause(claim, claim.words[places[0]].start)):
        return Finding("polarity", "", _clause(text, affirms[0][1][0].start))
    firm = [mine for mine in denies if mine.start in heads and not _CONTRARY.search(at.written())]
    loose = [
        claim.words[place] for place in places if claim.words[place].denied and claim.words[place].denier not in ours
    ]
    if firm or (loose and not _may_deny(at) and not any(word.denied for text in found.cited for word in text.words)):
        return Finding("polarity", _clause(claim, (firm or loose)[0].start))
    return None


def _is_denied_elsewhere(found: Alignment, mine: Word) -> bool:
    """Say whether a word that the claim denies is denied in any sentence that it cites."""
    return any(
        other.denied
        for word, its in zip(found.claim.words, found.partners, strict=True)
        if word is mine
        for _, other in its
    )


def _heads(claim: Reading) -> set[int]:
    """Where the words stand that cues deny first: the verb after `not`, the noun after `no`."""
    heads: dict[int, int] = {}
    for word in claim.words:
        if word.denier is not None:
            heads.setdefault(word.denier, word.start)
    return set(heads.values())


def _may_deny(at: Place) -> bool:
    """Say whether anything at a place of the source, or in the sentence after it, denies."""
    last = max(at.sentences) + 1
    if any(word.denied for word in at.text.words if word.sentence in at.sentences or word.sentence == last):
        return True
    return bool(_LACKING.search(at.written())) or "bound" in at.kinds()


def _kinds(claim: Reading, sentence: int) -> set[str]:
    return {cue.kind for cue in claim.cues if claim.sentence_at(cue.start) == sentence}


def _is_excepted(text: Reading, word: Word) -> bool:
    """Say whether a word stands in an exception: what is said of the rest is not said of it."""
    return any(cue.kind == "unless" and cue.falls_on(word.start) for cue in text.cues) and not _CONDITION_VERB.search(
        text.text, *text.clauses[word.clause]
    )


def _is_condition(text: Reading, clause: int) -> bool:
    """Say whether a clause is a condition."""
    return bool(_CONDITION.match(text.text, *text.clauses[clause]))


def _says_only(claim: Reading, sentence: int, at: Place) -> bool:
    """Say whether one says `not … unless` where the other says `only`: the same, the other way round."""
    mine, its, said = _kinds(claim, sentence), at.kinds(), claim.text[slice(*claim.sentences[sentence])]
    if ("only" in mine and _NOT_BEFORE.search(at.written())) or ("only" in its and _NOT_BEFORE.search(said)):
        return True
    denied, owed = {"not", "must not"}, {"must", "required"}
    if (owed & mine and denied & its and _LACKS.search(at.written())) or (
        owed & its and denied & mine and _LACKS.search(said)
    ):
        return True  # none without a ticket: a ticket is required
    return ("unless" in mine and "only" in its) or ("only" in mine and bool({"unless", "only"} & its))


def _modality(found: Alignment, places: Sequence[int], at: Place) -> Finding | None:
    """Compare what is allowed, obliged, forbidden and exempted, by the words under the claim's own cue."""
    claim, text = found.claim, at.text
    mine = _own_force(claim, places)
    if mine is None or _says_only(claim, claim.words[places[0]].sentence, at):
        return None
    pairs = _pairs(found, places, at)
    under = [its for word, its in pairs if word.force == mine]
    its: list[Force] = [_force(partner) for partners in under for partner in partners]
    if not its:
        clauses = Counter(word.clause for _, partners in pairs for word in partners)
        near = {clause for clause, count in clauses.most_common(1) if 2 * count >= len(places)}
        its = [_force(word) for word in text.words if word.clause in near or word.sentence in at.sentences - {at.first}]
    agreeing = sum(force in AGREES[mine] for force in its)
    # What is stated may be anything, so that a few such words do not make an obligation of a permission.
    if any(_is_excepted(text, word) for _, partners in pairs for word in partners):
        return None
    if not its or (2 * agreeing >= len(its) if mine == "must" else agreeing):
        return None
    if _is_excused(mine, its, _kinds(claim, claim.words[places[0]].sentence), at):
        return None
    start = under[0][0].start if under else text.sentences[at.first][0]
    return Finding("modality", _clause(claim, claim.words[places[0]].start), _clause(text, start))


def _force(word: Word) -> Force:
    """The force of a word of the source; what is without is not."""
    return "is not" if word.force == "is" and word.denied else word.force


def _own_force(claim: Reading, places: Sequence[int]) -> Force | None:
    """The force of a clause of the claim by a modal verb of its own: not one that reaches it from the clause before."""
    start, end = claim.clauses[claim.words[places[0]].clause]
    own = [cue for cue in claim.cues if start <= cue.start < end and cue.kind in MODAL]
    if not own or _OPENS.match(claim.text[start : own[0].start]):
        return None
    forces = Counter(claim.words[place].force for place in places if claim.words[place].force in AGREES)
    return forces.most_common(1)[0][0] if forces else None


def _is_excused(mine: Force, its: Sequence[Force], kinds: set[str], at: Place) -> bool:
    """Say whether a difference is one of wording: up to $400 is reimbursed, may be reimbursed up to $400."""
    theirs = at.kinds()
    if mine == "may" and all(force == "is" for force in its):
        amounts = (one for one in at.text.quantities if at.text.sentence_at(one.start) in at.sentences)
        return any(one.bound in ("most", "less") for one in amounts) or bool(
            theirs & {"only", "unless"} or _ABLE.search(at.written())
        )
    if mine in NEGATIVE:
        return bool(kinds & {"unless", "without"} and theirs & {"only", "unless"}) or "bound" in theirs
    return False


def _clause(text: Reading, place: int) -> str:
    start, end = text.clauses[text.clause_at(place)]
    return text.text[start:end].strip(" ,;.")
