"""Readers of what is no PDF: each makes pages and blocks of its format, and none touches the network."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module

from ingest.errors import UnreadableError
from ingest.kinds import Kind
from ingest.read import Options, Read, Source

# What the libraries raise on a file that is not as their format wants it, beside what they call errors of their own.
_DAMAGES = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
Reader = Callable[[Source, Options], Read]

_READERS: dict[Kind, tuple[str, str]] = {
    "docx": ("word", "read"),
    "xlsx": ("sheets", "read_workbook"),
    "csv": ("sheets", "read_csv"),
    "pptx": ("slides", "read"),
    "odt": ("opendocument", "read_text"),
    "ods": ("opendocument", "read_sheets"),
    "odp": ("opendocument", "read_slides"),
    "rtf": ("text", "read_rtf"),
    "html": ("html", "read"),
    "eml": ("mail", "read_eml"),
    "msg": ("mail", "read_msg"),
    "md": ("text", "read_markdown"),
    "txt": ("text", "read_text"),
}
READABLE = frozenset(_READERS)
_CONVERTIBLE: dict[Kind, str] = {"doc": ".docx", "xls": ".xlsx", "ppt": ".pptx"}


def read(kind: Kind, source: Source, options: Options) -> Read:
    """Read a file of this kind, which is no PDF.

    Raises:
        UnreadableError: `needs_converter` for the old binary formats, `unsupported` for what nothing here reads or for
            want of a library, `encrypted`, `empty`, or what the reader found.
    """
    if kind in _CONVERTIBLE:
        raise UnreadableError("needs_converter", f"save it as {_CONVERTIBLE[kind]}, or as PDF")
    if kind == "encrypted":
        raise UnreadableError("encrypted", "a password guards the document")
    if kind == "empty":
        raise UnreadableError("empty", "the file has no bytes")
    if kind not in _READERS:
        raise UnreadableError("unsupported", "no known kind of document")
    module, function = _READERS[kind]
    reader: Reader = getattr(import_module(f"ingest.formats.{module}"), function)
    try:
        with warnings.catch_warnings():  # which the libraries give of what they pass over, on the worker's stderr
            warnings.simplefilter("ignore")
            return reader(source, options)
    except ModuleNotFoundError as error:
        raise UnreadableError("unsupported", f"the library {error.name} is not installed") from error
    except _DAMAGES as error:
        raise UnreadableError("damaged", f"{kind}: {error!r}") from error
