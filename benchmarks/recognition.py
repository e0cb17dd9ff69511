"""How many characters recognition gets wrong, and how long a page takes: the numbers in decision 0016.

    python benchmarks/recognition.py [--corpus DIR] [--pages 20] [--json FILE]

Pages of PDFs that have a good text layer, half of them by-laws and half statutes of both languages, are drawn as
pictures at 300 dots an inch, put into PDFs without text, and read back as any scan is; then degraded as well: drawn at
150 dots, turned by a degree, blurred, speckled, and saved as JPEG. What is filed of the picture is held against what is
filed of the page itself.

The character error rate is the edit distance (Levenshtein 1966) over the length of the page's own text, white space
made one space and typographic apostrophes plain, in reading order: a paragraph filed elsewhere counts twice.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import pdf
from ingest.pdfium import PdfReader
from ingest.read import Options, Source

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "pdfs"
PAGES = (
    ("bylaws/2022-03-21-Reglement-PAE-Adopte.pdf", 2),
    ("bylaws/RGL-1132-occupation-domaine-public-CODIFICATION-ADMINISTRATIVE.pdf", 4),
    ("bylaws/RGL-1132-occupation-domaine-public-CODIFICATION-ADMINISTRATIVE.pdf", 9),
    ("bylaws/RGL-1144-2010-Parc-canin.pdf", 1),
    ("bylaws/Rgl-1314-2021-DM-Derogations-mineures.pdf", 6),
    ("bylaws/Rgl-1314-2021-DM-Derogations-mineures.pdf", 8),
    ("bylaws/Rgl-1314-2021-PC-version-en-vigueur-20230509.pdf", 20),
    ("bylaws/Rgl-1314-2021-PC-version-en-vigueur-20230509.pdf", 35),
    ("bylaws/Rgl-1314-2021-PIIA-en-vigueur-17022023.pdf", 20),
    ("bylaws/xx-2020-04-20-RGL-1289-Formation-CCE-adopte_1.pdf", 1),
    ("statutes/A-17.en.pdf", 4),
    ("statutes/A-17.fr.pdf", 4),
    ("statutes/C-8.en.pdf", 6),
    ("statutes/C-8.fr.pdf", 6),
    ("statutes/I-15.en.pdf", 4),
    ("statutes/I-21.fr.pdf", 6),
    ("statutes/L-2.en.pdf", 20),
    ("statutes/O-9.fr.pdf", 8),
    ("statutes/SOR-98-177.en.pdf", 4),
    ("statutes/SOR-2019-150.fr.pdf", 5),
)
_MOST_PIXELS = 40_000_000
_SEED = 1663

Degrade = Callable[[Image.Image], Image.Image]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--pages", type=int, default=len(PAGES))
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    rows = []
    for name, number in PAGES[:: max(1, len(PAGES) // arguments.pages)]:
        own = filed(arguments.corpus / name, number, "never")
        row: dict[str, object] = {"file": name, "page": number, "characters": len(own)}
        for kind, resolution, degrade in (("clean", 300, lambda picture: picture), ("degraded", 150, worn)):
            with tempfile.TemporaryDirectory() as folder:
                scan = Path(folder) / "scan.pdf"
                take(arguments.corpus / name, number, resolution, degrade, scan)
                begun = time.perf_counter()
                found = filed(scan, 1, "auto")
                row[f"{kind} seconds"] = round(time.perf_counter() - begun, 2)
            row[f"{kind} errors"] = distance(own, found)
        rows.append(row)
        print(
            f"{row['clean errors'] / len(own):.4f} {row['degraded errors'] / len(own):.4f}  {name} p. {number}",  # type: ignore[operator]
            flush=True,
        )
    figures: dict[str, object] = {"pages": rows}
    for kind in ("clean", "degraded"):
        for where in ("bylaws", "statutes", ""):
            chosen = [row for row in rows if str(row["file"]).startswith(where)]
            errors = sum(int(str(row[f"{kind} errors"])) for row in chosen)
            rate = errors / max(1, sum(int(str(row["characters"])) for row in chosen))
            figures[f"{kind} {where or 'all'}"] = rate
            print(f"{kind:9} {where or 'all':9} {rate:.4f}")
        seconds = [float(str(row[f"{kind} seconds"])) for row in rows]
        figures[f"{kind} seconds a page"] = float(np.mean(seconds))
        print(f"{kind:9} seconds a page {np.mean(seconds):.1f}, at most {max(seconds):.1f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def filed(path: Path, number: int, ocr: str) -> str:
    """The text that is filed of a page, with single spaces and plain apostrophes."""
    read = pdf.read(Source(path, path.name, "0" * 64), Options(ocr="auto" if ocr == "auto" else "never"))
    text = next(page.text for page in read.pages if page.number == number)
    return " ".join(text.replace("’", "'").split())


def take(path: Path, number: int, resolution: float, degrade: Degrade, scan: Path) -> None:
    """Draw a page, degrade it, and make it the one page of a PDF without text."""
    picture = Image.fromarray(PdfReader(path).picture(number, resolution, _MOST_PIXELS))
    width, height = (72 * pixels / resolution for pixels in picture.size)
    canvas = Canvas(str(scan), pagesize=(width, height), invariant=1)
    canvas.drawImage(ImageReader(degrade(picture)), 0, 0, width, height)
    canvas.save()


def worn(picture: Image.Image) -> Image.Image:
    """Turn by a degree, blur, speckle, and compress as an old scanner would."""
    turned = picture.rotate(1.0, Image.Resampling.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(0.6))
    pixels = np.asarray(turned, dtype=np.float32)
    noise = np.random.default_rng(_SEED)
    pixels = pixels + noise.normal(0, 12, pixels.shape)
    specks = noise.random(pixels.shape) < 0.0005
    pixels[specks] = noise.uniform(60, 200, int(specks.sum()))
    stream = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(stream, "JPEG", quality=50)
    stream.seek(0)
    return Image.open(stream)


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """The edit distance of two texts, a row at a time; insertions within a row by a running minimum."""
    codes = np.array([ord(character) for character in second], dtype=np.int64)
    places = np.arange(len(codes) + 1)
    row = places.copy()
    for number, character in enumerate(first, 1):
        best = np.empty_like(row)
        best[0] = number
        best[1:] = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(character)))
        row = np.minimum.accumulate(best - places) + places
    return int(row[-1])


if __name__ == "__main__":
    main()
