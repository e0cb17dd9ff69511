"""Archives and messages on a job's way: whole jobs, with real workers."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from indexes.library import Library
from indexes.quarantine import Quarantine
from ingest import job, opening
from ingest.containers import Unpacked
from ingest.report import Report

RULE = "Le parc est ouvert tous les jours de 7 h à 22 h."


class Recorder:
    def record(self, kind: str, facts: Mapping[str, object]) -> None:
        """Forget it."""


class Clerk:
    """Runs jobs on one library, and counts the containers that are opened."""

    def __init__(self, library: Library, encoder: object, lexicon: object) -> None:
        self.library, self.encoder, self.lexicon = library, encoder, lexicon
        self.events: list[job.Event] = []

    def run(self, *paths: Path, **order: object) -> Report:
        report = Report()
        self.events = list(
            job.run(
                self.library,
                job.Order(paths, **order),  # type: ignore[arg-type]
                encoder=self.encoder,  # type: ignore[arg-type]
                lexicon=self.lexicon,  # type: ignore[arg-type]
                recorder=Recorder(),
            )
        )
        for event in self.events:
            report.add(event)
        return report

    def names(self) -> list[str]:
        return sorted(document.file for document in self.library.catalogue.documents())


@pytest.fixture
def clerk(tmp_path: Path, fake_encoder, fake_lexicon):
    library = Library(tmp_path / "library", create=True)
    yield Clerk(library, fake_encoder, fake_lexicon)
    library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the containers that were opened, in order."""
    names: list[str] = []
    real = opening.Opening.__init__

    def init(self, library, order, known, unpack) -> None:
        def noted(one, into) -> Unpacked:
            names.append(one.file)
            return unpack(one, into)

        real(self, library, order, known, noted)

    monkeypatch.setattr(opening.Opening, "__init__", init)
    return names


def zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def mail(subject: str, **attachments: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@b.example", "c@d.example", subject
    made.set_content(f"{subject}. {RULE}")
    for name, content in attachments.items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("__", "."))
    return made.as_bytes()


def text(number: int) -> bytes:
    return f"Article {number}\n\n{RULE} Voir l'article {number}.\n".encode()


def reasons(report: Report) -> dict[str, str]:
    return {one.file: one.reason for one in report.quarantined}


def test_what_an_archive_holds_is_filed_under_its_own_names(clerk: Clerk, folder: Path, opened: list[str]) -> None:
    parts = {"dir/a.txt": text(1), "b.html": b"<html><body><p>" + RULE.encode() + b"</p></body></html>", "c.exe": b"MZ"}
    (folder / "archive.zip").write_bytes(zipped(parts))
    (folder / "d.txt").write_bytes(text(4))
    report = clerk.run(folder)
    assert (report.filed, report.quarantined) == (3, [])
    assert clerk.names() == ["archive.zip/b.html", "archive.zip/dir/a.txt", "d.txt"]
    assert not list((clerk.library.folder / "vault" / "incoming").iterdir()), "nothing unpacked is left behind"
    assert [event.files for event in clerk.events if isinstance(event, job.Found)] == [2, 3]


def test_an_unchanged_container_is_known_without_being_opened(clerk: Clerk, folder: Path, opened: list[str]) -> None:
    (folder / "archive.zip").write_bytes(zipped({"a.txt": text(1), "b.txt": text(2), "bad.docx": b"PK\x03\x04"}))
    (folder / "message.eml").write_bytes(mail("Avis", c__txt=text(3)))
    (folder / "plain.eml").write_bytes(mail("Rappel"))
    first = clerk.run(folder)
    assert first.filed == 5
    assert reasons(first) == {"archive.zip/bad.docx": "damaged"}
    assert opened == ["archive.zip", "message.eml"]
    second = clerk.run(folder)
    assert (second.filed, second.unchanged) == (0, 5)
    assert reasons(second) == reasons(first)
    assert len(opened) == 2
    os.utime(folder / "archive.zip")
    third = clerk.run(folder)
    assert (third.filed, third.unchanged) == (0, 5), "the same bytes, of another time"
    assert opened == ["archive.zip", "message.eml", "archive.zip"]


