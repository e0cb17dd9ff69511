"""What is right, held against a scorer written apart from the program."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.judging import Judge, grams, words

QUOTE = "Toute personne doit, dans les 45 jours, remettre au greffier une déclaration écrite."


def reference(text: str, quote: str) -> bool:
    """As the scorer that questions are written for judges, word for word."""

    def cut(one: str) -> list[str]:
        one = unicodedata.normalize("NFKC", one).replace("\ufffe", "").replace("\x02", "").replace("\u00ad", "").lower()
        return re.findall(r"\w+", re.sub(r"(?<=\d)[ ,\u202f](?=\d{3}\b)", "", one))

    def sequences(one: str) -> set[tuple[str, ...]]:
        w = cut(one)
        n = min(4, len(w)) or 1
        return {tuple(w[i : i + n]) for i in range(len(w) - n + 1)}

    wanted = sequences(quote)
    return bool(wanted) and len(wanted & sequences(text)) >= 0.5 * len(wanted)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (f"Article 3. {QUOTE} Sinon, une amende est due.", True),
        ("Toute personne doit, dans les 45 jours, remettre au greffier", True),  # 6 of 10 sequences
        ("dans les 45 jours, remettre au greffier une", True),  # 5 of 10
        ("les 45 jours, remettre au greffier une", False),  # 4 of 10
        ("TOUTE PERSONNE DOIT DANS LES 45 JOURS REMETTRE AU GREFFIER UNE DÉCLARATION", True),
        ("Une déclaration écrite au greffier, toute personne la doit.", False),
        ("", False),
    ],
)
def test_half_of_the_sequences_of_four_words(text: str, right: bool) -> None:
    assert bool(Judge([QUOTE]).held(text)) is right
    assert reference(text, QUOTE) is right


def test_any_quote_makes_a_passage_right_and_is_named() -> None:
    judge = Judge([QUOTE, "A written statement is owed to the clerk", "ce qui ne se trouve pas"])
    assert judge.held("A written statement is owed to the clerk within 45 days.") == [1]
    assert judge.held(f"{QUOTE} A written statement is owed to the clerk.") == [0, 1]


@pytest.mark.parametrize("written", ["1 000 $", "1,000 $", "1\u202f000 $", "1\u00a0000 $"])
def test_marks_between_thousands_are_passed_over(written: str) -> None:
    assert words(f"une amende de {written}") == ["une", "amende", "de", "1000"]


@pytest.mark.parametrize("hyphen", ["\x02", "\ufffe", "\u00ad"])
def test_hyphens_at_line_ends_are_passed_over(hyphen: str) -> None:
    assert words(f"para{hyphen}sitaires") == ["parasitaires"]


def test_a_short_quote_is_one_sequence_and_no_quote_is_none() -> None:
    assert grams("six mois") == {("six", "mois")}
    assert grams("") == frozenset()
    assert Judge(["?"]).held("anything at all?") == []


_WORDS = st.lists(st.sampled_from(["le", "la", "1", "000", "DÉLAI", "ﬁn", "a\u00adb", ",", "45", "jours"]), max_size=12)


@given(_WORDS, _WORDS)
def test_it_judges_as_the_scorer_does(text: list[str], quote: list[str]) -> None:
    assert bool(Judge([" ".join(quote)]).held(" ".join(text))) is reference(" ".join(text), " ".join(quote))
