"""Jobs that were killed, that crash, that wait: what the journal keeps of each file, and what is done again."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from indexes import publishing
from indexes.journal import Journal, Trace
from indexes.quarantine import Quarantine
from ingest import job, receiving
from ingest.discover import Candidate, Refused
from ingest.events import Current
from ingest.known import Known
from ingest.read import Options, Source
from ingest.report import Report
from ingest.sandbox import StoppedWorkerError

RULE = "1. Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."


def reasons(report: Report) -> dict[str, str]:
    return {one.file: one.reason for one in report.quarantined}


def state(clerk, file: str) -> tuple[str, int]:
    """The state and the attempts of the bytes that were found under a name."""
    found = clerk.library.catalogue.database.execute("SELECT state, attempts FROM journal WHERE file = ?", (file,))
    (row,) = found.fetchall()
    return row[0], row[1]


def as_if_killed(clerk, *files: str, times: int = 1) -> None:
    """Leave the journal as a job leaves it that is killed while these are parsed."""
    clerk.library.catalogue.database.executemany(
        "UPDATE journal SET state = 'parsing', attempts = ? WHERE file = ?", [(times, file) for file in files]
    )


def test_the_journal_says_what_became_of_each_file(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    make_pdf(folder / "part.pdf", [RULE, RULE, RULE])
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    clerk.run(folder, options=Options(pages=2))
    assert state(clerk, "a.pdf") == ("published", 1)
    assert state(clerk, "part.pdf") == ("partial", 1)
    assert state(clerk, "bad.pdf") == ("quarantined", 1)
    assert Journal(clerk.library.catalogue).open_jobs() == []


def test_the_journal_knows_what_is_encoded_while_the_indexes_are_made(
    clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "BLOCK", 1)
    for name in "abc":
        make_pdf(folder / f"{name}.pdf", [RULE + name])
    seen = []
    order = job.Order([folder])
    for _event in job.run(
        clerk.library, order, encoder=clerk.encoder, lexicon=clerk.lexicon, recorder=clerk.recorder,
        encoding=lambda done, total: seen.append((done, total, Journal(clerk.library.catalogue).counts())),
    ):  # fmt: skip
        pass
    assert [(done, total) for done, total, _ in seen] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [counts.get("encoded", 0) for *_, counts in seen] == [0, 1, 2, 3]
    assert Journal(clerk.library.catalogue).counts() == {"published": 3}


def test_row_25_a_file_that_a_job_was_killed_over_twice_crashed(clerk, folder: Path, make_pdf) -> None:
    for name in ("a", "b"):
        path = make_pdf(folder / f"{name}.pdf", [RULE + name], encrypt=StandardEncryption("secret", strength=128))
        clerk.run(path)
    as_if_killed(clerk, "a.pdf", times=1)
    as_if_killed(clerk, "b.pdf", times=2)
    clerk.library.catalogue.database.execute("DELETE FROM quarantine")
    report = clerk.run(folder)
    assert reasons(report) == {"a.pdf": "encrypted", "b.pdf": "crashed"}
    assert state(clerk, "a.pdf") == ("quarantined", 2), "it was tried once more"
    assert state(clerk, "b.pdf") == ("quarantined", 2), "it was not"


def test_row_25_what_a_job_was_killed_over_is_parsed_alone(
    clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcdef":
        make_pdf(folder / f"{name}.pdf", [RULE + name], encrypt=StandardEncryption("secret", strength=128))
    clerk.run(folder)
    as_if_killed(clerk, "b.pdf", "d.pdf")
    clerk.library.catalogue.database.execute("DELETE FROM quarantine")
    clerk.library.catalogue.database.execute("UPDATE journal SET state = 'queued' WHERE state = 'quarantined'")
    beside: dict[str, int] = {}
    under_way: set[str] = set()
    parse = receiving.sandbox.run

    def watched(source: Source, *arguments: object, **named: object) -> object:
        under_way.add(source.name)
        try:
            return parse(source, *arguments, **named)  # type: ignore[arg-type]
        finally:
            for name in under_way:
                beside[name] = max(beside.get(name, 0), len(under_way))
            under_way.discard(source.name)

    monkeypatch.setattr(receiving.sandbox, "run", watched)
    assert len(clerk.run(folder, workers=3).quarantined) == 6
    assert (beside["b.pdf"], beside["d.pdf"]) == (1, 1)
    assert max(beside.values()) > 1


def test_the_same_bytes_are_set_aside_without_being_parsed_again(
    clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_pdf(folder / "a.pdf", [RULE], encrypt=StandardEncryption("secret", strength=128)).read_bytes()
    clerk.run(folder)
    (folder / "b.pdf").write_bytes(content)
    monkeypatch.setattr(receiving.sandbox, "run", None)
    assert reasons(clerk.run(folder)) == {"a.pdf": "encrypted", "b.pdf": "encrypted"}
    assert [kind for kind, _ in clerk.recorder.entries].count("document.quarantined") == 2


def test_a_worker_that_the_system_killed_is_given_one_more_try(
    clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    make_pdf(folder / "b.pdf", [RULE, RULE])
    parse, killed = receiving.sandbox.run, Counter[str]()

    def short_of_memory(source: Source, *arguments: object, **named: object) -> object:
        killed[source.name] += 1
        if killed[source.name] <= {"a.pdf": 1, "b.pdf": 9}[source.name]:
            raise StoppedWorkerError("crashed", "SIGKILL", Trace(signal="SIGKILL"))
        return parse(source, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving.sandbox, "run", short_of_memory)
    report = clerk.run(folder)
    assert report.filed == 1
    assert reasons(report) == {"b.pdf": "crashed"}
    assert killed == {"a.pdf": 2, "b.pdf": 2}, "at most two attempts"


def test_a_slow_file_holds_up_no_other(clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        make_pdf(folder / f"{number:02}.pdf", [f"{number}. {RULE}"])
    parse, others_done = receiving.sandbox.run, threading.Event()

    def wait_for_the_others(source: Source, *arguments: object, **named: object) -> object:
        assert source.name != "00.pdf" or others_done.wait(60)
        return parse(source, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving.sandbox, "run", wait_for_the_others)
    order = job.Order([folder], workers=2)
    filed = []
    for event in job.run(clerk.library, order, encoder=clerk.encoder, lexicon=clerk.lexicon, recorder=clerk.recorder):
        if isinstance(event, job.Filed):
            filed.append(event.file)
        if len(filed) == 11:
            others_done.set()
    assert filed[-1] == "00.pdf"


def test_what_the_workers_are_at_is_told(clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    parse, told = receiving.sandbox.run, threading.Event()

    def wait(source: Source, *arguments: object, progress: Callable[[int], None], **named: object) -> object:
        progress(7)
        assert told.wait(60)
        return parse(source, *arguments, progress=progress, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving.sandbox, "run", wait)
    seen = []
    for event in job.run(
        clerk.library, job.Order([folder]), encoder=clerk.encoder, lexicon=clerk.lexicon, recorder=clerk.recorder
    ):
        if isinstance(event, job.Working):
            seen += event.current
            told.set()
    assert Current("a.pdf", 7) in seen


def test_what_is_tried_again_goes_where_it_was_to_go(clerk, folder: Path, make_pdf) -> None:
    (folder / "sub").mkdir()
    scan = folder / "sub" / "a.pdf"
    make_pdf(scan, [RULE] * 2, encrypt=StandardEncryption("secret", strength=128))
    clerk.run(folder, collection="bylaws", label="secret")
    (aside,) = clerk.quarantine()
    assert (aside.collection, aside.label) == ("bylaws", "secret")
    make_pdf(scan, [RULE])
    Quarantine(clerk.library.catalogue).again(aside)
    assert clerk.run(again=True).filed == 1
    (document,) = clerk.library.catalogue.documents()
    assert (document.file, document.collection, document.label) == ("sub/a.pdf", "bylaws", "secret")
    assert clerk.quarantine() == []
    assert clerk.run(folder).unchanged == 1


def test_row_20_a_hostile_name_can_be_tried_again(clerk, folder: Path, make_pdf) -> None:
    path = folder / os.fsdecode(b"latin-\xe9\n.pdf")
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    clerk.run(folder)
    make_pdf(folder / "plain.pdf", [RULE]).rename(path)
    (aside,) = clerk.quarantine()
    Quarantine(clerk.library.catalogue).again(aside)
    assert clerk.run(again=True).filed == 1


def test_what_a_person_released_is_passed_over_until_it_changes(clerk, folder: Path, make_pdf) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    os.mkfifo(folder / "fifo.pdf")
    assert len(clerk.run(folder).quarantined) == 2
    for aside in clerk.quarantine():
        Quarantine(clerk.library.catalogue).release(aside)
    report = clerk.run(folder)
    assert (report.unchanged, report.quarantined) == (2, [])
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    assert reasons(clerk.run(folder)) == {"a.pdf": "damaged"}


def test_a_collection_and_a_label_go_to_what_is_filed_and_to_what_was(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    first = clerk.run(folder, collection="bylaws").generation
    (document,) = clerk.library.catalogue.documents()
    assert (document.collection, document.label) == ("bylaws", "public")
    second = clerk.run(folder, label="secret").generation
    (document,) = clerk.library.catalogue.documents()
    assert (document.collection, document.label) == ("bylaws", "secret")
    assert first != second, "what may be seen changed, so the index must"


def test_row_50_a_new_version_keeps_the_label_of_the_one_it_supersedes(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    clerk.run(folder, collection="bylaws", label="secret")
    make_pdf(folder / "a.pdf", [RULE.replace("22 h", "21 h")])
    clerk.run(folder)
    (document,) = clerk.library.catalogue.documents()
    assert (document.collection, document.label) == ("bylaws", "secret")


def test_a_file_that_goes_away_meanwhile_is_set_aside(
    clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    make_pdf(folder / "b.pdf", [RULE, RULE])
    look = Known.look

    def vanish(self: Known, one: Candidate | Refused) -> object:
        (folder / "a.pdf").unlink(missing_ok=True)
        return look(self, one)

    monkeypatch.setattr(Known, "look", vanish)
    report = clerk.run(folder)
    assert reasons(report) == {"a.pdf": "unreadable"}
    assert report.filed == 1
