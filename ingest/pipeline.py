"""Names how files are read, so that it is known which are to be read again. Imports none of what reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import recognise
from ingest.errors import UnreadableError
from ingest.read import Options

if TYPE_CHECKING:
    from ingest.parse import Parsed

PIPELINE = "3"
"""Changes whenever the same bytes would be filed otherwise, were no character to be recognised."""

_EFFORT = {"/never": 0, "": 1, "/auto": 1, "/always": 2}


def pipeline(options: Options) -> str:
    """Names how files are read now: `PIPELINE`, and how characters are recognised, which is never without tesseract.

    Tesseract's version is no part of it: a newer one is no reason to file a library again.
    """
    return f"{PIPELINE}/{options.ocr if recognise.available() else 'never'}"


def filed_by(outcome: Parsed | UnreadableError, options: Options) -> str:
    """Names what a file was read by, to be kept with it: `pipeline`, or `PIPELINE` where recognition had no say."""
    if isinstance(outcome, UnreadableError):
        wanted = outcome.reason == "needs_ocr"
    else:
        wanted = "flagged" in outcome.notes or any(page.confidence is not None for page in outcome.pages)
    return pipeline(options) if wanted or options.ocr == "always" else PIPELINE


def settled(kept: str, options: Options) -> bool:
    """Say whether what `filed_by` named would come out the same today: nothing is to be gained by reading it again.

    It is not where characters are recognised today that were not then: tesseract was installed since, or `always` is
    asked for.
    """
    then = kept.removeprefix(PIPELINE)
    if not kept.startswith(PIPELINE) or then not in _EFFORT:
        return False
    if _EFFORT[then] >= _EFFORT[f"/{options.ocr}"]:  # what is asked for would do no more, be it possible or not
        return True
    return _EFFORT[then] >= _EFFORT[pipeline(options).removeprefix(PIPELINE)]