def test_a_message_and_what_came_with_it_are_documents(clerk: Clerk, folder: Path) -> None:
    inner = zipped({"b.txt": text(2)})
    (folder / "message.eml").write_bytes(mail("Avis", a__txt=text(1), deux__zip=inner))
    assert clerk.run(folder).filed == 3
    assert clerk.names() == ["message.eml", "message.eml/a.txt", "message.eml/deux.zip/b.txt"]


def test_row_20_a_bad_member_is_quarantined_by_its_own_name(clerk: Clerk, folder: Path) -> None:
    (folder / "archive.zip").write_bytes(
        zipped({"../../out.txt": text(1), "good.txt": text(2), "empty.txt": b"", "old.doc": b"\xd0\xcf\x11\xe0"})
    )
    report = clerk.run(folder)
    assert report.filed == 1
    assert reasons(report) == {
        "archive.zip/../../out.txt": "unsafe_name",
        "archive.zip/empty.txt": "empty",
        "archive.zip/old.doc": "unsupported",
    }
    again = clerk.run(folder)
    assert (again.unchanged, reasons(again)) == (1, reasons(report))


def test_an_archive_that_cannot_be_opened_is_set_aside_until_it_is_mended(
    clerk: Clerk, folder: Path, opened: list[str]
) -> None:
    (folder / "archive.zip").write_bytes(zipped({"a.txt": text(1)})[:-10])
    (folder / "nothing.zip").write_bytes(zipped({"a.exe": b"MZ"}))
    report = clerk.run(folder)
    assert reasons(report) == {"archive.zip": "damaged", "nothing.zip": "empty"}
    assert reasons(clerk.run(folder)) == reasons(report)
    assert opened == ["archive.zip", "nothing.zip"], "what is known to be bad is not opened again"
    (folder / "archive.zip").write_bytes(zipped({"a.txt": text(1)}))
    assert clerk.run(folder).filed == 1
    assert [one.file for one in Quarantine(clerk.library.catalogue).files()] == ["nothing.zip"]


def test_a_member_is_tried_again_by_its_own_name(clerk: Clerk, folder: Path) -> None:
    (folder / "archive.zip").write_bytes(zipped({"a.txt": text(1), "bad.docx": b"PK\x03\x04", "empty.txt": b""}))
    clerk.run(folder)
    quarantine = Quarantine(clerk.library.catalogue)
    (one,) = quarantine.named("archive.zip/bad.docx")
    quarantine.again(one)
    report = clerk.run(folder, again=True)
    assert reasons(report) == {"archive.zip/bad.docx": "damaged"}
    assert (report.filed, report.unchanged) == (0, 0)
    assert [event.files for event in clerk.events if isinstance(event, job.Found)][-1] == 1


def test_an_archive_is_tried_again_whole(clerk: Clerk, folder: Path) -> None:
    for name in ("archive.zip", "nothing.zip"):
        (folder / name).write_bytes(zipped({"a.txt": text(1)})[:-10])
    clerk.run(folder)
    (folder / "archive.zip").write_bytes(zipped({"a.txt": text(1), "b.txt": text(2)}))
    quarantine = Quarantine(clerk.library.catalogue)
    for one in quarantine.files():
        quarantine.again(one)
    report = clerk.run(folder, again=True)
    assert (report.filed, reasons(report)) == (2, {"nothing.zip": "damaged"})


def test_the_same_bytes_in_an_archive_and_beside_it_are_one_document(clerk: Clerk, folder: Path) -> None:
    (folder / "a.txt").write_bytes(text(1))
    (folder / "archive.zip").write_bytes(zipped({"b.txt": text(1)}))
    report = clerk.run(folder)
    assert (report.filed, report.unchanged) == (1, 1)


def test_a_name_that_says_archive_over_something_else_is_filed_as_what_it_is(clerk: Clerk, folder: Path) -> None:
    (folder / "a.zip").write_bytes(b"<html><body><p>" + RULE.encode() + b"</p></body></html>")
    assert clerk.run(folder).filed == 1
    assert clerk.library.catalogue.documents()[0].notes["type"] == "html"
