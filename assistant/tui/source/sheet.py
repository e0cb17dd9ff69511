"""Makes of a page's picture a sheet of paper of a width, with what is cited and what was found marked on it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Literal

from PIL import Image, ImageChops, ImageDraw

from assistant.answer import Box
from assistant.citing import lines_of
from assistant.errors import PictureError
from assistant.tui.page_lines import Light
from indexes.records import Page

Kind = Literal["chosen", "other", "found", "at"]
"""chosen: of the source that is open; other: of those beside it; found: words looked for; at: where one is."""

Pixels = tuple[int, int, int, int]
"""A rectangle: left, top, right, bottom, the last two excluded."""

PAPER = (255, 255, 255)
TINTS: dict[Kind, tuple[int, int, int]] = {
    "other": (221, 234, 244),
    "chosen": (158, 205, 240),
    "found": (226, 226, 226),
    "at": (190, 190, 190),
}
"""What the paper under the text turns into; the text itself stays as dark as it is."""
INK = (16, 74, 120)
"""Of the frame and the bar by which what is chosen is told without colour."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a line to be marked. box: in points from the page's top left corner."""

    box: Box
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page as it is to be shown. first: the pixel row of the first mark to be looked at; None where there is none."""

    image: Image.Image
    first: int | None


def marks_of(page: Page, lights: Sequence[Light], found: Sequence[Light] = ()) -> Iterator[Mark]:
    """Where the characters of lights stand on the page, a mark a line; those chosen come last, to lie on top."""
    kinds: tuple[tuple[Sequence[Light], bool, Kind], ...] = (
        (lights, False, "other"),
        (lights, True, "chosen"),
        (found, False, "found"),
        (found, True, "at"),
    )
    for several, chosen, kind in kinds:
        for light in several:
            if light.chosen == chosen:
                for box in lines_of(page.boxes[light.start : light.end]):
                    yield Mark(box, kind)


def pixels(box: Box, page: tuple[float, float], picture: tuple[int, int]) -> Pixels | None:
    """A box, in points of a page of that width and height, on its picture; None where it lies outside."""
    across, down = picture[0] / page[0], picture[1] / page[1]
    left, top = max(0, int(box[0] * across)), max(0, int(box[1] * down))
    right, bottom = min(picture[0], -int(-box[2] * across // 1)), min(picture[1], -int(-box[3] * down // 1))
    return (left, top, right, bottom) if left < right and top < bottom else None


def sheet(png: bytes, page: Page, marks: Sequence[Mark], width: int) -> Sheet:
    """The picture of a page, `width` pixels wide, with its marks.

    Raises:
        PictureError: what was drawn is no picture.
    """
    image = _opened(png)
    height = max(1, round(image.height * width / image.width))
    image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    placed = [
        (mark.kind, where) for mark in marks if (where := pixels(mark.box, (page.width, page.height), image.size))
    ]
    for kind, where in placed:
        _tint(image, where, TINTS[kind])
    draw = ImageDraw.Draw(image)
    margin = _margin(page) * width / page.width
    for kind, where in placed:
        if kind in ("chosen", "at"):
            _frame(draw, where, max(1, width // 600))
        if kind == "chosen":
            _bar(draw, where, int(margin), width)
    wanted: Kind = "at" if any(kind == "at" for kind, _where in placed) else "chosen"
    return Sheet(image, min((where[1] for kind, where in placed if kind == wanted), default=None))


def _opened(png: bytes) -> Image.Image:
    try:
        image: Image.Image = Image.open(io.BytesIO(png), formats=("PNG",))
        return image.convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError) as error:  # all that Pillow says of a broken PNG
        raise PictureError(
            _("This page could not be drawn: {why}").format(why=_("what was drawn is no picture")),
            hint=_("Read its text, as it was filed."),
        ) from error


def _tint(image: Image.Image, where: Pixels, tint: tuple[int, int, int]) -> None:
    part = image.crop(where)
    image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, tint)), where[:2])


def _frame(draw: ImageDraw.ImageDraw, where: Pixels, line: int) -> None:
    """A frame, where the letters leave room for one."""
    left, top, right, bottom = where
    if bottom - top > 8 * line:
        draw.rectangle((left - line, top - line, right + line - 1, bottom + line - 1), outline=INK, width=line)


def _bar(draw: ImageDraw.ImageDraw, where: Pixels, margin: int, width: int) -> None:
    """A bar in the page's margin, which is seen however small the page is."""
    bar, gap = max(1, width // 120), max(1, width // 60)
    right = max(bar, margin - gap)
    draw.rectangle((right - bar, where[1], right - 1, where[3] - 1), fill=INK)


def _margin(page: Page) -> float:
    """Where the text of a page begins, in points from its left."""
    lefts = page.boxes[page.boxes.any(axis=1), 0]
    return float(lefts.min()) / 10 if len(lefts) else 0.0
