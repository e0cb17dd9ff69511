"""Makes untrusted text safe for a terminal: what could move a cursor, set a clipboard or turn the text is shown."""

from __future__ import annotations

from unicodedata import category

_KEPT = frozenset("\n\t")


def visible(text: str) -> str:
    """Replace C0 (but line feed and tab), DEL and C1 controls by their pictures, drop format characters (category Cf).

    Format characters reorder or hide what a reader sees: directional marks and overrides (UAX #9), zero-width ones,
    tags.

    Without ESC (C0) and its one-byte forms (C1), no CSI, OSC or DCS sequence is left: it stays as the letters after.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_picture(character) for character in text if category(character) != "Cf")


def _picture(character: str) -> str:
    code = ord(character)
    if character in _KEPT:
        return character
    if code < 0x20:
        return chr(0x2400 + code)  # Control Pictures block
    if code == 0x7F:
        return "\u2421"
    if code in (0x2028, 0x2029):  # line and paragraph separators
        return " "
    if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return character
