"""Scans and bad text layers, from the file to the page that is filed (FAULTS rows 14 and 15), by the real tesseract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import pdf, recognise, rereading
from ingest.errors import UnreadableError
from ingest.parse import parse
from ingest.pdfium import PdfReader
from ingest.pipeline import PIPELINE, filed_by, pipeline, settled
from ingest.read import Options, Read, Recognition, Source

SAMPLE = Path(__file__).parents[2] / "samples" / "documents" / "reading-room-notice.fr.pdf"
TEXT = (
    "1. Quiconque contrevient au présent règlement commet une infraction et est passible d'une amende de 150 $.\n"
    "2. Le gardien d'un chien doit le tenir en laisse dans les parcs et ramasser ses excréments sans délai.\n"
    "3. Le directeur du service est chargé de l'application du présent règlement."
)

needs_tesseract = pytest.mark.skipif(not recognise.available(), reason="tesseract is not on this machine")


def read(path: Path, ocr: Recognition = "auto", begun: Callable[[int], None] = lambda _page: None) -> Read:
    return pdf.read(source(path), Options(ocr=ocr), begun)


def source(path: Path) -> Source:
    return Source(path, path.name, "0" * 64)


def joined(read: Read, page: int = 1) -> str:
    return " ".join(read.pages[page - 1].text.split())


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory, make_pdf) -> Path:
    return make_pdf(tmp_path_factory.mktemp("typed") / "a.pdf", [TEXT])


def drawn(path: Path, resolution: float = 200, turns: int = 0) -> Callable[[Canvas], None]:
    """Draws the first page of a PDF as a picture."""
    pixels = np.rot90(PdfReader(path).picture(1, resolution, 10_000_000), turns)

    def draw(canvas: Canvas) -> None:
        width, height = (72 * side / resolution for side in pixels.shape[::-1])
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(Image.fromarray(pixels)), 0, 0, width, height)

    return draw


def underlaid(path: Path, layer: str) -> Callable[[Canvas], None]:
    """Draws the picture, and under it the text that an earlier machine read, which is not drawn."""

    def draw(canvas: Canvas) -> None:
        drawn(path)(canvas)
        text = canvas.beginText(72, 690)
        text.setTextRenderMode(3)
        text.textLines(layer)
        canvas.drawText(text)

    return draw


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "available", lambda: False)


@needs_tesseract
def test_row_14_a_scan_is_recognised(tmp_path: Path, make_pdf, typed: Path) -> None:
    pages: list[int] = []
    found = read(make_pdf(tmp_path / "scan.pdf", [drawn(typed)]), begun=pages.append)
    assert "commet une infraction et est passible d'une amende de 150 $" in joined(found)
    (page,) = found.pages
    assert page.confidence is not None
    assert 0.8 < page.confidence <= 1
    assert (found.lost, found.notes["recognised"], pages) == ((), [1], [1, 1])
    start = page.text.index("Quiconque")
    own = read(typed).pages[0]
    assert own.confidence is None
    place = own.text.index("Quiconque")
    assert np.abs(page.boxes[start].astype(int) - own.boxes[place]).max() < 50, "half a centimetre at most"


@needs_tesseract
def test_row_14_the_sample_notice_is_filed() -> None:
    found = parse(source(SAMPLE), Options())
    assert found.language == "fr"
    assert "trois jours ouvrables à l'avance" in found.pages[0].text.replace("’", "'")
    assert found.passages
    assert found.notes["recognised"] == [1]


@pytest.mark.parametrize("ocr", ["auto", "always"])
@pytest.mark.usefixtures("without_tesseract")
def test_row_14_without_tesseract_a_scan_needs_it(ocr: Recognition) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(SAMPLE, ocr)
    assert caught.value.reason == "needs_ocr"


def test_row_14_a_scan_that_may_not_be_recognised_needs_to_be() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(SAMPLE, "never")
    assert caught.value.reason == "needs_ocr"


def test_row_14_a_page_without_text_among_others_is_lost_where_it_is_not_recognised(
    tmp_path: Path, make_pdf, typed: Path
) -> None:
    assert read(make_pdf(tmp_path / "a.pdf", [TEXT, drawn(typed, 72)]), "never").lost == (2,)


@needs_tesseract
def test_row_14_a_picture_without_a_word_is_noted_and_not_lost(tmp_path: Path, make_pdf) -> None:
    def square(canvas: Canvas) -> None:
        canvas.rect(72, 72, 400, 600, fill=1)

    found = read(make_pdf(tmp_path / "a.pdf", [TEXT, square]))
    assert (found.lost, found.notes) == ((), {"wordless": [2]})
    with pytest.raises(UnreadableError) as caught:
        read(make_pdf(tmp_path / "b.pdf", [square]))
    assert caught.value.reason == "empty"


@needs_tesseract
def test_row_14_a_stamp_on_a_scan_does_not_hide_that_it_is_one(tmp_path: Path, make_pdf, typed: Path) -> None:
    def stamped(canvas: Canvas) -> None:
        drawn(typed)(canvas)
        canvas.drawString(400, 20, "Reçu le 3 mai 2021")

    assert "commet une infraction" in joined(read(make_pdf(tmp_path / "a.pdf", [stamped])))


@needs_tesseract
@pytest.mark.parametrize("turns", [1, 2])
def test_row_17_a_scan_on_its_side_is_read_and_its_boxes_stay_on_the_page(
    tmp_path: Path, make_pdf, typed: Path, turns: int
) -> None:
    (page,) = read(make_pdf(tmp_path / "a.pdf", [drawn(typed, turns=turns)])).pages
    assert "commet une infraction" in " ".join(page.text.split())
    assert page.boxes[:, [0, 2]].max() <= 10 * page.width
    assert page.boxes[:, [1, 3]].max() <= 10 * page.height


@needs_tesseract
def test_an_old_layer_with_errors_gives_way_to_a_better_one(tmp_path: Path, make_pdf, typed: Path) -> None:
    layer = TEXT.replace("laisse", "laîssc").replace("règlement commet", "règ!cment çommet")
    path = make_pdf(tmp_path / "a.pdf", [underlaid(typed, layer)])
    assert "laîssc" in joined(read(path, "never"))
    assert read(path, "never").notes["flagged"] == [1]
    found = read(path)
    assert "tenir en laisse" in joined(found)
    assert found.pages[0].confidence is not None
    assert "flagged" not in found.notes


def test_an_old_layer_without_errors_is_left_alone(tmp_path: Path, make_pdf, typed: Path) -> None:
    found = read(make_pdf(tmp_path / "a.pdf", [underlaid(typed, TEXT)]))
    assert found.pages[0].confidence is None
    assert not {"recognised", "flagged"} & set(found.notes)


@pytest.fixture
def misleading(tmp_path: Path, make_raw_pdf) -> Path:
    """A page that a person reads well, and whose character map says another letter for each."""
    lines = " ".join(
        f"({line}) Tj T*".replace("é", "\\351").replace("è", "\\350")
        for line in TEXT.replace("(", "").replace(". ", ".\n").split("\n")
    )
    content = f"BT /F1 11 Tf 14 TL 40 700 Td {lines} ET"
    ranges = "2 beginbfrange\n<41> <59> <0042>\n<61> <79> <0062>\nendbfrange"
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{ranges}\nendcmap end end"
    )
    return make_raw_pdf(
        tmp_path / "misleading.pdf",
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
            f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        ],
    )


@needs_tesseract
def test_row_15_a_page_with_a_wrong_character_map_is_recognised(misleading: Path) -> None:
    assert "commet" not in joined(read(misleading, "never")), "or this file shows nothing"
    found = read(misleading)
    assert "commet une infraction" in joined(found)
    assert found.notes["recognised"] == [1]
    assert "flagged" not in found.notes


@pytest.mark.usefixtures("without_tesseract")
def test_row_15_without_tesseract_it_is_reported(misleading: Path) -> None:
    found = read(misleading)
    assert found.notes["flagged"] == [1]
    assert found.lost == ()


@needs_tesseract
def test_always_recognises_what_has_a_good_text_too(typed: Path) -> None:
    found = read(typed, "always")
    assert found.pages[0].confidence is not None
    assert "commet une infraction" in joined(found)


def test_a_good_text_is_its_own(typed: Path) -> None:
    assert read(typed).notes == {}


def test_what_recognition_confirms_is_kept_as_the_page_has_it() -> None:
    assert not rereading.is_better("Méthylbenzène Xylène toluéne", "Méthylbenzène Xylène toluène", underlaid=False)
    assert rereading.is_better("toute nourriture ou boisson", "toute nourüure ou boisson", underlaid=True)
    assert not rereading.is_better("toute nourüure ou boisson", "toute nourriture ou boisson", underlaid=True)


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("RGL-1144-2010-Parc-canin.pdf", [2, 3]),
        ("RGL-1310-Identification-Maple-Leaf-adoption.pdf", []),
        ("Rgl-1314-2021-PIIA-en-vigueur-17022023.pdf", []),
    ],
)
def test_of_real_pages_those_with_an_old_layer_are_doubted(corpus: Path, name: str, doubted: list[int]) -> None:
    pages = [page for page in PdfReader(corpus / "pdfs" / "bylaws" / name).pages(200) if not isinstance(page, int)]
    assert [page.number for page in pages if page.text.strip() and rereading.is_doubted(page)] == doubted


@needs_tesseract
def test_a_file_is_read_again_only_where_recognition_has_a_say(
    monkeypatch: pytest.MonkeyPatch, make_pdf, tmp_path: Path, typed: Path
) -> None:
    good = filed_by(parse(source(typed), Options()), Options())
    scan = filed_by(parse(source(make_pdf(tmp_path / "a.pdf", [drawn(typed)])), Options()), Options())
    assert good == PIPELINE
    assert scan == pipeline(Options()) == f"{PIPELINE}/auto"
    monkeypatch.setattr(recognise, "available", lambda: False)
    aside = filed_by(UnreadableError("needs_ocr"), Options())
    broken = filed_by(UnreadableError("damaged"), Options())
    assert aside == pipeline(Options()) == f"{PIPELINE}/never"
    assert all(settled(kept, Options()) for kept in (good, scan, aside, broken)), "nothing has changed"
    monkeypatch.undo()
    assert not settled(aside, Options()), "tesseract was installed since"
    assert all(settled(kept, Options()) for kept in (good, scan, broken))
    assert not settled(good, Options(ocr="always"))
    assert settled(f"{PIPELINE}/always", Options(ocr="always"))
    assert not settled("1", Options())
