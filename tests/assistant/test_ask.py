"""`ask` for people: statements as they come, and in the end what an answer is when it is printed whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.answer import Answer, Answered, Citation, Drafting, Event, Retrieved, Stated, Statement
from assistant.commands.ask import ask
from assistant.notice import Notice, notice
from assistant.render import answer_json, answer_lines
from assistant.settings import Settings

CITATION = Citation("d" * 64, "a.pdf", "Règlement", "fr", 3, None, 10, 15, "Texte", ())
FIRST = Statement("Texte", "quotation", True, (CITATION, replace(CITATION, page=4)))
SECOND = Statement("Cela coûte 0 $.", "claim", False, (CITATION,), "the source does not say “0 $”")
ANSWER = Answer(
    "Où ?", "en", False, "compose", (FIRST, SECOND), (), "s1", 4, "m", "g1", {"total": 0.1}, "«", left_out=1
)


@dataclass
class Scripted:
    """An office, and its session."""

    events: tuple[Event, ...]
    settings: Settings = field(default_factory=Settings)
    notice: Notice = field(default_factory=lambda: notice("en"))

    def session(self, _day: object) -> Scripted:
        return self

    def ask(self, _question: str, **_how: object) -> Iterator[Event]:
        yield from self.events


STREAMED = (Retrieved(()), Drafting("Cela"), Stated(FIRST, "en"), Drafting(""), Stated(SECOND, "en"), Answered(ANSWER))


@pytest.mark.parametrize("events", [STREAMED, STREAMED[:3] + STREAMED[-1:], STREAMED[-1:]], ids=["all", "some", "none"])
def test_what_is_printed_is_the_same_however_it_comes(in_english, events: tuple[Event, ...]) -> None:
    done = CliRunner().invoke(ask, ["Where?"], obj=Scripted(events))
    assert done.exit_code == 0
    assert done.stdout.splitlines() == list(answer_lines(ANSWER))
    assert done.stderr == f"{notice('en').text}\n", "what the record says was shown, beside what is printed"
    assert "Cela" not in done.stdout.split("Texte")[0], "what is not checked is not printed"


def test_a_statement_is_printed_before_the_answer_is_complete(in_english) -> None:
    class Broken(Scripted):
        def ask(self, _question: str, **_how: object) -> Iterator[Event]:
            yield from STREAMED[:3]
            raise RuntimeError("the disk is full")

    done = CliRunner().invoke(ask, ["Where?"], obj=Broken(()))
    assert "“Texte” [1][2]" in done.stdout
    assert isinstance(done.exception, RuntimeError)
    assert "On the record" not in done.stdout


def test_json_is_one_document_whatever_comes_before_it(in_english, tmp_path: Path) -> None:
    done = CliRunner().invoke(ask, ["Where?", "--json"], obj=Scripted(STREAMED))
    assert json.loads(done.stdout) == answer_json(ANSWER)
