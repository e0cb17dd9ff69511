"""How evaluations are said and drawn, without a screen: tables, pictures, lists, comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from textual.content import Content

from assistant.evaluation import comparing
from assistant.evaluation.results import Summary
from assistant.i18n import speak
from assistant.tui.evaluation import pictures, words
from assistant.tui.evaluation.desk import Run
from assistant.tui.evaluation.pictures import Picture, Series
from assistant.tui.evaluation.table import aligned

from .evaluation_desk import BEFORE, BROKEN, FIRST, LATEST, row

pytestmark = pytest.mark.usefixtures("utc")

EVIL = "a[b]\x1b]52;c;x\x07\x9b2J\u202e"


def text(lines: Iterable[Content]) -> str:
    return "\n".join(line.plain for line in lines)


def test_columns_stand_under_each_other() -> None:
    assert list(aligned([["", "A", "long"], ["name", "1", "2"], ["x"]])) == ["      A  long", "name  1     2", "x"]
    assert list(aligned([])) == []


def test_the_metrics_of_both_languages_with_their_intervals() -> None:
    said = text(words.metrics(LATEST, 100))
    assert said.startswith("2026-03-02 14:00  bylaws.jsonl\ngeneration f89df0e3196d3e7b · 20 passages a question · ")
    assert "recall at 1    0.660 (0.620–0.700)  0.610 (0.570–0.650)  0.635 (0.595–0.675)" in said
    assert "French minus English, recall at 5: +0.050 (−0.010 to +0.110)" in said
    assert "right source   0.830 (0.800–0.860)" in said
    assert "Would be refused, at the threshold of 0.35:" in said
    assert "Time of a search: median 31\u00a0ms, 95% within 62\u00a0ms" in said
    assert max(map(len, said.splitlines())) <= 78, "it fits the narrowest screen"


def test_what_is_too_wide_for_one_table_is_two() -> None:
    said = text(words.metrics(LATEST, 68))
    assert "recall at 1    0.660 (0.620–0.700)  0.610 (0.570–0.650)\n" in said
    assert "recall at 1    0.635 (0.595–0.675)\n" in said
    table = said[said.index("recall at 1") : said.index("French minus")]
    assert max(map(len, table.splitlines())) <= 68


def test_one_language_is_told_once() -> None:
    one = replace(LATEST, metrics={"overall": LATEST.metrics["en"], "en": LATEST.metrics["en"]}, parity=Summary(0))
    said = text(words.metrics(one, 100))
    assert "French" not in said.split("Answers")[0]
    assert "both" not in said.split("Answers")[0]


def test_what_was_not_measured_is_not_told() -> None:
    bare = replace(LATEST, metrics={}, parity=Summary(0), latency=Summary(0), refusals={}, answers={}, collection=None)
    said = text(words.metrics(bare, 100))
    assert "None of these questions has an answer that is known." in said
    assert not {"Answers", "refused", "median", "minus"} & set(said.split())


def test_runs_in_a_list() -> None:
    assert words.run_line(Run(LATEST.name, LATEST)).plain == (
        "  2026-03-02 14:00  bylaws.jsonl · 400 questions\n    recall at 5: French 0.760, English 0.710 · with answers"
    )
    assert words.run_line(Run(BEFORE.name, BEFORE), marked=True).plain.startswith("◆ 2026-02-26 08:00")
    assert "! 20251224T000000Z.json is not a result" in words.run_line(BROKEN).plain
    assert words.run_line(Run("x", replace(LATEST, metrics={}, made=""))).plain.startswith("  –  bylaws.jsonl")


def test_what_was_not_found_comes_first_and_what_has_no_answer_last() -> None:
    found = words.worst_first(LATEST.rows)
    assert [one.rank for one in found] == [None, 7, 2, 1, 1, 1, None]
    assert not found[-1].answerable


@pytest.mark.parametrize(
    ("typed", "n"), [("", 7), ("neige", 2), ("FR", 3), ("neige fr", 1), ("dog park", 1), ("zzz", 0)]
)
def test_questions_are_filtered_by_words(typed: str, n: int) -> None:
    assert len(words.matching(LATEST.rows, typed)) == n


def test_questions_in_a_list_have_a_sign_and_a_word() -> None:
    assert (
        words.question_line(row(0, "en", None)).plain == "✗ When does the dog park close?\n    en · not found · parc-01"
    )
    assert "rank 7" in words.question_line(row(0, "en", 7)).plain
    assert words.question_line(row(0, "fr", 1)).plain.startswith("✓ À quelle heure")
    unanswerable = words.question_line(row(0, "fr", None, answerable=False)).plain
    assert unanswerable.startswith("◇")
    assert "no answer in the library" in unanswerable
    assert words.question_line(row(0, "fr", None, answerable=False, refused=False)).plain.startswith("!")


def test_what_was_found_for_a_question() -> None:
    said = text(words.question_details(row(0, "en", 2, refused=False)))
    assert (
        "Rank of the first right passage: 2\n  en→fr  2\nHow sure that the library answers: 0.83\nAn answer was given."
        in said
    )
    assert " 2 ✓ Règlement 2  page 5\n     reg/2.pdf" in said
    assert "The library has no answer to it." in text(words.question_details(row(0, "en", None, answerable=False)))


def test_a_comparison_says_what_moved() -> None:
    said = text(words.comparison(comparing.compare(BEFORE, LATEST)))
    assert "A  2026-02-26 08:00  0c1d2e3f4a5b6c7d\nB  2026-03-02 14:00" in said
    assert "3 better, 1 worse, 2 as before" in said
    assert "Worse (rank in A → rank in B)\n    4 → –" in said
    assert max(map(len, said.splitlines())) <= 78


def test_the_plots_say_what_the_tables_say() -> None:
    recall, history, reliability = pictures.pictures(LATEST, [LATEST, BEFORE, FIRST], "ndcg@10")
    assert recall.places == ("1", "3", "5", "10", "20")
    assert [one.name for one in recall.series] == ["French", "English"]
    assert list(recall.table())[1:3] == ["recall at 1      0.660      0.610", "recall at 3      0.710      0.660"]
    assert history.title == "nDCG@10, over the last runs"
    assert history.places == ("01-05", "02-26", "03-02"), "the oldest on the left"
    assert history.series[0].values == pytest.approx((0.85, 0.92, 0.96))
    assert reliability.places == ("0.0–0.2", "0.2–0.4", "0.4–0.6", "0.6–0.8", "0.8–1.0")
    assert len({pictures.MARKS[one.kind] for one in recall.series}) == 2, "told apart without colour"


def test_only_runs_over_the_same_questions_are_drawn_together() -> None:
    other = replace(BEFORE, sha256="b" * 64)
    _recall, history, _reliability = pictures.pictures(LATEST, [LATEST, other], "recall@5")
    assert history.places == ("03-02",)


def test_what_cannot_be_known_is_not_drawn() -> None:
    bare = replace(LATEST, metrics={}, bins={})
    assert pictures.pictures(bare, [bare], "recall@5") == []
    halved = replace(LATEST, metrics={"fr": LATEST.metrics["fr"]})
    history = pictures.history([LATEST, halved], "recall@5")
    assert history is not None
    assert history.series[1].values == (None, pytest.approx(0.71))
    assert list(history.table())[1].endswith("–")


@pytest.mark.parametrize(
    ("values", "low"), [((0.66, 0.9), 0.6), ((0.61,), 0.5), ((0.02,), 0.0), ((None,), 0.0), ((1.0,), 0.9)]
)
def test_the_axis_begins_below_the_lowest_value(values: tuple[float | None, ...], low: float) -> None:
    assert Picture("", ("",) * len(values), (Series("", "fr", values),)).lowest == low


def test_what_is_hostile_is_shown_and_does_nothing() -> None:
    evil = replace(LATEST, file=EVIL, generation=EVIL, collection=EVIL)
    asked = replace(row(0, "fr", 1), id=EVIL, question=EVIL, directions={EVIL: 1})
    asked = replace(asked, hits=(replace(asked.hits[0], title=EVIL, file=EVIL),))
    lines = [
        *words.metrics(evil, 100), words.run_line(Run(EVIL, evil)), words.run_line(Run(EVIL, None, EVIL)),
        words.question_line(asked), *words.question_details(asked),
        *words.comparison(comparing.compare(replace(evil, rows=(asked,)), replace(evil, rows=(asked,)))),
    ]  # fmt: skip
    said = text(lines)
    assert not set("\x1b\x07\x9b\u202e") & set(said)
    assert "a[b]␛]52;c;x␇" in said


def test_french_has_its_own_numbers() -> None:
    speak("fr")
    assert "0,660 (0,620–0,700)" in text(words.metrics(LATEST, 100))
