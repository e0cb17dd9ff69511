"""Reading filed pages over a real library: clearance, twins, words, and pictures drawn by real processes."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from assistant.desks import drawing
from assistant.desks.source import OfficeSourceDesk
from assistant.errors import PictureError
from assistant.office import Office
from indexes.library import Library
from indexes.records import Document

PARK, SNOW, POLICY = "parc-canin.fr.pdf", "deneigement.fr.pdf", "library.en.pdf"


@pytest.fixture
def office(own_library: Path, in_english: None) -> Office:
    return Office(own_library)


@pytest.fixture
def library(office: Office) -> Iterator[Library]:
    """The same library, to be changed."""
    opened = office.library()
    yield opened
    opened.close()


@pytest.fixture
def desk(office: Office) -> Iterator[OfficeSourceDesk]:
    opened = OfficeSourceDesk(office)
    yield opened
    opened.close()


def named(library: Library, file: str) -> Document:
    found = library.catalogue.find(file)
    assert found is not None
    return found


def make_twins(library: Library, one: Document, other: Document) -> None:
    rows = [(one.id, other.id, json.dumps(["name"])), (other.id, one.id, json.dumps(["name"]))]
    library.catalogue.database.executemany("INSERT INTO twins VALUES (?, ?, ?)", rows)


def test_a_page_and_its_document(desk: OfficeSourceDesk, library: Library) -> None:
    park = named(library, PARK)
    found = desk.document(park.id)
    assert found is not None
    assert (found.title, found.pages) == ("Règlement sur le parc canin", 2)
    page = desk.page(park.id, 2)
    assert page is not None
    assert "amende de 150 $" in page.text
    assert desk.page(park.id, 3) is None
    assert desk.document("0" * 64) is None
    assert desk.page("0" * 64, 1) is None


def test_a_document_for_which_nobody_here_is_cleared_is_not_there(desk: OfficeSourceDesk, library: Library) -> None:
    park, policy = named(library, PARK), named(library, POLICY)
    make_twins(library, park, policy)
    library.catalogue.assign(park.id, park.collection, "secret")
    assert desk.document(park.id) is None
    assert desk.page(park.id, 1) is None
    assert desk.twin(park.id) is None
    assert desk.twin(policy.id) is None, "nor as a twin"
    assert desk.counterpart(park.id, 1) == 1
    assert desk.matches(park.id, "amende") == []
    with pytest.raises(PictureError, match="No such page is filed"):
        desk.picture(park.id, 1, 200)


def test_the_twin_comes_with_how_it_stands(desk: OfficeSourceDesk, library: Library) -> None:
    park, policy = named(library, PARK), named(library, POLICY)
    assert desk.twin(park.id) is None
    make_twins(library, park, policy)
    twin = desk.twin(park.id)
    assert twin is not None
    assert twin.id == policy.id
    assert twin.notes["twin"] == PARK
    assert desk.counterpart(park.id, 2) == 1
    assert desk.counterpart(policy.id, 1) in (1, 2)


def test_a_superseded_document_says_so(desk: OfficeSourceDesk, library: Library) -> None:
    park, snow = named(library, PARK), named(library, SNOW)
    library.catalogue.database.execute("UPDATE documents SET superseded_by = ? WHERE id = ?", (snow.id, park.id))
    found = desk.document(park.id)
    assert found is not None
    assert found.notes["superseded_by"] == SNOW


def test_words_are_found_on_all_pages(desk: OfficeSourceDesk, library: Library) -> None:
    park = named(library, PARK)
    spans = desk.matches(park.id, "REGLEMENT")
    assert {span.page for span in spans} == {1, 2}
    for span in spans:
        page = desk.page(park.id, span.page)
        assert page is not None
        assert page.text[span.start : span.end].casefold() == "règlement"
    assert desk.matches(park.id, "homard") == []
    assert desk.matches(named(library, POLICY).id, "late book"), "another document, the one before kept"


def test_a_page_is_drawn_once(desk: OfficeSourceDesk, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    park = named(library, PARK)
    png = desk.picture(park.id, 2, 306)
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (306, 396))
    assert image.convert("L").getextrema()[0] < 100, "there are letters"
    monkeypatch.setattr(desk._drawings, "_command", ("/nowhere",))
    assert desk.picture(park.id, 2, 306) == png
    with pytest.raises(PictureError, match="could not be drawn"):
        desk.picture(park.id, 1, 306)


def harmed(library: Library, content: bytes) -> Document:
    """A document of which the bytes are not what was filed any more."""
    park = named(library, PARK)
    library.vault.path(park.id).write_bytes(content)
    return park


def refused(desk: OfficeSourceDesk, document: Document) -> PictureError:
    """Why its first page cannot be drawn; its text can be read."""
    with pytest.raises(PictureError) as caught:
        desk.picture(document.id, 1, 200)
    page = desk.page(document.id, 1)
    assert page is not None
    assert "parc canin" in page.text
    assert caught.value.hint
    return caught.value


def test_a_cut_file(desk: OfficeSourceDesk, library: Library) -> None:
    whole = library.vault.path(named(library, PARK).id).read_bytes()
    assert str(refused(desk, harmed(library, whole[:300]))) == "This page could not be drawn: damaged"


def test_a_file_behind_a_password(desk: OfficeSourceDesk, library: Library, tmp_path: Path, make_pdf) -> None:
    locked = make_pdf(tmp_path / "locked.pdf", ["Secret"], encrypt="password")
    assert "protected by a password" in str(refused(desk, harmed(library, locked.read_bytes())))


def test_a_file_that_is_gone(desk: OfficeSourceDesk, library: Library) -> None:
    park = named(library, PARK)
    library.vault.path(park.id).unlink()
    assert "its bytes are not in the library any more" in str(refused(desk, park))


def test_what_is_no_pdf_has_no_pages_to_be_drawn(desk: OfficeSourceDesk, library: Library) -> None:
    assert "it is not a PDF" in str(refused(desk, harmed(library, b"Just a text.")))


def test_a_program_that_takes_too_long_is_ended(
    desk: OfficeSourceDesk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 0.3)
    monkeypatch.setattr(desk._drawings, "_command", (sys.executable, "-c", "import time; time.sleep(60)"))
    began = time.monotonic()
    assert "it took too long" in str(refused(desk, named(library, PARK)))
    assert time.monotonic() - began < 20


def test_a_program_that_heeds_nothing_is_killed(
    desk: OfficeSourceDesk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)"
    monkeypatch.setattr(drawing, "PATIENCE", 0.5)
    monkeypatch.setattr(desk._drawings, "_command", (sys.executable, "-c", stubborn))
    assert "it took too long" in str(refused(desk, named(library, PARK)))


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("print('no picture')", "what was drawn is no picture"),
        (r"import sys; sys.stdout.buffer.write(b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR' + bytes([0,1,0,0] * 2))", "no picture"),
        ("import os; os.kill(os.getpid(), 9)", f"failed (-{signal.SIGKILL.value})"),
        ("import sys; sys.exit(3)", "failed (3)"),
    ],
)
def test_a_program_that_brings_no_picture(
    desk: OfficeSourceDesk, library: Library, monkeypatch: pytest.MonkeyPatch, program: str, why: str
) -> None:
    monkeypatch.setattr(desk._drawings, "_command", (sys.executable, "-c", program))
    assert why in str(refused(desk, named(library, PARK)))


def test_what_is_not_wanted_any_more_is_given_up(desk: OfficeSourceDesk, library: Library) -> None:
    asked = iter([False, True])
    assert desk.picture(named(library, PARK).id, 1, 300, given_up=lambda: next(asked, True)) == b""


def test_closing_ends_what_is_being_drawn(office: Office, library: Library) -> None:
    desk = OfficeSourceDesk(office)
    park = named(library, PARK)
    desk.close()
    assert desk._drawings.png(park.id, 1, 300, lambda: False) == b""


def test_pictures_looked_at_long_ago_are_forgotten(
    desk: OfficeSourceDesk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "KEPT", 10)
    park = named(library, PARK)
    assert desk.picture(park.id, 1, 100)
    assert not desk._drawings._kept


def test_nothing_is_left_behind(desk: OfficeSourceDesk, library: Library, tmp_path: Path) -> None:
    """Neither in the library nor beside it, though the drawing process writes where it may."""
    folder = tmp_path / "library"
    before = sorted(path for path in folder.rglob("*") if "sqlite" not in path.name)
    assert desk.picture(named(library, PARK).id, 1, 120)
    assert sorted(path for path in folder.rglob("*") if "sqlite" not in path.name) == before


def test_the_command_refuses_a_terminal_and_a_page_that_is_not_there(greffier, filed_library) -> None:
    none = greffier("ingest", "picture", PARK, "9", library=filed_library.folder)
    assert none.returncode == 1
    assert "No such page is filed" in none.stderr
    assert not none.stdout
    other = greffier("ingest", "picture", PARK, "1", library=filed_library.folder, env={"GREFFIER_LABELS": '["other"]'})
    assert "No such page is filed" in other.stderr
    wide = greffier("ingest", "picture", PARK, "1", "--width", "100000", library=filed_library.folder)
    assert wide.returncode == 2
    shown = subprocess.run(
        [sys.executable, "-m", "assistant", "ingest", "--help"], capture_output=True, text=True, check=True
    )
    assert "picture" not in shown.stdout, "it is for the screens"
