"""Whole jobs, with real files, workers, vault and catalogue, and small stand-ins for the models."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from indexes import publishing
from indexes.errors import BusyError
from indexes.journal import Journal, Trace
from indexes.library import Library
from indexes.quarantine import Quarantine, Quarantined
from ingest import job, receiving, recognise
from ingest.discover import Candidate, Refused
from ingest.errors import FullDiskError
from ingest.events import Current
from ingest.known import Known
from ingest.read import Options, Source
from ingest.report import Report
from ingest.sandbox import Limits, StoppedWorkerError
from ingest.wanted import DEFAULT_COLLECTION, DEFAULT_LABEL

RULE = "1. Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."


@dataclass
class Recorder:
    """Keeps what it is handed."""

    entries: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def record(self, kind: str, facts: Mapping[str, object]) -> None:
        self.entries.append((kind, facts))


@dataclass
class Clerk:
    """Runs jobs on one library."""

    library: Library
    encoder: object
    lexicon: object
    recorder: Recorder

    def events(self, *paths: Path, **order: object) -> list[job.Event]:
        return list(
            job.run(
                self.library,
                job.Order(paths, **order),
                encoder=self.encoder,
                lexicon=self.lexicon,
                recorder=self.recorder,
            )
        )

    def quarantine(self) -> list[Quarantined]:
        return Quarantine(self.library.catalogue).files()

    def run(self, *paths: Path, **order: object) -> Report:
        report = Report()
        for event in self.events(*paths, **order):
            report.add(event)
        return report


@pytest.fixture
def clerk(tmp_path: Path, fake_encoder, fake_lexicon) -> Iterator[Clerk]:
    library = Library(tmp_path / "library", create=True)
    yield Clerk(library, fake_encoder, fake_lexicon, Recorder())
    library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    return path


def reasons(report: Report) -> dict[str, str]:
    return {one.file: one.reason for one in report.quarantined}


def test_a_folder_is_filed_published_and_recorded(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE], title="Règlement A")
    make_pdf(folder / "b.pdf", [RULE, RULE.replace("1.", "2.")], title="Règlement B")
    report = clerk.run(folder)
    assert (report.filed, report.partial, report.unchanged, report.quarantined) == (2, 0, 0, [])
    assert report.pages == 3
    assert report.generation == clerk.library.current_generation()
    assert [kind for kind, _ in clerk.recorder.entries] == ["document.filed"] * 2 + ["generation.published"]
    assert {document.title for document in clerk.library.catalogue.documents()} == {"Règlement A", "Règlement B"}
    for document in clerk.library.catalogue.documents():
        assert clerk.library.vault.path(document.id).read_bytes() == (folder / document.file).read_bytes()
        assert (document.collection, document.label) == (DEFAULT_COLLECTION, DEFAULT_LABEL)


def test_events_tell_the_story_in_order(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    kinds = [type(event) for event in clerk.events(folder) if not isinstance(event, job.Working)]
    assert kinds == [job.Found, job.Filed, job.Publishing, job.Published]


def test_what_is_filed_is_not_filed_again(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    first = clerk.run(folder)
    second = clerk.run(folder)
    assert (second.filed, second.unchanged) == (0, 1)
    assert second.generation == first.generation
    assert len(clerk.recorder.entries) == 2


def test_row_01_a_password_is_a_reason_and_names_the_file(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "locked.pdf", [RULE], encrypt=StandardEncryption("secret", strength=128))
    make_pdf(folder / "open.pdf", [RULE])
    report = clerk.run(folder)
    assert reasons(report) == {"locked.pdf": "encrypted"}
    assert report.filed == 1


def test_row_02_restrictions_are_on_the_document(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE], encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0, strength=128))
    assert clerk.run(folder).filed == 1
    assert "permissions" in clerk.library.catalogue.documents()[0].notes


def test_row_10_pages_over_the_cap_make_it_partial(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE] * 3)
    report = clerk.run(folder, options=Options(pages=2))
    assert (report.filed, report.partial, report.pages) == (0, 1, 2)
    assert clerk.library.catalogue.documents()[0].notes["lost"] == [3]


def test_row_11_what_is_no_pdf_is_set_aside_among_siblings(clerk: Clerk, folder: Path, make_pdf) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "page.pdf").write_bytes(bytes(range(256)))
    make_pdf(folder / "good.pdf", [RULE])
    report = clerk.run(folder)
    assert reasons(report) == {"empty.pdf": "not_pdf", "page.pdf": "not_pdf"}
    assert report.filed == 1
    assert not list((clerk.library.folder / "vault" / "incoming").iterdir()), "what is not filed is not kept"
    again = clerk.run(folder)
    assert reasons(again) == reasons(report)
    assert again.unchanged == 1


def test_a_file_that_was_mended_leaves_the_quarantine(clerk: Clerk, folder: Path, make_pdf) -> None:
    (folder / "a.pdf").write_bytes(b"")
    clerk.run(folder)
    assert [one.file for one in clerk.quarantine()] == ["a.pdf"]
    make_pdf(folder / "a.pdf", [RULE])
    assert clerk.run(folder).filed == 1
    assert clerk.quarantine() == []


SCAN = Path(__file__).parents[2] / "samples" / "documents" / "reading-room-notice.fr.pdf"


def test_row_14_a_scan_is_reported_and_never_filed_as_empty(clerk: Clerk) -> None:
    report = clerk.run(SCAN, options=Options(ocr="never"))
    assert reasons(report) == {SCAN.name: "needs_ocr"}
    assert clerk.library.catalogue.documents() == []


@pytest.mark.slow
def test_row_14_a_scan_that_was_set_aside_is_filed_once_it_can_be_recognised(clerk: Clerk) -> None:
    if not recognise.available():
        pytest.skip("tesseract is not installed here, with French and English")
    clerk.run(SCAN, options=Options(ocr="never"))
    assert reasons(clerk.run(SCAN, options=Options(ocr="never"))) == {SCAN.name: "needs_ocr"}
    report = clerk.run(SCAN)
    assert report.filed + report.partial == 1
    assert clerk.quarantine() == []
    (document,) = clerk.library.catalogue.documents()
    page = clerk.library.catalogue.page(document.id, 1)
    assert page is not None
    assert page.confidence is not None
    assert clerk.run(SCAN).unchanged == 1


@pytest.mark.parametrize("name", [b"two\nlines.pdf", b"\x1b]52;c;eA==\x07.pdf", b"latin-\xe9.pdf", b"..pdf"])
def test_row_20_a_hostile_name_is_filed_under_a_safe_one(clerk: Clerk, folder: Path, make_pdf, name: bytes) -> None:
    make_pdf(folder / "plain.pdf", [RULE]).rename(folder / os.fsdecode(name))
    assert clerk.run(folder).filed == 1
    (document,) = clerk.library.catalogue.documents()
    assert document.file.isprintable()
    assert len(document.id) == 64
    assert clerk.run(folder).unchanged == 1


def test_row_21_what_is_no_file_is_in_the_report(clerk: Clerk, folder: Path, make_pdf) -> None:
    os.mkfifo(folder / "fifo.pdf")
    (folder / "dangling.pdf").symlink_to(folder / "nothing.pdf")
    make_pdf(folder / "good.pdf", [RULE])
    report = clerk.run(folder)
    assert reasons(report) == {"fifo.pdf": "not_a_file", "dangling.pdf": "missing"}
    assert report.filed == 1


def test_row_23_the_same_bytes_under_two_names_are_one_document(clerk: Clerk, folder: Path, make_pdf) -> None:
    content = make_pdf(folder / "a.pdf", [RULE]).read_bytes()
    (folder / "b.pdf").write_bytes(content)
    report = clerk.run(folder)
    assert (report.filed, report.unchanged) == (1, 1)
    (document,) = clerk.library.catalogue.documents()
    root = str(folder.resolve())
    for name in ("a.pdf", "b.pdf"):
        location = clerk.library.catalogue.location(root, name)
        assert location is not None
        assert location.document == document.id


def test_row_24_a_new_version_is_current_and_the_old_one_is_kept(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    clerk.run(folder)
    catalogue = clerk.library.catalogue
    (old,) = catalogue.documents()
    make_pdf(folder / "a.pdf", [RULE.replace("22 h", "21 h")])
    report = clerk.run(folder)
    assert report.filed == 1
    (new,) = catalogue.documents()
    assert new.id != old.id
    assert catalogue.superseded_by(old.id) == new.id
    page = catalogue.page(old.id, 1)
    assert page is not None
    assert "22 h" in page.text, "old answers still resolve"
    assert clerk.library.vault.path(old.id).is_file()


def test_row_24_a_version_that_comes_back_is_current_again(clerk: Clerk, folder: Path, make_pdf) -> None:
    first = make_pdf(folder / "a.pdf", [RULE]).read_bytes()
    clerk.run(folder)
    make_pdf(folder / "a.pdf", [RULE.replace("22 h", "21 h")])
    clerk.run(folder)
    (folder / "a.pdf").write_bytes(first)
    report = clerk.run(folder)
    assert report.unchanged == 1
    (current,) = clerk.library.catalogue.documents()
    assert clerk.library.catalogue.superseded_by(current.id) is None
    page = clerk.library.catalogue.page(current.id, 1)
    assert page is not None
    assert "22 h" in page.text


def test_row_24_an_old_version_that_stands_elsewhere_too_stays_current(clerk: Clerk, folder: Path, make_pdf) -> None:
    content = make_pdf(folder / "a.pdf", [RULE]).read_bytes()
    (folder / "copy.pdf").write_bytes(content)
    clerk.run(folder)
    make_pdf(folder / "a.pdf", [RULE.replace("22 h", "21 h")])
    clerk.run(folder)
    assert len(clerk.library.catalogue.documents()) == 2


def test_row_25_a_job_that_was_stopped_goes_on_where_it_was(clerk: Clerk, folder: Path, make_pdf) -> None:
    for name in "abcdef":
        make_pdf(folder / f"{name}.pdf", [f"{RULE} {name}"])
    order = job.Order([folder], workers=1)
    events = job.run(clerk.library, order, encoder=clerk.encoder, lexicon=clerk.lexicon, recorder=clerk.recorder)
    for event in events:
        if isinstance(event, job.Filed):
            break
    events.close()
    filed = len(clerk.library.catalogue.documents())
    assert 1 <= filed < 6
    assert clerk.library.current_generation() is None
    assert clerk.quarantine() == []
    report = clerk.run(folder)
    assert (report.filed, report.unchanged) == (6 - filed, filed)


def test_row_25_a_stopped_job_ends_with_the_same_generation_as_one_that_was_not(
    clerk: Clerk, folder: Path, tmp_path: Path, make_pdf, fake_encoder, fake_lexicon
) -> None:
    for name in "abc":
        make_pdf(folder / f"{name}.pdf", [f"{RULE} {name}"])
    other = Clerk(Library(tmp_path / "other", create=True), fake_encoder, fake_lexicon, Recorder())
    other.run(folder / "b.pdf")
    assert other.run(folder).generation == clerk.run(folder).generation
    other.library.close()


def test_row_26_a_full_disk_stops_the_job_and_the_old_generation_still_answers(
    clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    before = clerk.run(folder).generation

    def full(source: Path, target: Path) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("indexes.vault.copy_and_hash", full)
    make_pdf(folder / "b.pdf", [RULE, RULE])
    with pytest.raises(FullDiskError) as caught:
        clerk.run(folder)
    assert caught.value.hint
    assert clerk.library.current_generation() == before


def test_row_27_a_second_job_is_refused_with_the_holders_name(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    script = (
        "import sys; from pathlib import Path; from indexes.library import Library\n"
        "with Library(Path(sys.argv[1])).writing():\n"
        "    print('holding', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(clerk.library.folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        with pytest.raises(BusyError, match=f"process {holder.pid}") as caught:
            clerk.run(folder)
        assert caught.value.hint
        holder.communicate("")
    assert clerk.run(folder).filed == 1


def state(clerk: Clerk, file: str) -> tuple[str, int]:
    """The state and the attempts of the bytes that were found under a name."""
    found = clerk.library.catalogue.database.execute("SELECT state, attempts FROM journal WHERE file = ?", (file,))
    (row,) = found.fetchall()
    return row[0], row[1]


def as_if_killed(clerk: Clerk, *files: str, times: int = 1) -> None:
    """Leave the journal as a job leaves it that is killed while these are parsed."""
    clerk.library.catalogue.database.executemany(
        "UPDATE journal SET state = 'parsing', attempts = ? WHERE file = ?", [(times, file) for file in files]
    )


def test_the_journal_says_what_became_of_each_file(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    make_pdf(folder / "part.pdf", [RULE, RULE, RULE])
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    clerk.run(folder, options=Options(pages=2))
    assert state(clerk, "a.pdf") == ("published", 1)
    assert state(clerk, "part.pdf") == ("partial", 1)
    assert state(clerk, "bad.pdf") == ("quarantined", 1)
    assert Journal(clerk.library.catalogue).open_jobs() == []


def test_the_journal_knows_what_is_encoded_while_the_indexes_are_made(
    clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
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


def test_row_25_a_file_that_a_job_was_killed_over_twice_crashed(clerk: Clerk, folder: Path, make_pdf) -> None:
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
    clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
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
    clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_pdf(folder / "a.pdf", [RULE], encrypt=StandardEncryption("secret", strength=128)).read_bytes()
    clerk.run(folder)
    (folder / "b.pdf").write_bytes(content)
    monkeypatch.setattr(receiving.sandbox, "run", None)
    assert reasons(clerk.run(folder)) == {"a.pdf": "encrypted", "b.pdf": "encrypted"}
    assert [kind for kind, _ in clerk.recorder.entries].count("document.quarantined") == 2


def test_a_worker_that_the_system_killed_is_given_one_more_try(
    clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
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


def test_a_slow_file_holds_up_no_other(clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_what_the_workers_are_at_is_told(clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_what_is_tried_again_goes_where_it_was_to_go(clerk: Clerk, folder: Path, make_pdf) -> None:
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


def test_row_20_a_hostile_name_can_be_tried_again(clerk: Clerk, folder: Path, make_pdf) -> None:
    path = folder / os.fsdecode(b"latin-\xe9\n.pdf")
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    clerk.run(folder)
    make_pdf(folder / "plain.pdf", [RULE]).rename(path)
    (aside,) = clerk.quarantine()
    Quarantine(clerk.library.catalogue).again(aside)
    assert clerk.run(again=True).filed == 1


def test_what_a_person_released_is_passed_over_until_it_changes(clerk: Clerk, folder: Path, make_pdf) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    os.mkfifo(folder / "fifo.pdf")
    assert len(clerk.run(folder).quarantined) == 2
    for aside in clerk.quarantine():
        Quarantine(clerk.library.catalogue).release(aside)
    report = clerk.run(folder)
    assert (report.unchanged, report.quarantined) == (2, [])
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    assert reasons(clerk.run(folder)) == {"a.pdf": "damaged"}


def test_a_collection_and_a_label_go_to_what_is_filed_and_to_what_was(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    first = clerk.run(folder, collection="bylaws").generation
    (document,) = clerk.library.catalogue.documents()
    assert (document.collection, document.label) == ("bylaws", "public")
    second = clerk.run(folder, label="secret").generation
    (document,) = clerk.library.catalogue.documents()
    assert (document.collection, document.label) == ("bylaws", "secret")
    assert first != second, "what may be seen changed, so the index must"


def test_row_50_a_new_version_keeps_the_label_of_the_one_it_supersedes(clerk: Clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    clerk.run(folder, collection="bylaws", label="secret")
    make_pdf(folder / "a.pdf", [RULE.replace("22 h", "21 h")])
    clerk.run(folder)
    (document,) = clerk.library.catalogue.documents()
    assert (document.collection, document.label) == ("bylaws", "secret")


def test_a_file_that_goes_away_meanwhile_is_set_aside(
    clerk: Clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
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


@pytest.mark.corpus
@pytest.mark.slow
def test_every_hostile_file_is_accounted_for_and_its_siblings_unharmed(
    clerk: Clerk, folder: Path, corpus: Path, make_pdf
) -> None:
    """Rows 1 to 17 at once: forty files that break readers, and two good ones among them, first and last."""
    hostile = corpus / "pdfs" / "hostile"
    files = sorted(hostile.glob("*.pdf"))
    assert len(files) == 40
    make_pdf(folder / "good.pdf", [RULE], title="Bon document")
    report, seen = Report(), []
    limits = Limits(memory=512 << 20, deadline=60)
    for event in clerk.events(folder, hostile, limits=limits, options=Options(ocr="never")):
        report.add(event)
        seen += [event.file] if isinstance(event, job.Filed | job.SetAside | job.Unchanged) else []
    assert {path.name for path in files} <= set(seen)
    assert len(seen) == len(set(seen)), "each of them once"
    found = reasons(report)
    assert "good.pdf" not in found
    for name in ("saslprep-r6", "issue6010_1", "pr6531_1", "bug1782186", "issue3371", "issue15893_reduced"):
        assert found[f"{name}.pdf"] == "encrypted", "row 1"
    assert found["REDHAT-1531897-0.pdf"] == "damaged"
    assert found["bug1020226.pdf"] == "damaged", "row 4"
    assert found["bug1606566.pdf"] == "not_pdf"
    assert "crashed" not in found.values()
    filed = {document.file: document for document in clerk.library.catalogue.documents()}
    assert filed["good.pdf"].title == "Bon document"
    for document in filed.values():
        assert clerk.library.catalogue.passages_of(document.id), f"{document.file} is filed as an empty document"
    assert clerk.run(folder, hostile, options=Options(ocr="never")).generation == report.generation
