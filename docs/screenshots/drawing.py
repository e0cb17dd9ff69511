"""Makes the SVG that Textual exports of a screen small, the same for the same screen, and free of anything to fetch."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape, unescape
from itertools import groupby

FONTS = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, 'Courier New', monospace"
"""What is likely to be there; each stretch of text is given its length, so that another font does as well."""

_SIZE = "20.26px"
"""The size at which a column of those fonts is as wide as the columns of the picture."""

_CELL, _LINE, _TOP = 12.2, 24.4, 18.5
"""A column and a line in SVG units, and how far the baseline of a line lies under the top of its background."""

_THIN = 0.06
_MIDDLE, _CENTRE = 0.5 - _THIN, 0.5 - _THIN / 2
_LEFT, _RIGHT = (0, _CENTRE, 0.5 + _THIN, _THIN), (_MIDDLE, _CENTRE, 0.5 + _THIN, _THIN)
_UP, _DOWN = (_MIDDLE, 0, 2 * _THIN, 0.5), (_MIDDLE, 0.5, 2 * _THIN, 0.5)
_DRAWN = {
    "▀": ((0, 0, 1, 0.5),),
    **{"▁▂▃▄▅▆▇█"[eighths - 1]: ((0, 1 - eighths / 8, 1, eighths / 8),) for eighths in range(1, 9)},
    "▌": ((0, 0, 0.5, 1),),
    "▐": ((0.5, 0, 0.5, 1),),
    "─": ((0, _CENTRE, 1, _THIN),),
    "│": ((_MIDDLE, 0, 2 * _THIN, 1),),
    "╭": (_RIGHT, _DOWN),
    "┌": (_RIGHT, _DOWN),
    "╮": (_LEFT, _DOWN),
    "┐": (_LEFT, _DOWN),
    "╰": (_RIGHT, _UP),
    "└": (_RIGHT, _UP),
    "╯": (_LEFT, _UP),
    "┘": (_LEFT, _UP),
    "├": (_UP, _DOWN, _RIGHT),
    "┤": (_UP, _DOWN, _LEFT),
    "┬": (_LEFT, _RIGHT, _DOWN),
    "┴": (_LEFT, _RIGHT, _UP),
    "┼": (_LEFT, _RIGHT, _UP, _DOWN),
}
"""Blocks and frames, as boxes within a cell (left, top, width, height, in its widths and heights): no font has them
just as high as a line is here.
"""

_NAME = re.compile(r"viewBox.*?\.(terminal-\d+)-", re.DOTALL)
_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_DEFS = re.compile(r"<defs>.*?</defs>\s*", re.DOTALL)
_CLIP = re.compile(r' clip-path="[^"]*"')
_RULE = re.compile(r"\.(r\d+) \{ fill: (#[0-9a-f]+)")
_RECT = re.compile(
    r'<rect fill="(?P<fill>#\w+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" width="(?P<width>[\d.]+)"'
    r' height="(?P<height>[\d.]+)" shape-rendering="crispEdges"/>'
)
_TEXT = re.compile(
    r'<text class="(?P<style>r\d+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="(?P<length>[\d.]+)"\s*>'
    r"(?P<said>[^<]*)</text>\s*"
)


def small(svg: str) -> str:
    """What `App.export_screenshot` returned, redrawn: neither fonts nor names of its own, boxes gathered by colour."""
    if (named := _NAME.search(svg)) is not None:
        svg = svg.replace(f"{named[1]}-", "")
    svg = _CLIP.sub("", _DEFS.sub("", _FACE.sub("", re.sub(r"<!--.*?-->\s*", "", svg))))
    svg = svg.replace("Fira Code, monospace", FONTS).replace("font-family: arial", "font-family: sans-serif")
    svg = svg.replace("font-size: 20px", f"font-size: {_SIZE}")
    colours = dict(_RULE.findall(svg))
    behind: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)

    def gathered(found: re.Match[str]) -> str:
        x, y, width, height = (float(found[name]) for name in ("x", "y", "width", "height"))
        behind[found["fill"]].append(_box(x, y, width, height))
        return ""

    def written(found: re.Match[str]) -> str:
        style, left, baseline = found["style"], float(found["x"]), float(found["y"])
        said = unescape(found["said"]).replace("\u00a0", " ")
        for kind, run in groupby(enumerate(said), key=lambda placed: placed[1] if placed[1] in _DRAWN else ""):
            if kind:
                places = [place for place, _character in run]
                for box in _stretched(kind, len(places)):
                    before[colours[style]].append(_placed(box, left + places[0] * _CELL, baseline - _TOP))
        words = "".join(" " if character in _DRAWN else character for character in said)
        bare = words.strip()
        if not bare:
            return ""
        x = left + (len(words) - len(words.lstrip())) * _CELL
        length = float(found["length"]) - (len(words) - len(bare)) * _CELL
        return (
            f'<text class="{style}" x="{x:.6g}" y="{baseline:.6g}" textLength="{length:.6g}">'
            f"{escape(bare, quote=False)}</text>\n"
        )

    svg = _TEXT.sub(written, _RECT.sub(gathered, svg))
    paths = "".join(
        f'<path fill="{fill}" shape-rendering="crispEdges" d="{"".join(shapes)}"/>\n'
        for boxes in (behind, before)
        for fill, shapes in boxes.items()
    )
    svg = svg.replace('<g class="matrix">', f'{paths}<g class="matrix" xml:space="preserve">')
    return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


def _stretched(character: str, times: int) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of a character that stands several times: one each, where they reach from side to side."""
    for left, top, width, height in _DRAWN[character]:
        if (left, width) == (0, 1):
            yield 0, top, times, height
        else:
            for place in range(times):
                yield left + place, top, width, height


def _placed(box: tuple[float, float, float, float], x: float, y: float) -> str:
    left, top, width, height = box
    return _box(x + left * _CELL, y + top * _LINE, width * _CELL, height * _LINE)


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.5g} {y:.5g}h{width:.5g}v{height:.5g}h-{width:.5g}z"
