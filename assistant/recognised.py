"""Says that cited text was read by a machine on a picture of the page, in words for those who rely on it."""

from __future__ import annotations

from gettext import gettext as _


def mark(confidence: float) -> str:
    """A mark to stand beside a citation. `confidence` is the machine's own, from 0 to 1, on the mean of the words."""
    return _("machine-read ({percent}%)").format(percent=_percent(confidence))


def caution(confidence: float) -> str:
    """A sentence to stand over the page."""
    return _(
        "A machine read the text of this page on a picture (certainty: {percent}%). Compare it with the original."
    ).format(percent=_percent(confidence))


def _percent(confidence: float) -> int:
    return int(100 * min(max(confidence, 0.0), 1.0))  # rounded down: nothing that a machine read is 100% sure
