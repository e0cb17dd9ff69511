"""Holds before against after, paid against unpaid, and other pairs that turn a sentence round without a negation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.meaning import Alignment
from assistant.checks.reading import Reading
from assistant.checks.verdict import Finding

_PAIRS: tuple[tuple[str, str], ...] = (
    (
        r"(?<!not )\bpaid (?:leave|days?|time)|\b(?:congés?|jours) (?:payés?|rémunérés?|avec (?:solde|salaire))",
        r"\bunpaid\b|\bwithout pay\b|\bsans (?:solde|salaire|traitement)\b|\bnon (?:payée?s?|rémunérée?s?)\b",
    ),
    (r"\bminimum\b|\bminimale?s?\b", r"\bmaximum\b|\bmaximale?s?\b"),
    (
        r"\bincreas\w+|\braised?\b|\baugment\w+|\bmajor(?:e|é|ée|ées|és|er|ation)\b",
        r"\bdecreas\w+|\breduc\w+|\breduced?\b|\blowered?\b|\brédui\w+|\bréduction\w*|\bdiminu\w+",
    ),
    (r"\bapprov(?:e|es|ed|al)\b|\bapprouv\w+|\bapprobation\b", r"\brefus\w+|\breject\w+|\brejet\w+"),
    (r"\bconfirm\w*", r"\bcancel\w*|\bannul\w+"),
    (
        r"\bin writing\b|\bwritten\b|\bpar écrit\b|\bécrite?s?\b",
        r"\borally\b|\boral\b|\bverbal\w*|\boralement\b|\borale?s?\b",
    ),
    (
        r"\bpublic\b|\bpublicly\b|\bpubli(?:que|ques|cs)\b",
        r"\bin private\b|\bprivately\b|\bin camera\b|\bà huis clos\b|\ben privé\b",
    ),
    (r"\bindoors?\b|\binside\b|\bà l'intérieur\b", r"\boutdoors?\b|\boutside\b|\bà l'extérieur\b"),
    (
        r"\bpermanent\b|\bpermanente?s?\b|\bpermanently\b",
        r"\btemporary\b|\btemporarily\b|\btemporaires?\b|\bprovisoires?\b",
    ),
    (r"\bfull[- ]time\b|\bà temps plein\b|\bà plein temps\b", r"\bpart[- ]time\b|\bà temps partiel\b"),
    (r"\bwinter\b|\bhiver\b", r"\bsummer\b|\bété (?=\d)|\bestival\w*|\b[ld]'été\b"),
    (
        r"\bincluded\b|\bincluding\b|\bcompris(?:es?)?\b|\binclus(?:es?)?\b",
        r"\bexcluded\b|\bexcluding\b|\bnot including\b|\bexclus(?:es?)?\b|\bnon compris\w*",
    ),
    (r"\bbinding\b|\bcontraignant\w*", r"\badvisory\b|\bconsultati\w+"),
    (r"\bfree\b(?! to)|\bfree of charge\b|\bgratuit\w*|\bsans frais\b|\bat no cost\b", r"\bfor a fee\b|\bpayante?s?\b"),
)
_CONTRASTS = tuple((re.compile(one, re.IGNORECASE), re.compile(two, re.IGNORECASE)) for one, two in _PAIRS)
_BEFORE = re.compile(r"\b(?:before|prior to|ahead of|avant)\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|following|once|après|suiv(?:ant|ent)|suit)\b", re.IGNORECASE)
_REACH = 4


def check(found: Alignment) -> Iterator[Finding]:
    """Yield what the claim says where the source says its contrary."""
    yield from _contrary(found)
    yield from _order(found)


def _contrary(found: Alignment) -> Iterator[Finding]:
    claim = found.claim
    nearest = found.nearest(range(len(claim.words)))
    if nearest is None:
        return
    near = found.cited[nearest[0]]
    start, end = near.sentences[nearest[1]]
    source = " ".join(text.text for text in found.cited)
    for pair in _CONTRASTS:
        for mine, its in (pair, pair[::-1]):
            said, contrary = mine.search(claim.text), its.search(near.text, start, end)
            if not said or not contrary or mine.search(source) or its.search(claim.text):
                continue
            if not _is_denied(claim, said.start()) and not _is_denied(near, contrary.start()):
                yield Finding("opposite", said[0], contrary[0])


def _is_denied(text: Reading, place: int) -> bool:
    return any(word.denied for word in text.words if word.start <= place < word.end)


def _order(found: Alignment) -> Iterator[Finding]:
    """What comes before in the claim and after in the source, or the other way round."""
    claim = found.claim
    for mine, its in ((_BEFORE, _AFTER), (_AFTER, _BEFORE)):
        for match in mine.finditer(claim.text):
            head = [
                place for place, word in enumerate(claim.words)
                if match.end() <= word.start and word.clause == claim.clause_at(match.start())
            ][:_REACH]  # fmt: skip
            partners = [pair for place in head for pair in found.partners[place]]
            turned = [(at, word) for at, word in partners if _under(found.cited[at], its, word.start)]
            if turned and not any(_under(found.cited[at], mine, word.start) for at, word in partners):
                number, word = turned[0]
                text = found.cited[number]
                cue = list(its.finditer(text.text, 0, word.start))[-1]
                said = claim.text[match.start() : claim.words[head[-1]].end]
                yield Finding("order", said, text.text[cue.start() : word.end])


def _under(text: Reading, cue: re.Pattern[str], place: int) -> bool:
    """Say whether one of the few words before a place in its clause is such a cue."""
    start, end = text.clauses[text.clause_at(place)]
    matches = list(cue.finditer(text.text, start, place))
    return bool(matches) and len(text.text[matches[-1].end() : place].split()) <= _REACH + 2 and place < end
