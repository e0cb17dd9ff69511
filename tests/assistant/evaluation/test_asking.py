"""Asking: every question in every language, judged by what the search gives, timed by the clock given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from assistant.evaluation.asking import EXCERPT, ask, found, rank_among, sources
from assistant.evaluation.judging import Judge
from assistant.evaluation.questions import Question, Quote
from indexes.records import Also, Hit, Language

FR, EN = "Le permis est valide pendant six mois.", "The permit is valid for six months."


class Shelf:
    """Gives the same hits to all, and remembers what was asked."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits, self.asked = hits, []

    def __call__(self, query: str, language: Language) -> Sequence[Hit]:
        self.asked.append((query, language))
        return self.hits


def rows_of(question: Question, hits: Sequence[Hit], filed=("fr", "en")):
    ticks = count()
    shelf = Shelf(hits)
    rows = ask(
        [question],
        shelf,
        lambda _query, _language, found: max((hit.score for hit in found), default=0.0),
        language_of=lambda _quote: "fr",
        filed=filed,
        clock=lambda: float(next(ticks)),
    )
    return list(rows), shelf


def test_each_language_is_asked_and_has_a_row(make_hit) -> None:
    question = Question("a", {"fr": "Combien?", "en": "How long?"}, True, (Quote(FR),))
    rows, shelf = rows_of(question, [make_hit("Autre chose."), make_hit(FR, rank=2)])
    assert shelf.asked == [("Combien?", "fr"), ("How long?", "en")]
    assert [(row.language, row.question, row.rank, row.direction) for row in rows] == [
        ("fr", "Combien?", 2, "fr→fr"),
        ("en", "How long?", 2, "en→fr"),
    ]
    assert [[hit.right for hit in row.hits] for row in rows] == [[False, True]] * 2
    assert [row.seconds for row in rows] == [1.0, 1.0]
    assert all(0 < row.probability < 1 for row in rows)


def test_the_rank_in_a_language_is_among_its_passages(make_hit) -> None:
    question = Question("a", {"fr": "Combien?"}, True, (Quote(FR, "fr"), Quote(EN, "en")))
    hits = [
        make_hit("Rien.", language="fr"),
        make_hit("Nothing.", language="en", rank=2),
        make_hit(EN, language="en", rank=3),
        make_hit(FR, language="fr", rank=4),
    ]
    ((row,), _shelf) = rows_of(question, hits)
    assert row.rank == 3
    assert row.ranks == {"fr": 2, "en": 2}
    assert row.direction == "fr→fr+en"


def test_a_language_that_is_not_filed_is_left_out(make_hit) -> None:
    question = Question("a", {"en": "How long?"}, True, (Quote(FR, "fr"), Quote(EN, "en")))
    ((row,), _shelf) = rows_of(question, [make_hit(FR)], filed=["fr"])
    assert row.ranks == {"fr": 1}
    assert row.direction == "en→fr"


def test_nothing_found_has_no_rank() -> None:
    question = Question("a", {"fr": "Combien?"}, True, (Quote(FR, "fr"),))
    ((row,), _shelf) = rows_of(question, [])
    assert (row.rank, row.ranks, row.hits, row.probability) == (None, {"fr": None}, (), 0.0)


def test_what_has_no_answer_is_asked_and_not_judged(make_hit) -> None:
    question = Question("a", {"fr": "Combien?"}, False, ())
    ((row,), _shelf) = rows_of(question, [make_hit(FR)])
    assert (row.answerable, row.rank, row.ranks, row.direction) == (False, None, {}, None)
    assert not row.hits[0].right


def test_sources_are_those_filed_else_all() -> None:
    assert sources(["en", "fr", "en"], {"fr", "en"}) == ["fr", "en"]
    assert sources(["en", "fr"], {"en"}) == ["en"]
    assert sources(["en"], {"fr"}) == ["en"]
    assert sources([], {"fr"}) == []


def test_a_right_passage_counts_though_its_own_language_was_mistaken(make_hit) -> None:
    hits = [make_hit("x", language="en"), make_hit(FR, language="en")]
    assert rank_among("fr", hits, Judge([FR]), ["fr"]) == 1


def test_a_twin_counts_with_the_hit_that_speaks_for_it(make_hit) -> None:
    """But only for its own language: what is shown first is what a question as a whole is judged by."""
    twin = make_hit(EN, language="en")
    also = (Also("twin", 0.5, twin.passage, twin.document, None),)
    hits = [make_hit("Rien."), replace(make_hit("Autre version.", rank=2), also=also)]
    question = Question("a", {"fr": "Combien?"}, True, (Quote(EN, "en"),))
    ((row,), _shelf) = rows_of(question, hits)
    assert row.ranks == {"en": 1}
    assert row.rank is None


def test_a_long_passage_is_shortened_for_reports(make_hit) -> None:
    shown = found(make_hit("mot " * 400), right=False)
    assert len(shown.excerpt) <= EXCERPT
    assert shown.excerpt.endswith("mot…")
