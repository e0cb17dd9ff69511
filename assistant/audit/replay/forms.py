"""The form that the entries of a session must have to be read: a log that was forged may hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from assistant.audit.log import Entry
    from assistant.audit.replay.sessions import Exchange


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class _Citation(_Form):
    document: str
    file: str
    page: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    recognised: float | None = None
    best: list[int] | None = None


class _Statement(_Form):
    kind: Literal["quotation", "claim"]
    text: str
    supported: bool
    reason: str = ""
    pointers: list[str] = []
    citations: list[_Citation]


class _LeftOut(_Form):
    count: int
    statements: list[_Statement]


class _Carried(_Form):
    searched: str


class _Question(_Form):
    question: str
    language: Literal["fr", "en"]
    collection: str | None = None
    alone: bool = False
    as_of: date | None = Field(default=None, strict=False)
    carried: _Carried | None = None


class _Stated(_Form):
    statements: list[_Statement]
    left_out: _LeftOut | None = None
    tokens: list[int] = []


class _Evidence(_Form):
    number: int
    passage: str
    rank: int
    sentences: list[str]
    score: float
    likelihood: float | None
    document: str = ""
    page: int = 0


class _Answer(_Stated):
    language: Literal["fr", "en"]
    answer: str
    evidence: list[_Evidence]
    probability: float = 0.0
    settings: dict[str, Any] = {}


_FORMS: Mapping[str, type[_Form]] = {
    "question": _Question,
    "statement": _Stated,
    "answer": _Answer,
    "answer.cancelled": _Stated,
}


def malformed(exchange: Exchange) -> Entry | None:
    """The first entry of an exchange that does not have the form of its kind; None where all have, or are destroyed."""
    for entry in exchange.entries:
        if entry.destroyed is None:
            try:
                _FORMS[entry.kind].model_validate(dict(entry.facts))
            except ValidationError:
                return entry
    return None
