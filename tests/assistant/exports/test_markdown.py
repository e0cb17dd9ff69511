"""Markdown, rendered again by who knows tables, footnotes, links and struck-out text: texts stay what they were."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from assistant.exports import export
from assistant.exports.markdown import escaped
from assistant.safe import visible

from .talks import HOSTILE, about, conversation, hostile, lookup


def reader() -> MarkdownIt:
    return MarkdownIt("gfm-like", {"html": True}).use(footnote_plugin)


def tokens(text: str) -> list[Token]:
    found = []
    for token in reader().parse(text):
        found += [token, *(token.children or [])]
    return found


def read(text: str) -> str:
    """The words of what is rendered."""
    return "".join(token.content if token.type in ("text", "code_inline") else "\n" for token in tokens(text))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_read_again_with_its_notes_and_tables(language: str) -> None:
    text = export(conversation(), about(language), "md", lookup).decode()  # type: ignore[arg-type]
    kinds = [token.type for token in tokens(text)]
    assert kinds.count("table_open") == 1
    assert kinds.count("footnote_open") == len(re.findall(r"^\[\^\d+\]: ", text, flags=re.MULTILINE)) > 4
    assert "«\u00a0L’amende est de 150\u00a0$. En cas de récidive, elle est de 300\u00a0$.\u00a0»" in read(
        text
    ).replace("\n", "")
    assert "“The fee is $5 or less (≤ $5).”" in read(text)
    assert "**L’amende est de 150" in text
    assert not {"link_open", "image", "html_inline", "html_block"} & set(kinds)


def test_what_a_document_says_stays_literal() -> None:
    text = export(hostile(), about("en"), "md").decode()
    found = tokens(text)
    allowed = {
        "heading_open", "paragraph_open", "blockquote_open", "bullet_list_open", "list_item_open", "table_open",
        "thead_open", "tbody_open", "tr_open", "th_open", "td_open", "strong_open", "inline", "text", "footnote_ref",
        "footnote_block_open", "footnote_open", "footnote_anchor", "text_special",
    }  # fmt: skip
    kinds = {token.type for token in found if not token.type.endswith("_close")}
    assert kinds <= allowed
    assert read(text).count("[x](javascript:alert) <script>alert(1)</script> | ![i](http://evil.example/p.png)") > 8
    assert not set(text) & set("\x1b\x07\x9b\x9d\u202e")


@pytest.mark.parametrize(
    "text", ["1. Un", "- Deux", "+ Trois", "# Quatre", "> Cinq", "=== Six", "---", "2) Sept", ": Huit", "| Neuf |"]
)
def test_what_could_begin_another_block_does_not(text: str) -> None:
    from assistant.exports import markdown
    from assistant.exports.model import Paper, Paragraph, Run

    written = markdown.write(Paper("", "fr", "", (Paragraph((Run("Avant"),)), Paragraph((Run(text),)))))
    kinds = [token.type for token in reader().parse(written.decode()) if token.nesting >= 0]
    assert kinds == ["paragraph_open", "inline"] * 2
    assert read(written.decode()).strip().endswith(text)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_text(text: str) -> None:
    rendered = reader().parseInline(f"x{escaped(text)}x")[0].children or []
    assert {token.type for token in rendered} <= {"text", "text_special"}
    assert "".join(token.content for token in rendered) == re.sub("[ \t\r\n]+", " ", f"x{visible(text)}x")


def test_hostile_text_is_long_enough_to_matter() -> None:
    assert "javascript:" in HOSTILE
