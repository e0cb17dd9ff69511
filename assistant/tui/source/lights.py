"""What of a page is lit because it is cited, and what of its twin stands against it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tui.page_lines import Light
from assistant.tui.reference import Reference

_SECTION = re.compile(
    r"^[ \t]*(?:§ ?|art(?:icle)?\.? )?(\d+(?:\.\d+)*)(?=[.)]?(?:\s|[-–—]))", re.MULTILINE | re.IGNORECASE
)
"""The number at the beginning of a line, as sections are numbered in both languages."""


def cited(reference: Reference, beside: Sequence[Reference], page: int) -> list[Light]:
    """The spans of a reference on a page of its document, chosen, and those of what is cited beside it."""
    return [
        Light(span.start, span.end, one == reference)
        for one in (reference, *beside)
        if one.document == reference.document
        for span in one.spans
        if span.page == page
    ]


def same_section(text: str, at: int, twin_text: str) -> tuple[int, int] | None:
    """Where the number of the section that character `at` of a page is in stands on the twin's page: (start, end).

    None where the page shows no number before, or the twin's page has it not once at the beginning of a line.
    """
    before = [match[1] for match in _SECTION.finditer(text) if match.start() <= at]
    if not before:
        return None
    there = [match.span(1) for match in _SECTION.finditer(twin_text) if match[1] == before[-1]]
    return there[0] if len(there) == 1 else None
