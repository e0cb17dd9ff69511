"""Rows 3 to 13 of the table of faults, through whole jobs: real workers, and a good file beside each bad one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexes.library import Library
from ingest import job
from ingest.read import Options
from ingest.report import Report
from ingest.worker import Limits

RULE = "1. Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."
MEBIBYTE = 1 << 20


class Recorder:
    def record(self, kind: str, facts: object) -> None:
        pass


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library", create=True)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path, make_pdf) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    make_pdf(path / "good.pdf", [RULE])
    return path


@pytest.fixture
def filed(library: Library, folder: Path, fake_encoder, fake_lexicon) -> Callable[..., Report]:
    """Files the folder; the good file must be filed whole whatever stands beside it, and every file accounted for."""

    def file(**limits: float) -> Report:
        report = Report()
        order = job.Order(
            [folder],
            limits=Limits(**{"memory": 512 * MEBIBYTE, "deadline": 60, **limits}),
            options=Options(ocr="never"),
        )
        for event in job.run(library, order, encoder=fake_encoder, lexicon=fake_lexicon, recorder=Recorder()):
            report.add(event)
        assert report.filed >= 1
        assert "good.pdf" not in {one.file for one in report.quarantined}
        assert report.filed + report.partial + len(report.quarantined) == len(list(folder.iterdir()))
        return report

    return file


def outcome(report: Report, library: Library, file: str) -> str:
    """What became of a file: a reason, or filed, or partial."""
    aside = {one.file: one.reason for one in report.quarantined}
    if file in aside:
        return aside[file]
    (document,) = [one for one in library.catalogue.documents() if one.file == file]
    assert library.catalogue.passages_of(document.id), "never an empty document"
    return "partial" if "lost" in document.notes else "filed"


def a_page(content: bytes, extra: str = "") -> list[bytes]:
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        f"<< /Length {len(content)} {extra} >>\nstream\n".encode() + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F 5 0 R >> >>",
    ]


def raw_pdf(path: Path, objects: list[bytes]) -> Path:
    content = b"%PDF-1.7\n"
    places = []
    for number, source in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, source)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, rows)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        content.index(b"xref"),
    )
    path.write_bytes(content)
    return path


TEXT = b"BT /F 12 Tf 72 700 Td (The park is open every day to all residents of the town.) Tj ET"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda content: content.replace(b"startxref", b"startxxxx"), id="no-startxref"),
        pytest.param(lambda content: content.replace(b" 00000 n", b" 99999 n"), id="wrong-generations"),
        pytest.param(lambda content: content[: content.rindex(b"xref\n0")], id="no-xref"),
        pytest.param(lambda content: content.replace(b"%PDF-1.7", b"%PDF-9.9"), id="wrong-version"),
        pytest.param(lambda content: b"\0" * 700 + content, id="header-after-700-bytes"),
    ],
)
def test_row_03_a_broken_table_or_header_is_recovered_or_said(
    filed: Callable[..., Report], library: Library, folder: Path, broken: Callable[[bytes], bytes]
) -> None:
    path = raw_pdf(folder / "a.pdf", a_page(TEXT))
    path.write_bytes(broken(path.read_bytes()))
    found = outcome(filed(), library, "a.pdf")
    assert found in ("filed", "partial", "damaged")
    if found == "filed":
        (document,) = [one for one in library.catalogue.documents() if one.file == "a.pdf"]
        page = library.catalogue.page(document.id, 1)
        assert page is not None
        assert "The park is open every day" in page.text


def test_row_06_a_stacked_bomb_is_stopped_at_the_memory_limit(
    filed: Callable[..., Report], library: Library, folder: Path
) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join([*(packer.compress(bytes(64 * MEBIBYTE)) for _ in range(15)), packer.flush()])
    bomb = zlib.compress(zlib.compress(bomb, 9), 9)
    assert len(bomb) < 20_000, "kilobytes that unpack to gigabytes"
    filters = "/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    raw_pdf(folder / "bomb.pdf", a_page(bomb, filters))
    report = filed(memory=256 * MEBIBYTE)
    assert outcome(report, library, "bomb.pdf") == "memory_limit"


def test_row_07_a_length_that_is_a_lie_costs_no_memory(
    filed: Callable[..., Report], library: Library, folder: Path
) -> None:
    path = raw_pdf(folder / "liar.pdf", a_page(TEXT))
    path.write_bytes(path.read_bytes().replace(f"/Length {len(TEXT)}".encode(), b"/Length 10000000000", 1))
    report = filed(memory=256 * MEBIBYTE)
    assert outcome(report, library, "liar.pdf") in ("filed", "damaged", "empty")


def test_row_05_and_10_and_12_and_13_together_harm_no_neighbour(
    filed: Callable[..., Report], library: Library, folder: Path, make_pdf
) -> None:
    circular = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>",
    ]
    raw_pdf(folder / "circular.pdf", circular)
    whole = make_pdf(folder / "cut.pdf", [RULE] * 8).read_bytes()
    (folder / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    objects = a_page(TEXT)
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while\\(true\\){}) >> >>"
    raw_pdf(folder / "script.pdf", objects)
    report = filed()
    assert outcome(report, library, "circular.pdf") in ("damaged", "empty")
    assert outcome(report, library, "cut.pdf") in ("partial", "damaged", "empty"), "never silently short"
    assert outcome(report, library, "script.pdf") == "filed"
    (script,) = [one for one in library.catalogue.documents() if one.file == "script.pdf"]
    assert "JavaScript" in str(script.notes["active"]), "row 13"
