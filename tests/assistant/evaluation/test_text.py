"""Reports for a terminal: they fit it, in both languages, and say what was found."""

from __future__ import annotations

import pytest

from assistant.evaluation import text, text_compared, wording
from assistant.evaluation.comparing import compare
from assistant.evaluation.results import Answered
from assistant.evaluation.saved import Saved, SavedRow

LONG = "Combien de temps faut-il attendre, au plus, avant que la décision ne soit rendue par écrit? " * 3


@pytest.fixture
def rows(make_row):
    found = [make_row(f"question-{n}", code, 1 + 3 * n % 25, question=LONG) for n in range(30) for code in ("fr", "en")]
    missed = [make_row(f"missed-{n}", "fr", None, ranks={"fr": None}, question=LONG) for n in range(25)]
    answer = Answered(False, 2, 1, (True, False), (True, True), 0.5)
    answered = [make_row("answered", code, 1, question=LONG, answer=answer) for code in ("fr", "en")]
    refused = make_row("unanswerable", "en", None, ranks={}, probability=0.1, answer=Answered(True, 0, 0, (), (), 0.1))
    return [*found, *missed, *answered, refused]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_fits_80_columns(language, rows, evaluated, monkeypatch) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    lines = list(text.report(evaluated(rows)))
    assert len(lines) > 50
    assert [line for line in lines if len(line) > 80] == []


def test_it_says_what_was_found(rows, evaluated, in_english) -> None:
    lines = list(text.report(evaluated(rows)))
    report = "\n".join(lines)
    assert lines[0] == "Evaluation over questions.jsonl"
    assert "57 questions, 56 with an answer, 1 without" in report
    assert "French minus English, over 31 questions asked in both" in report
    assert "25 askings found no right passage:" in report
    assert report.count("  missed-") == text.MOST_LISTED
    assert any(line.startswith("fr→fr") for line in lines)
    assert "without an answer   1.000 (1.000–1.000)" in report


def test_it_says_how_far_the_estimate_can_be_believed(rows, evaluated, in_english) -> None:
    lines = list(text.report(evaluated(rows)))
    at = lines.index("Estimate that the library answers, against the share that it does answer")
    assert lines[at + 1].split() == ["both", "French", "English"]
    assert lines[at + 3].split() == ["0.0–0.2", "0.10", "→", "0.00", "(1)", "–", "0.10", "→", "0.00", "(1)"]
    assert lines[at + 7].split()[1:5] == ["0.90", "→", "1.00", "(87)"]
    (area,) = (line for line in lines if line.startswith("under curve"))
    assert area.split() == ["under", "curve", "1.000", "(1.000–1.000)", "–", "1.000", "(1.000–1.000)"]


def test_it_says_what_answers_came_to_where_there_are_any(rows, make_row, evaluated, in_english) -> None:
    lines = list(text.report(evaluated(rows)))
    answers = lines[lines.index("Answers") :]
    assert answers[4].split() == ["precision", *["0.500", "(0.500–0.500)"] * 3]
    assert answers[5].split() == ["refused", "1.000", "(1.000–1.000)", "–", "1.000", "(1.000–1.000)"]
    assert "Answers" not in text.report(evaluated([make_row("a")]))


def test_bars_are_as_long_as_their_shares() -> None:
    assert text.bar(0.0, 8) == " " * 8
    assert text.bar(1.0, 8) == "█" * 8
    assert text.bar(0.5, 8) == "████    "
    assert text.bar(1 / 16, 8) == "▌       "
    assert text.bar(2.0, 4) == "████"


def test_without_an_answerable_question_there_is_still_a_report(make_row, evaluated, in_english) -> None:
    report = "\n".join(text.report(evaluated([make_row("u", rank=None, ranks={})])))
    assert "1 question, 0 with an answer, 1 without" in report
    assert "recall" not in report


def test_controls_in_a_question_do_not_reach_the_terminal(make_row, evaluated) -> None:
    row = make_row("x\x1b[2J", rank=None, ranks={"fr": None}, question="\x1b]0;title\x07 Combien\u202e?")
    report = "\n".join(text.report(evaluated([row])))
    assert not set(report) & set("\x1b\x07\u202e")


def saved(name: str, ranks) -> Saved:
    rows = tuple(SavedRow(f"q{n}", "fr", LONG, True, rank, {"fr→fr": rank}) for n, rank in enumerate(ranks))
    return Saved(name, "questions.jsonl", "s", "g" * 32, "e", 20, rows)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_comparison_fits_80_columns(language, monkeypatch) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    ranks = [1 + n % 20 for n in range(90)]
    comparison = compare(saved("before" * 20, ranks), saved("after", [1, None, *ranks[:-2]]))
    lines = list(text_compared.report(comparison))
    assert [line for line in lines if len(line) > 80] == []


def test_a_comparison_says_what_moved(in_english) -> None:
    comparison = compare(saved("a.json", [1, 4, None]), saved("b.json", [2, 1, None]))
    report = "\n".join(text_compared.report(comparison))
    assert "1 better, 1 worse, 1 as before" in report
    assert "  4 → 1   q1 fr  Combien" in report
    assert "  1 → 2   q0 fr  Combien" in report
    assert "both languages" not in report


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0.000"), (-0.0001, "0.000"), (0.0625, "+0.062"), (-1.0, "−1.000")]
)
def test_differences_have_their_sign(value: float, written: str, in_english) -> None:
    assert wording.signed(value) == written


def test_numbers_are_written_as_the_language_does(in_french) -> None:
    assert wording.share(0.5) == "0,500"
    assert wording.signed(-0.25) == "−0,250"
    assert wording.milliseconds(1.2345) == "1\u00a0234\u00a0ms"
    assert wording.p_value(0.0002) == "<\u00a00,001"


def test_points_and_percents(in_english) -> None:
    assert wording.percent(0.844) == "84%"
    assert [wording.points(value) for value in (0.062, -0.1, 0.001)] == ["+6", "−10", "0"]


def test_the_histogram_counts_every_answerable_row_once(rows) -> None:
    counts = wording.histogram(rows)
    assert sum(sum(count.values()) for count in counts.values()) == sum(row.answerable for row in rows)
    assert list(counts.values())[-1]["fr"] == 25


def test_the_histogram_goes_beyond_the_first_passages_only_where_it_must(make_row, in_english) -> None:
    assert "21 and beyond" not in wording.histogram([make_row(rank=20)])
    assert wording.histogram([make_row(rank=700)])["21 and beyond"] == {"fr": 1, "en": 0}
