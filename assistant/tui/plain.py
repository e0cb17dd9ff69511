"""Turns text that nobody vouches for into content that is never parsed as markup and holds no control character."""

from __future__ import annotations

import re

from textual.content import Content

from assistant.i18n import NO_BREAK, spoken
from assistant.safe import visible

_SPACES = str.maketrans("\t\u2028\u2029", "   ")  # a tab's width, and where a line ends, are for the screen to say
_BLANKS = re.compile("[ \t\r\n]+")  # not \s: no-break spaces are typography, and stay


def plain(text: str, style: str = "") -> Content:
    """The text as it can be shown, over several lines where it has several."""
    return Content.styled(visible(text).translate(_SPACES), style)


def one_line(text: str, style: str = "") -> Content:
    """The text as it can be shown on one line."""
    return plain(_BLANKS.sub(" ", text).strip(), style)


def shortened(text: str, longest: int) -> str:
    """The text on one line, cut between words with an ellipsis where it is over `longest` characters."""
    text = _BLANKS.sub(" ", text).strip()
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def quoted(text: str, style: str = "", best: tuple[int, int] | None = None) -> Content:
    """The text in the quotation marks of the language that is spoken; the characters of `best` stand out."""
    opening, closing = ("“", "”") if spoken() == "en" else (f"«{NO_BREAK}", f"{NO_BREAK}»")
    if best is None:
        return Content.assemble(opening, one_line(text, style), closing)
    start, end = best
    parts = ((text[:start].lstrip(), style), (text[start:end], f"{style} bold".strip()), (text[end:].rstrip(), style))
    return Content.assemble(opening, *(plain(_BLANKS.sub(" ", part), look) for part, look in parts), closing)


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a text for translation where it is declared; it is translated where it is shown."""
    return msgid
