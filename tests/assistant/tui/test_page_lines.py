"""How a page is laid out in lines, and its cited sentences lit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tui.nobreak import held, released
from assistant.tui.page_lines import AT, FOUND, FOUND_MARK, LIT, MARK, NO_MARK, OTHER_MARK, Light, laid_out
from assistant.tui.plain import one_line, plain, quoted, shortened

TEXT = "One sentence here. Another sentence there.\nA second paragraph of several words."


def test_each_line_of_the_cited_sentence_is_marked() -> None:
    start = TEXT.index("Another")
    lines, first = laid_out(TEXT, [Light(start, start + 23, True)], 20)
    assert [line.plain.rstrip() for line in lines] == [
        "  One sentence here.",
        "▌ Another sentence",
        "▌ there.",
        "  A second paragraph",
        "  of several words.",
    ]
    assert first == 1


def test_what_else_is_cited_is_marked_otherwise() -> None:
    lines, first = laid_out(TEXT, [Light(0, 18, False), Light(43, 60, True)], 80)
    assert [line.plain[:2] for line in lines] == [OTHER_MARK, MARK]
    assert first == 1


def test_nothing_cited_is_nothing_marked() -> None:
    lines, first = laid_out(TEXT, [], 80)
    assert all(line.plain.startswith(NO_MARK) for line in lines)
    assert first is None


def test_offsets_are_into_the_filed_text_though_characters_are_dropped() -> None:
    text = "\u200b\u200b\x1babc def"
    lines, _first = laid_out(text, [Light(text.index("def"), len(text), True)], 80)
    (span,) = [span for span in lines[0].spans if span.style == LIT]
    assert lines[0].plain[span.start : span.end] == "def"
    assert lines[0].plain == "▌ ␛abc def"


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200), st.integers(1, 60))
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text: str, start: int, end: int, width: int) -> None:
    lines, _first = laid_out(text, [Light(min(start, end), max(start, end), True)], width)
    assert all(line.cell_length <= max(10, width) for line in lines)
    letters = "".join(line.plain[2:] for line in lines)
    assert "".join(letters.split()) == "".join(plain(text).plain.split())


def test_no_line_begins_or_ends_at_a_no_break_space() -> None:
    lines, _first = laid_out("aaaa bb\u00a0: cccc «\u00a0dd\u00a0»", [], 10)
    assert [line.plain.strip() for line in lines] == ["aaaa", "bb\u00a0:", "cccc", "«\u00a0dd\u00a0»"]


def test_no_break_spaces_come_back() -> None:
    content = one_line("400\u00a0$ et 10\u202f000")
    assert released(held(content)).plain == content.plain


def test_quotation_marks_are_those_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quoted("a\nb").plain == "“a b”"
    monkeypatch.setenv("LANGUAGE", "fr")
    assert quoted("a").plain == "«\u00a0a\u00a0»"


def test_an_excerpt_is_cut_between_words() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one\n two", 9) == "one two"


def test_words_found_are_underlined_and_the_one_looked_at_has_the_margin() -> None:
    text = "one two three\nfour two five\nsix two"
    cited = [Light(14, 27, True)]
    found = [Light(4, 7, False), Light(19, 22, True), Light(32, 35, False)]
    lines, first = laid_out(text, cited, 80, found=found)
    assert first == 1
    assert [line.plain[:2] for line in lines] == [NO_MARK, FOUND_MARK, NO_MARK]
    assert [str(span.style) for span in lines[0].spans[1:]] == [FOUND]
    assert [str(span.style) for span in lines[1].spans[1:]] == [LIT, f"{LIT} {AT}", LIT]


def test_the_line_to_be_looked_at_is_that_of_the_words_rather_than_what_is_cited() -> None:
    text = "cited here\nnothing\nfound there"
    lines, first = laid_out(text, [Light(0, 5, True)], 80, found=[Light(19, 24, True)])
    assert first == 2
    assert lines[0].plain.startswith(MARK)


def test_many_places_on_one_long_line_are_lit_in_time() -> None:
    text = "two " * 2000
    found = [Light(4 * place, 4 * place + 3, place == 7) for place in range(2000)]
    lines, _first = laid_out(text, [], 80, found=found)
    assert sum(line.plain.count("two") for line in lines) == 2000
