"""What of a page is lit because it is cited. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tui.page_lines import Light
from assistant.tui.reference import Reference


def cited(reference: Reference, beside: Sequence[Reference], page: int) -> list[Light]:
    """The spans of a reference on a page of its document, chosen, and those of what is cited beside it."""
    return [
        Light(span.start, span.end, one == reference)
        for one in (reference, *beside)
        if one.document == reference.document
        for span in one.spans
        if span.page == page
    ]
