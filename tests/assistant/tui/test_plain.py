"""Quotations on the screen: in their marks, on one line, the sentence that says most standing out."""

from __future__ import annotations

from assistant.tui.plain import quoted


def bold(text: str, best: tuple[int, int] | None) -> tuple[str, list[str]]:
    """What is read, and what of it is bold."""
    content = quoted(text, best=best)
    return content.plain, [content.plain[span.start : span.end] for span in content.spans if span.style == "bold"]


def test_the_sentence_that_says_most_stands_out() -> None:
    text = "Un.\nLe chien est\ntenu en laisse. Trois."
    assert bold(text, (4, 32)) == ("“Un. Le chien est tenu en laisse. Trois.”", ["Le chien est tenu en laisse."])
    assert bold(text, (0, 3)) == ("“Un. Le chien est tenu en laisse. Trois.”", ["Un."])


def test_without_one_nothing_does() -> None:
    assert bold(" Un.\nDeux. ", None) == ("“Un. Deux.”", [])


def test_what_steers_a_terminal_is_shown_and_not_obeyed_wherever_it_stands() -> None:
    read, _marked = bold("[b]Un.[/b] \x1b[31mDeux.\x9b", (0, 6))
    assert "[b]" in read
    assert "\x1b" not in read
    assert "\x9b" not in read
