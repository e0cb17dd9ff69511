"""Asks the questions: each in each of its languages, through the search that people use, and judges what is found."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

from assistant.evaluation.judging import Judge
from assistant.evaluation.questions import Question, Quote
from assistant.evaluation.results import Answered, Found, Row
from indexes.records import LANGUAGES, Hit, Language

EXCERPT = 280
"""Characters of a passage that a report shows."""


class Search(Protocol):
    """Finds passages as `greffier search` does."""

    def __call__(self, query: str, language: Language) -> Sequence[Hit]:
        """The best hits, best first."""


class Estimate(Protocol):
    """Says how probable it is that the library answers."""

    def __call__(self, query: str, language: Language, hits: Sequence[Hit]) -> float:
        """The probability, from what was found for a query."""


class Answering(Protocol):
    """Answers as `greffier ask` does, and says what the answer came to."""

    def __call__(self, question: str, language: Language, judge: Judge) -> Answered:
        """The answer, by the judge of its question."""


def ask(
    questions: Iterable[Question],
    search: Search,
    estimate: Estimate,
    *,
    language_of: Callable[[Quote], Language],
    filed: Collection[Language],
    answer: Answering | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Row]:
    """Yield a row for each question in each of its languages, in order.

    `language_of` tells the language of a quotation where the file does not; `filed` are those that the library has
    documents in: a question with sources in both languages is not measured against the one that it lacks. Without
    `answer`, nothing is answered.
    """
    for question in questions:
        judge = Judge([quote.text for quote in question.quotes])
        languages = [quote.language or language_of(quote) for quote in question.quotes]
        for language, wording in question.wordings.items():
            began = clock()
            hits = search(wording, language)
            seconds = clock() - began
            rank = next((hit.rank for hit in hits if judge.held(hit.passage.text)), None)
            yield Row(
                id=question.id,
                language=language,
                question=wording,
                answerable=question.answerable,
                rank=rank,
                ranks={source: rank_among(source, hits, judge, languages) for source in sources(languages, filed)},
                hits=tuple(found(hit, right=bool(judge.held(hit.passage.text))) for hit in hits),
                seconds=seconds,
                probability=estimate(wording, language, hits),
                answer=None if answer is None else answer(wording, language, judge),
            )


def sources(quoted: Collection[Language], filed: Collection[Language]) -> list[Language]:
    """The languages that a question can be answered in: those of its quotations that are filed, else all of them."""
    there = [language for language in LANGUAGES if language in quoted and language in filed]
    return there or [language for language in LANGUAGES if language in quoted]


def rank_among(source: Language, hits: Sequence[Hit], judge: Judge, languages: Sequence[Language]) -> int | None:
    """The rank of the first passage that holds a quotation in a language, among the hits with passages in it.

    A hit may speak for others that say the same, its twin in the other language among them: those count with it.
    languages: that of each quotation of the judge.
    """
    before = 0
    for hit in hits:
        passages = [hit.passage, *(other.passage for other in hit.also)]
        if any(languages[place] == source for passage in passages for place in judge.held(passage.text)):
            return before + 1
        before += any(passage.language == source for passage in passages)
    return None


def found(hit: Hit, *, right: bool) -> Found:
    """A hit, with what a report says of it."""
    text = hit.passage.text
    return Found(
        rank=hit.rank,
        score=hit.score,
        passage=hit.passage.id,
        file=hit.document.file,
        title=hit.document.title,
        page=hit.passage.page,
        page_label=hit.page_label,
        language=hit.passage.language,
        right=right,
        excerpt=text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…",
    )
