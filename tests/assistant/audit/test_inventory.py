"""The figures of a yearly declaration, and the page that shows them."""

from __future__ import annotations

import json
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.audit.inventory import Inventory, Model, Tally, take
from assistant.audit.inventory_page import lines, page, tables
from assistant.audit.log import Entry
from indexes.library import Library

from .making import entry, statement
from .recorded import Recorded

A, B = "aa11" * 4, "bb22" * 4
QUOTING = {"encoder": "e1", "lexicon": "x1", "rerankings": {"nearness": {"fingerprint": "n1", "first": 30}}}
COMPOSING = {**QUOTING, "model": "m1", "adapter": "a1", "threads": 2}


def answer(index: int, session: str, time: str, *statements: object, mode: str = "quotation", **more: object) -> Entry:
    facts = {"mode": mode, "language": "fr", "refused": not statements, "statements": list(statements), "model": None}
    return entry(index, "answer", session, time=time, **{**facts, **more})


ENTRIES = [
    entry(0, "model.imported", time="2024-11-01T00:00:00.000Z", name="bge-m3", sha256="e1"),
    entry(1, "session.opened", A, time="2025-12-31T23:00:00.000Z", model=None, environment=QUOTING),
    entry(2, "question", A, time="2025-12-31T23:01:00.000Z", question="1", language="fr"),
    answer(3, A, "2025-12-31T23:02:00.000Z", statement(), statement()),
    entry(4, "question", A, time="2026-01-01T00:01:00.000Z", question="2", language="fr"),
    answer(5, A, "2026-01-01T00:02:00.000Z"),
    entry(6, "session.opened", B, time="2026-02-01T00:00:00.000Z", model="smol", environment=COMPOSING),
    entry(7, "question", B, time="2026-02-01T00:01:00.000Z", question="3", language="en"),
    answer(
        8, B, "2026-02-01T00:02:00.000Z", statement(kind="claim"), statement(kind="claim", supported=False),
        statement(), mode="compose", language="en", model="smol",
    ),
    entry(9, "question", B, time="2026-02-02T00:01:00.000Z", question="4", language="en"),
    entry(10, "answer.cancelled", B, time="2026-02-02T00:02:00.000Z", statements=[]),
    entry(11, "validated", B, time="2026-02-03T00:00:00.000Z", answer=8, verdict="validated", by="R", note=""),
    entry(12, "validated", B, time="2026-02-04T00:00:00.000Z", answer=8, verdict="rejected", by="R", note=""),
    entry(13, "validated", A, time="2026-02-05T00:00:00.000Z", answer=3, verdict="corrected", by="R", note=""),
    entry(14, "session.exported", A, time="2026-02-06T00:00:00.000Z", sessions=[A], entries=[2], reason="x", by="R"),
]  # fmt: skip


def test_a_year_is_counted_by_kind_month_mode_and_language() -> None:
    found = take(ENTRIES, 2026)
    assert found.total == Tally(
        sessions=1, questions=3, answers=2, refusals=1, cancelled=1, quotations=1, claims=2, unsupported=1
    )
    assert {month: (one.questions, one.answers) for month, one in found.months.items()} == {
        "2026-01": (1, 1), "2026-02": (2, 1),
    }  # fmt: skip
    assert {mode: (one.answers, one.refusals) for mode, one in found.modes.items()} == {
        "quotation": (1, 1), "compose": (1, 0),
    }  # fmt: skip
    assert {name: (one.questions, one.answers) for name, one in found.languages.items()} == {"fr": (1, 1), "en": (2, 1)}
    assert (found.first, found.last) == ("2026-01-01T00:01:00.000Z", "2026-02-06T00:00:00.000Z")
    assert (found.exports, found.sessions_destroyed) == (1, 0)


def test_without_a_year_all_of_it_is_counted() -> None:
    found = take(ENTRIES)
    assert (found.total.sessions, found.total.questions, found.total.answers) == (2, 4, 3)
    assert found.total.quotations == 3
    assert found.imported == [{"time": "2024-11-01T00:00:00.000Z", "name": "bge-m3", "sha256": "e1"}]


def test_the_last_judgement_of_an_answer_counts() -> None:
    assert take(ENTRIES, 2026).verdicts == {"validated": 0, "corrected": 1, "rejected": 1}
    assert take(ENTRIES[:12], 2026).verdicts == {"validated": 1, "corrected": 0, "rejected": 0}
    assert take(ENTRIES, 2024).verdicts == {"validated": 0, "corrected": 0, "rejected": 0}


