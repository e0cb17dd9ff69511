"""Whole jobs, with real files, workers, vault and catalogue, and small stand-ins for the models."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from indexes.errors import BusyError
from indexes.library import Library
from ingest import job, recognise
from ingest.errors import FullDiskError
from ingest.read import Options
from ingest.report import Report
from ingest.sandbox import Limits
from ingest.wanted import DEFAULT_COLLECTION, DEFAULT_LABEL

RULE = "1. Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."


def reasons(report: Report) -> dict[str, str]:
    return {one.file: one.reason for one in report.quarantined}


def test_a_folder_is_filed_published_and_recorded(clerk, folder: Path, make_pdf) -> None:
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


def test_events_tell_the_story_in_order(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    kinds = [type(event) for event in clerk.events(folder) if not isinstance(event, job.Working)]
    assert kinds == [job.Begun, job.Found, job.Filed, job.Publishing, job.Published]


def test_what_is_filed_is_not_filed_again(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE])
    first = clerk.run(folder)
    second = clerk.run(folder)
    assert (second.filed, second.unchanged) == (0, 1)
    assert second.generation == first.generation
    assert len(clerk.recorder.entries) == 2


def test_row_01_a_password_is_a_reason_and_names_the_file(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "locked.pdf", [RULE], encrypt=StandardEncryption("secret", strength=128))
    make_pdf(folder / "open.pdf", [RULE])
    report = clerk.run(folder)
    assert reasons(report) == {"locked.pdf": "encrypted"}
    assert report.filed == 1


def test_row_02_restrictions_are_on_the_document(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE], encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0, strength=128))
    assert clerk.run(folder).filed == 1
    assert "permissions" in clerk.library.catalogue.documents()[0].notes


def test_row_10_pages_over_the_cap_make_it_partial(clerk, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", [RULE] * 3)
    report = clerk.run(folder, options=Options(pages=2))
    assert (report.filed, report.partial, report.pages) == (0, 1, 2)
    assert clerk.library.catalogue.documents()[0].notes["lost"] == [3]


def test_row_11_what_is_no_pdf_is_set_aside_among_siblings(clerk, folder: Path, make_pdf) -> None:
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


def test_a_file_that_was_mended_leaves_the_quarantine(clerk, folder: Path, make_pdf) -> None:
    (folder / "a.pdf").write_bytes(b"")
    clerk.run(folder)
    assert [one.file for one in clerk.quarantine()] == ["a.pdf"]
    make_pdf(folder / "a.pdf", [RULE])
    assert clerk.run(folder).filed == 1
    assert clerk.quarantine() == []


SCAN = Path(__file__).parents[2] / "samples" / "documents" / "reading-room-notice.fr.pdf"


def test_row_14_a_scan_is_reported_and_never_filed_as_empty(clerk) -> None:
    report = clerk.run(SCAN, options=Options(ocr="never"))
    assert reasons(report) == {SCAN.name: "needs_ocr"}
    assert clerk.library.catalogue.documents() == []


@pytest.mark.slow
def test_row_14_a_scan_that_was_set_aside_is_filed_once_it_can_be_recognised(clerk) -> None:
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
def test_row_20_a_hostile_name_is_filed_under_a_safe_one(clerk, folder: Path, make_pdf, name: bytes) -> None:
    make_pdf(folder / "plain.pdf", [RULE]).rename(folder / os.fsdecode(name))
    assert clerk.run(folder).filed == 1
    (document,) = clerk.library.catalogue.documents()
    assert document.file.isprintable()
    assert len(document.id) == 64
    assert clerk.run(folder).unchanged == 1


def test_row_21_what_is_no_file_is_in_the_report(clerk, folder: Path, make_pdf) -> None:
    os.mkfifo(folder / "fifo.pdf")
    (folder / "dangling.pdf").symlink_to(folder / "nothing.pdf")
    make_pdf(folder / "good.pdf", [RULE])
    report = clerk.run(folder)
    assert reasons(report) == {"fifo.pdf": "not_a_file", "dangling.pdf": "missing"}
    assert report.filed == 1


def test_row_23_the_same_bytes_under_two_names_are_one_document(clerk, folder: Path, make_pdf) -> None:
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


def test_row_24_a_new_version_is_current_and_the_old_one_is_kept(clerk, folder: Path, make_pdf) -> None:
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


def test_row_24_a_version_that_comes_back_is_current_again(clerk, folder: Path, make_pdf) -> None:
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


def test_row_24_an_old_version_that_stands_elsewhere_too_stays_current(clerk, folder: Path, make_pdf) -> None:
    content = make_pdf(folder / "a.pdf", [RULE]).read_bytes()
    (folder / "copy.pdf").write_bytes(content)
    clerk.run(folder)
    make_pdf(folder / "a.pdf", [RULE.replace("22 h", "21 h")])
    clerk.run(folder)
    assert len(clerk.library.catalogue.documents()) == 2


def test_row_25_a_job_that_was_stopped_goes_on_where_it_was(clerk, folder: Path, make_pdf) -> None:
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
    clerk, folder: Path, tmp_path: Path, make_pdf
) -> None:
    for name in "abc":
        make_pdf(folder / f"{name}.pdf", [f"{RULE} {name}"])
    other = replace(clerk, library=Library(tmp_path / "other", create=True))
    other.run(folder / "b.pdf")
    assert other.run(folder).generation == clerk.run(folder).generation
    other.library.close()


def test_row_26_a_full_disk_stops_the_job_and_the_old_generation_still_answers(
    clerk, folder: Path, make_pdf, monkeypatch: pytest.MonkeyPatch
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


def test_row_27_a_second_job_is_refused_with_the_holders_name(clerk, folder: Path, make_pdf) -> None:
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


@pytest.mark.corpus
@pytest.mark.slow
def test_every_hostile_file_is_accounted_for_and_its_siblings_unharmed(
    clerk, folder: Path, corpus: Path, make_pdf
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
