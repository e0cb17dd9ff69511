"""What the record says of a question, of a statement and of an answer: plain data, all that it is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from assistant.answer import Answer, Carried, Citation, Statement
from assistant.evidence import Evidence
from assistant.notice import Notice
from indexes.records import Language


def opened_facts(
    *,
    generation: str,
    model: str | None,
    environment: Mapping[str, object],
    labels: Collection[str],
    ui: Language,
    version: str,
    notice: Notice,
    series: str,
    settings: Mapping[str, object],
    by: str = "",
    continues: str | None = None,
    asked: Sequence[int] = (),
) -> dict[str, object]:
    """What all answers of a session depend on, under which notice they were asked for, and how long they are kept.

    by: the account that asks; continues: the session that it goes on after, with the entries of the questions `asked`
    in it that a follow-up may lean on.
    """
    facts: dict[str, object] = {
        "generation": generation,
        "model": model,
        "environment": environment,
        "labels": sorted(labels),
        "ui": ui,
        "version": version,
        "notice": asdict(notice),
        "series": series,
        "settings": settings,
        "by": by,
    }
    if continues is not None:
        facts |= {"continues": continues, "asked": list(asked)}
    return facts


def question_facts(
    question: str,
    language: Language,
    collection: str | None,
    day: date | None,
    over: Carried | None,
    *,
    alone: bool = False,
) -> dict[str, object]:
    """What was asked, of what, and what it took over from the conversation, unless it was asked `alone`."""
    facts: dict[str, object] = {
        "question": question,
        "language": language,
        "collection": collection,
        "alone": alone,
    }
    if day is not None:
        facts["as_of"] = day.isoformat()
    if over is not None:
        facts["carried"] = asdict(over)
    return facts


def answer_facts(
    answer: Answer,
    evidence: Sequence[Evidence],
    left_out: Sequence[Statement],
    settings: Mapping[str, object],
) -> dict[str, object]:
    """All that an answer was made of, and all that it said, and what it left out of what a model said."""
    return {
        "question": answer.question,
        "language": answer.language,
        "refused": answer.refused,
        "mode": answer.mode,
        "answer": answer.text,
        "statements": [statement_facts(statement) for statement in answer.statements],
        "left_out": {"count": answer.left_out, "statements": [statement_facts(statement) for statement in left_out]},
        "missing": list(answer.missing),
        "evidence": [
            {
                "number": one.number,
                "passage": one.hit.passage.id,
                "document": one.hit.document.id,
                "page": one.hit.passage.page,
                "rank": one.hit.rank,
                "sentences": [sentence.id for sentence in one.sentences],
                "score": one.score,
                "likelihood": one.likelihood,
            }
            for one in evidence
        ],
        "model": answer.model,
        "generation": answer.generation,
        "settings": settings,
    }


def statement_facts(statement: Statement) -> dict[str, object]:
    """A statement with the sentences that it points at, and where its citations stand on the pages."""
    return {
        "kind": statement.kind,
        "text": statement.text,
        "supported": statement.supported,
        "reason": statement.reason,
        "pointers": list(statement.pointers),
        "citations": [_citation_facts(citation) for citation in statement.citations],
    }


def _citation_facts(citation: Citation) -> dict[str, object]:
    recognised = {} if citation.recognised is None else {"recognised": citation.recognised}
    best = {} if citation.best is None else {"best": list(citation.best)}
    return {
        "document": citation.document,
        "file": citation.file,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        **recognised,
        **best,
    }
