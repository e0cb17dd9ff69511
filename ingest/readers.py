"""Reads a file by what it is, whatever its name says."""

from __future__ import annotations

from dataclasses import replace

from ingest import formats, kinds, pdf
from ingest.errors import UnreadableError
from ingest.read import Options, Progress, Read, Source, unheard

_NO_PDF = ("empty", "unknown", "txt", "zip")
"""What a file that is called a PDF is not taken for: nothing in its bytes says so for certain."""


def read(source: Source, options: Options, begun: Progress = unheard) -> Read:
    """Read a file; `notes["type"]` says what it is where its name says otherwise.

    `begun` is told the number of each page of a PDF that is begun, for the first time or again.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    stated, kind = kinds.stated(source.name), kinds.kind(source.path, source.name)
    if kind == "pdf" or (stated == "pdf" and kind in _NO_PDF):
        found = pdf.read(source, options, begun)
    elif kind == "zip" and stated in formats.READABLE:
        raise UnreadableError("damaged", f"a ZIP file without the parts of a .{stated}, or not a whole one")
    else:
        found = formats.read(kind, source, options)
    return found if kind == stated else replace(found, notes={**found.notes, "type": kind})
