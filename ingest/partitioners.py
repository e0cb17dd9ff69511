"""Prepares `unstructured` so that it neither reports nor fetches, then hands out its parts. Alone imports it.

Left to itself, `unstructured` sends telemetry, prints a notice, and downloads an English spaCy model to tell sentences,
words and verbs apart. All of it is shut off here, before its first import: a module of ours, with the sentences of
`ingest.sentences`, stands in the place of the one that downloads. The partitioners come in only when one is called.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from types import ModuleType
from typing import Any

from ingest.sentences import cut

os.environ["DO_NOT_TRACK"] = "true"
os.environ["SCARF_NO_ANALYTICS"] = "true"
os.environ["UNSTRUCTURED_DISABLE_NOTICE"] = "1"

_WORD = re.compile(r"\w+|[^\w\s]")
_LANGUAGES = ["fra"]
"""Given, so that nothing is guessed; and not English, whose heuristics take a French paragraph for no narrative."""


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in cut(text)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _verbs(text: str) -> list[tuple[str, str]]:
    # Verbs tell narrative text from other text, which are filed alike: each word is taken for one.
    return [(word, "VB") for word in _words(text)]


def _tokenizer() -> ModuleType:
    module = ModuleType("unstructured.nlp.tokenize", "Sentences and words by rules, in place of a downloaded model.")
    vars(module).update(sent_tokenize=_sentences, word_tokenize=_words, pos_tag=_verbs)
    return module


sys.modules["unstructured.nlp.tokenize"] = _tokenizer()

# urllib3, which comes along unused, would open a socket to see whether there is IPv6.
_has_ipv6, socket.has_ipv6 = socket.has_ipv6, False
try:
    from unstructured.chunking.title import chunk_by_title
    from unstructured.documents.elements import (
        Element,
        ElementMetadata,
        Footer,
        Header,
        ListItem,
        NarrativeText,
        PageNumber,
        Title,
    )
finally:
    socket.has_ipv6 = _has_ipv6

__all__ = [
    "Element",
    "ElementMetadata",
    "Footer",
    "Header",
    "ListItem",
    "NarrativeText",
    "PageNumber",
    "Part",
    "Title",
    "chunk_by_title",
    "docx",
    "html",
    "pptx",
    "text",
    "warm",
]


@dataclass(frozen=True, slots=True)
class Part:
    """What a partitioner makes of a stretch of a file.

    category: `unstructured`'s own word for it. depth: of a heading, 0 the highest. page: 1-based, where the format
    knows pages. table: its rows, as HTML. bold: all of it is.
    """

    category: str
    text: str
    depth: int = 0
    page: int | None = None
    table: str | None = None
    bold: bool = False


def warm() -> None:
    """Import all partitioners that are called here."""
    from unstructured.partition import docx, html, pptx, text  # noqa: F401


def html(page: str) -> list[Part]:
    """Partition an HTML page; nothing that it refers to is read."""
    from unstructured.partition.html import partition_html

    return _parts(partition_html(text=page, languages=_LANGUAGES))


def docx(package: bytes) -> list[Part]:
    """Partition a Word document."""
    from unstructured.partition.docx import partition_docx

    return _parts(partition_docx(file=BytesIO(package), languages=_LANGUAGES, include_page_breaks=False))


def pptx(package: bytes) -> list[Part]:
    """Partition a presentation; a page is a slide. The speakers' notes are left out."""
    from unstructured.partition.pptx import partition_pptx

    return _parts(partition_pptx(file=BytesIO(package), languages=_LANGUAGES, include_page_breaks=False))


def text(paragraphs: str) -> list[Part]:
    """Partition text, each of whose lines is a paragraph."""
    from unstructured.partition.text import partition_text

    return _parts(partition_text(text=paragraphs, languages=_LANGUAGES))


def _parts(elements: Iterable[Any]) -> list[Part]:
    return [
        Part(
            category=element.category,
            text=element.text,
            depth=element.metadata.category_depth or 0,
            page=element.metadata.page_number,
            table=element.metadata.text_as_html,
            bold=_all_bold(element),
        )
        for element in elements
    ]


def _all_bold(element: Any) -> bool:
    contents, tags = element.metadata.emphasized_text_contents, element.metadata.emphasized_text_tags
    bold = [content for content, tag in zip(contents or (), tags or (), strict=False) if tag == "b"]
    return bool(bold) and "".join(bold).replace(" ", "") == "".join(element.text.split())
