"""Writes the explanation of a search: for outside programs (JSON) and for people, 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from gettext import gettext as _

from assistant.i18n import NO_BREAK, number
from assistant.safe import visible
from indexes.explaining import Explanation, Match, Term
from indexes.records import Hit
from indexes.rescoring import HOLLOW, WEIGHTS

WIDTH = 80
SHOWN, LIKELY = 6, 0.02
"""How many translations of a term people are shown, and how probable these are at least."""

_SENTENCES = 6


def terms_json(explanation: Explanation) -> dict[str, object]:
    """What is explained of a query: its terms, and what the parts of a score weigh."""
    return {
        "terms": [
            {
                "term": term.term,
                "word": term.word,
                "weight": round(term.weight, 4),
                "translations": [
                    {"term": word, "probability": round(probability, 4)}
                    for word, probability in term.translations.items()
                ],
            }
            for term in explanation.terms
        ],
        "weights": dict(WEIGHTS),
    }


def matches_json(hit: Hit, matches: Sequence[Match]) -> dict[str, object]:
    """What is explained of a hit: its ranks, the parts of its score, and where it meets the query's terms."""
    return {
        "ranks": dict(hit.ranks),
        "parts": {name: round(value, 4) for name, value in hit.parts.items()},
        "matches": [
            {
                "term": match.term,
                "by": match.by,
                "word": match.word,
                "probability": round(match.probability, 4),
                "where": match.where,
                "sentence": None if match.sentence is None else hit.passage.sentences[match.sentence - 1].id,
            }
            for match in matches
        ],
    }


def terms_lines(explanation: Explanation) -> Iterator[str]:
    """A query's terms as people read them: what was typed, its weight, and what it is in the other language."""
    if not explanation.terms:
        yield _("No word of the query is searched for: passages are found by meaning alone.")
        return
    yield _("What is searched for, what it weighs, and its translations by probability:")
    width = min(24, max(len(term.word) for term in explanation.terms))
    for term in explanation.terms:
        head = f"  {term.word:<{width}}  {number(term.weight, 2):>5}  "
        yield from _wrapped(f"{head}{_translated(term)}", " " * len(head))


def _translated(term: Term) -> str:
    likely = [(word, p) for word, p in term.translations.items() if p >= LIKELY][:SHOWN]
    if likely == [(term.term, 1.0)]:
        return _("the same in both languages")
    return ", ".join(f"{word}{NO_BREAK}{number(probability, 2)}" for word, probability in likely)


def matches_lines(hit: Hit, matches: Sequence[Match], explanation: Explanation) -> Iterator[str]:
    """A hit's explanation as people read it: what its score is made of, then each term and where it is met."""
    if hit.parts:
        yield from _wrapped(f"   {_score(hit)}", "     ")
    by = {"lexical": _("{rank} by words"), "dense": _("{rank} by meaning")}
    ranks = ", ".join(text.format(rank=hit.ranks[name]) for name, text in by.items() if name in hit.ranks)
    if ranks:
        yield "   " + _("Rank: {ranks}").format(ranks=ranks)
    for term in explanation.terms:
        mine = [match for match in matches if match.term == term.term]
        if mine:
            yield from _wrapped(f"   {_met(term, mine)}", "     ")
    missing = [term.word for term in explanation.terms if not any(match.term == term.term for match in matches)]
    if missing:
        yield from _wrapped("   " + _("Not met: {words}").format(words=", ".join(missing)), "     ")


def _score(hit: Hit) -> str:
    names = {
        "lexical": _("words"),
        "dense": _("meaning"),
        "nearest_sentence": _("nearest sentence"),
        "fullest_sentence": _("fullest sentence"),
        "coverage": _("words held"),
    }
    parts = " + ".join(f"{name} {number(WEIGHTS[key], 2)} × {number(hit.parts[key], 2)}" for key, name in names.items())
    text = _("Score {score}: {parts}").format(score=number(hit.score, 2), parts=parts)
    if hit.parts.get("hollow"):
        text += _("; times {factor}, for it says little").format(factor=number(1 - HOLLOW * hit.parts["hollow"], 2))
    judges = {"nearness": _("; the second encoder gives {score}"), "reranker": _("; the reranker gives {score}")}
    for name, said in judges.items():
        if name in hit.parts:
            text += said.format(score=number(hit.parts[name], 2))
    if any(one.score >= hit.score for one in hit.also):
        text += _("; placed by the score of what says the same")
    return text


def _met(term: Term, matches: Sequence[Match]) -> str:
    """One term, by what it is met, and where."""
    ways = []
    for by in dict.fromkeys(match.by for match in matches):
        mine = [match for match in matches if match.by == by]
        how = mine[0].word
        if by != term.term or mine[0].probability < 1:
            how += f" ({number(mine[0].probability, 2)})"
        ways.append(f"{how}, {_places(mine)}")
    return f"{term.word} → {'; '.join(ways)}"


def _places(matches: Sequence[Match]) -> str:
    places = [
        text
        for where, text in (("title", _("in the title")), ("heading", _("in the heading")))
        if any(match.where == where for match in matches)
    ]
    numbers = [str(match.sentence) for match in matches if match.sentence is not None]
    if numbers:
        shown = ", ".join([*numbers[:_SENTENCES], *(["…"] if len(numbers) > _SENTENCES else [])])
        places.append((_("in sentence {n}") if len(numbers) == 1 else _("in sentences {n}")).format(n=shown))
    return ", ".join(places)


def _wrapped(text: str, indent: str) -> list[str]:
    """Lines of at most WIDTH columns, with nothing in them that moves a terminal."""
    return textwrap.wrap(visible(text), WIDTH, subsequent_indent=indent, break_on_hyphens=False)
