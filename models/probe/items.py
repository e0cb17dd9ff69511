"""The texts of the probe: pages of five sentences, each the answer to one of five questions, in both languages.

Each place holds an answer as often as any other, so that a model that always points at the same place is right once in
five: no better than chance.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
VERSION = "1"
"""Of the texts, the prompts and the marks to reach: results of two versions do not compare."""
_FILE = Path(__file__).with_name("items.json")


@dataclass(frozen=True, slots=True)
class Page:
    """Five sentences; `questions[n]` is answered by `sentences[n]` alone, and `unanswered` by none."""

    sentences: tuple[str, ...]
    questions: tuple[str, ...]
    unanswered: str


@lru_cache(maxsize=1)
def pages() -> tuple[dict[Language, Page], ...]:
    """The pages, each in both languages: the same sentences in the same order."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple({language: _page(**row[language]) for language in LANGUAGES} for row in rows)


def _page(sentences: list[str], questions: list[str], unanswered: str) -> Page:
    return Page(tuple(sentences), tuple(questions), unanswered)
