"""The journal: each state of a set of bytes, and which jobs never ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexes.catalogue import Catalogue
from indexes.journal import Journal, Trace

TRACE = Trace("memory", "SIGABRT", 7, 1.5)


@pytest.fixture
def journal(catalogue: Catalogue) -> Journal:
    return Journal(catalogue)


def state(journal: Journal, document: str = "d") -> str:
    row = journal.row(document, "2")
    assert row is not None
    return row.state


def test_bytes_that_were_never_handed_in_have_no_row(journal: Journal) -> None:
    assert journal.row("d", "2") is None
    assert journal.latest("d") is None
    assert journal.interrupted() == set()
    assert journal.counts() == {}


def test_each_attempt_is_counted_and_what_was_interrupted_is_known(journal: Journal) -> None:
    for attempt in (1, 2):
        journal.begin("d", "2", "/r", "a.pdf")
        row = journal.row("d", "2")
        assert row is not None
        assert (row.state, row.attempts) == ("parsing", attempt)
    assert journal.interrupted() == {("/r", "a.pdf")}


def test_an_attempt_that_a_person_stopped_does_not_count(journal: Journal) -> None:
    journal.begin("d", "2", "/r", "a.pdf")
    journal.put_back("d", "2")
    row = journal.row("d", "2")
    assert row is not None
    assert (row.state, row.attempts) == ("queued", 0)
    assert journal.interrupted() == set()


def test_what_is_done_is_not_put_back(journal: Journal) -> None:
    journal.begin("d", "2", "/r", "a.pdf")
    journal.parsed("d", "2", 0, Trace())
    journal.put_back("d", "2")
    assert state(journal) == "parsed"


def test_a_quarantined_one_keeps_what_the_worker_left(journal: Journal) -> None:
    journal.begin("d", "2", "/r", "a.pdf")
    journal.quarantined("d", "2", "memory_limit", "1024 MiB", TRACE)
    row = journal.row("d", "2")
    assert row is not None
    assert (row.state, row.reason, row.detail, row.trace) == ("quarantined", "memory_limit", "1024 MiB", TRACE)
    assert journal.latest("d") == row
    assert journal.row("d", "3") is None, "another pipeline may do better"


def test_one_that_is_to_be_tried_again_begins_anew(journal: Journal) -> None:
    journal.begin("d", "2", "/r", "a.pdf")
    journal.quarantined("d", "2", "timeout", "", TRACE)
    journal.requeue("d")
    row = journal.row("d", "2")
    assert row is not None
    assert (row.state, row.attempts) == ("queued", 0)
    journal.begin("d", "2", "/r", "a.pdf")
    row = journal.row("d", "2")
    assert row is not None
    assert (row.attempts, row.reason, row.trace) == (1, "", Trace())


def test_what_is_filed_is_published_in_steps(journal: Journal, catalogue: Catalogue, file_one) -> None:
    whole, part = (file_one(catalogue, name, name) for name in ("whole", "part"))
    for document, lost in ((whole, 0), (part, 2)):
        journal.begin(document.id, "2", "/r", document.file)
        journal.parsed(document.id, "2", lost, Trace())
    journal.begin("another", "2", "/r", "another")
    journal.encoded([whole.id, "another"])
    assert state(journal, whole.id) == "encoded"
    assert state(journal, "another") == "parsing", "no state is left out"
    journal.published()
    assert journal.counts() == {"parsing": 1, "partial": 1, "published": 1}
    assert (state(journal, whole.id), state(journal, part.id)) == ("published", "partial")


def test_a_job_is_open_until_it_ends(journal: Journal, tmp_path: Path) -> None:
    wanted = {"paths": ["/r/é\udce9"], "label": None}
    job = journal.open_job(wanted, "before")
    assert (job.wanted, job.before) == (wanted, "before")
    again = Journal(Catalogue(tmp_path / "catalogue.sqlite"))
    (found,) = again.open_jobs()
    assert (found.number, found.wanted, found.before) == (job.number, wanted, "before")
    assert journal.open_job(wanted, "after").number == job.number, "the same, which never ended"
    assert journal.open_job(wanted, "after").before == "before"
    journal.close_job(job.number)
    assert journal.open_jobs() == []
    assert journal.open_job(wanted, "after").number != job.number


def test_a_job_goes_on_under_its_number_whatever_is_wanted_now(journal: Journal) -> None:
    job = journal.open_job({"ocr": "auto"}, None)
    assert journal.open_job({"ocr": "never"}, "x", job.number).number == job.number
    assert [one.number for one in journal.open_jobs()] == [job.number]
