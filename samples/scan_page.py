"""Turns a typeset notice into a scan, because archives hold paper and a reader must say when it sees no text.

The page goes through PDFium to grey pixels, is turned by a degree, speckled from a fixed seed and put back as JPEG
in a PDF without any text.
"""

import io
import random
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_DOTS_PER_INCH = 150
_SEED = 1908


def scan(path: Path, meta: dict[str, str]) -> None:
    """Replace the typeset document by its scan."""
    with pdfium.PdfDocument(path) as document:
        sizes = [page.get_size() for page in document]
        images = [page.render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_pil() for page in document]
    noise = random.Random(_SEED)  # noqa: S311 - speckles, not secrets
    canvas = Canvas(str(path), invariant=1, pageCompression=0, lang=f"{meta['lang']}-CA")
    canvas.setTitle(meta["title"])
    canvas.setAuthor(f"{meta['issuer']} – {meta['province']}")
    canvas.setSubject(meta["subject"])
    for size, image in zip(sizes, images, strict=True):
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(_worn(image.convert("L"), noise)), 0, 0, *size)
        canvas.showPage()
    canvas.save()


def _worn(image: Image.Image, noise: random.Random) -> io.BytesIO:
    turned = image.rotate(noise.uniform(0.6, 1.1), Image.Resampling.BICUBIC, fillcolor=250)
    for _ in range(900):
        at = (noise.randrange(turned.width), noise.randrange(turned.height))
        turned.putpixel(at, noise.randrange(60, 200))
    stream = io.BytesIO()
    turned.filter(ImageFilter.GaussianBlur(0.5)).save(stream, "JPEG", quality=45)
    stream.seek(0)
    return stream