def test_models_are_those_that_answered_from_when_to_when() -> None:
    models = take(ENTRIES).models
    whole, composed = ("2025-12-31T23:02:00.000Z", "2026-02-01T00:02:00.000Z"), ("2026-02-01T00:02:00.000Z",) * 2
    assert Model("encoder", "bge-m3", "e1", *whole, 3) in models
    assert Model("lexicon", "", "x1", *whole, 3) in models
    assert Model("reranker", "nearness", "n1", *whole, 3) in models
    assert Model("generator", "smol", "m1", *composed, 1) in models
    assert Model("adapter", "", "a1", *composed, 1) in models
    assert len(models) == 5
    (one,) = [one for one in take(ENTRIES, 2025).models if one.role == "encoder"]
    assert one == Model("encoder", "bge-m3", "e1", *("2025-12-31T23:02:00.000Z",) * 2, 1)


def test_a_server_is_named_by_its_address_and_an_older_session_by_what_it_says() -> None:
    remote = {"url": "https://llm.office/v1", "model": "mistral", "reranked": {"nearness": "n0"}}
    opened = entry(1, "session.opened", A, model="mistral", environment=remote)
    found = take([opened, answer(2, A, "2026-01-01T00:00:00.000Z", model="mistral")])
    assert [(one.role, one.name, one.fingerprint) for one in found.models] == [
        ("generator", "mistral", "https://llm.office/v1"),
        ("reranker", "nearness", "n0"),
    ]


def test_row_38_what_was_destroyed_counts_by_its_kind_and_its_time() -> None:
    gone = [
        entry(one.index, one.kind, one.session, time=one.time, gone=20) if one.session == B else one for one in ENTRIES
    ]
    gone.append(entry(20, "session.purged", B, time="2026-03-01T00:00:00.000Z", entries=[6], rule="r", approver="a"))
    found = take(gone, 2026)
    assert (found.total.sessions, found.total.questions, found.total.answers) == (1, 3, 2)
    assert (found.total.destroyed, found.total.claims) == (1, 0)
    assert found.sessions_destroyed == 1
    assert found.verdicts["rejected"] == 0


def test_an_empty_record_has_an_empty_inventory(in_english: None) -> None:
    found = take([], 2026)
    assert found == Inventory(2026, verdicts={"validated": 0, "corrected": 0, "rejected": 0})
    assert "holds nothing" in "\n".join(lines(found))


class Page(HTMLParser):
    """What a page shows, and what it would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe") or any(name in ("src", "href") for name, _value in attrs):
            self.fetched.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_stands_alone_and_runs_nothing(in_english: None) -> None:
    hostile = '<script>alert(1)</script>"\x1b[2J'
    entries = [entry(0, "model.imported", name=hostile, sha256="e1"), *ENTRIES[1:]]
    reader = Page()
    reader.feed(page(take(entries), f"origin\n5\nroot {hostile}\n"))
    assert reader.fetched == []
    shown = "".join(reader.text)
    assert "<script>alert(1)</script>" in shown
    assert "\x1b" not in shown
    assert "smol" in shown


def test_every_row_of_a_table_is_as_wide_as_its_head() -> None:
    for _name, head, rows in tables(take(ENTRIES)):
        assert rows
        assert {len(row) for row in rows} == {len(head)}


@pytest.mark.usefixtures("in_english")
def test_the_inventory_is_printed_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    Library(tmp_path / "library", create=True).close()
    recorded = Recorded(tmp_path / "library")
    recorded.converse(A, "Où ?", "Quand ?", environment=COMPOSING, model="smol")
    recorded.converse(B, "Secret ?", labels=("personnel",))
    found = recorded.printed("inventory")
    assert found["total"]["questions"] == 3
    assert found["total"]["answers"] == 3
    assert {one["fingerprint"] for one in found["models"]} == {"e1", "x1", "n1", "m1", "a1"}
    assert found["checkpoint"] == recorded.log.checkpoint()
    assert asdict(take(recorded.log.entries())) == {
        name: value for name, value in found.items() if name != "checkpoint"
    }
    assert "3" in recorded.run("inventory").stdout
    assert "by quoting" in recorded.run("inventory").stdout
    assert "No session on the record is among" in recorded.run("sessions", "--held").stdout
    assert recorded.printed("inventory", "--year", 1999)["total"]["questions"] == 0
    recorded.run("inventory", "--html", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "Secret" not in text
    assert "Où ?" not in text, "an inventory tells no words"
    assert recorded.log.checkpoint().splitlines()[2] in text
    assert json.loads(recorded.run("inventory", "--html", tmp_path / "page.html", "--json").stdout)
