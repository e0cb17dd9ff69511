"""The explanation of a search: plain JSON, and lines of 80 columns in which nothing of a document moves a terminal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.explained import WIDTH, matches_json, matches_lines, terms_json, terms_lines
from assistant.render import hit_json, hit_lines
from indexes.explaining import Explanation, Match, Term
from indexes.records import Also, Hit

PARTS = {
    "lexical": 1.0, "dense": 0.5, "nearest_sentence": 0.4, "fullest_sentence": 0.3, "coverage": 0.2, "hollow": 0.0,
}  # fmt: skip
HOSTILE = "Look [@click=app.quit]here[/] \x1b]52;c;cm0gLXJm\x07 \x9b2J \u202eesrever"


@pytest.fixture
def explanation() -> Explanation:
    terms = (
        Term("chien", "chiens", 3.21, {"dog": 0.93, "hound": 0.05, "pup": 0.001}),
        Term("2012", "2012", 5.0, {"2012": 1.0}),
        Term("amend", "amende", 2.0, {"fine": 0.7}),
    )
    matches = (
        Match("chien", "dog", "Dogs", 0.93, "title"),
        Match("chien", "dog", "dog", 0.93, "sentence", 1),
        Match("chien", "dog", "dog", 0.93, "sentence", 2),
        Match("chien", "hound", "hound", 0.05, "sentence", 2),
        Match("2012", "2012", "2012", 1.0, "heading"),
    )
    return Explanation(terms, (matches,))


@pytest.fixture
def hit(make_hit) -> Hit:
    return replace(make_hit("One dog.", "Two.", language="en"), parts=PARTS, ranks={"lexical": 4, "dense": 1})


def test_json_names_terms_translations_and_places(explanation, hit) -> None:
    query = json.loads(json.dumps(terms_json(explanation)))
    assert query["terms"][0]["translations"][0] == {"term": "dog", "probability": 0.93}
    assert set(query["weights"]) == set(PARTS) - {"hollow"}
    found = json.loads(json.dumps(matches_json(hit, explanation.matches[0])))
    assert found["ranks"] == {"lexical": 4, "dense": 1}
    assert found["parts"] == PARTS
    assert [row["sentence"] for row in found["matches"]] == [None, "s0", "s1", "s1", None]


def test_people_read_what_was_searched_for(in_english, explanation) -> None:
    lines = list(terms_lines(explanation))
    assert lines[1].split() == ["chiens", "3.21", "dog", "0.93,", "hound", "0.05"], (
        "what is hardly probable is left out"
    )
    assert lines[2].endswith("the same in both languages")
    assert next(terms_lines(Explanation((), ()))).startswith("No word")


def test_people_read_where_it_was_met(in_english, explanation, hit) -> None:
    text = "\n".join(matches_lines(hit, explanation.matches[0], explanation))
    assert "Score 0.50: words 0.20 × 1.00 + meaning 0.40 × 0.50" in text
    assert "Rank: 4 by words, 1 by meaning" in text
    assert "chiens → Dogs (0.93), in the title, in sentences 1, 2; hound (0.05), in" in text
    assert "2012 → 2012, in the heading" in text
    assert "Not met: amende" in text


def test_people_read_what_moved_a_passage(in_english, explanation, hit, make_hit) -> None:
    other = make_hit("Un.")
    twin = Also("twin", 0.7, other.passage, other.document, "iv")
    moved = replace(hit, score=0.7, parts={**PARTS, "hollow": 0.5, "reranker": 0.9}, also=(twin,))
    text = " ".join(" ".join(matches_lines(moved, (), explanation)).split())
    assert "times 0.80, for it says little" in text
    assert "the reranker gives 0.90" in text
    assert "placed by the score of what says the same" in text
    assert "also: Règlement, p. iv – a.pdf (the same in French)" in "\n".join(hit_lines(moved))
    assert hit_json(moved)["also"][0]["kind"] == "twin"  # type: ignore[index]
    beyond = replace(hit, parts={}, ranks={})
    assert not any("Score" in line or "Rank" in line for line in matches_lines(beyond, (), explanation))


def test_many_copies_are_counted(in_english, hit, make_hit) -> None:
    other = make_hit("Un.")
    copies = replace(hit, also=tuple(Also("copy", 0.1, other.passage, other.document, None) for _ in range(5)))
    lines = [line for line in hit_lines(copies) if "also:" in line]
    assert len(lines) == 4
    assert "the same text" in lines[0]
    assert lines[-1].strip() == "also: 2 others"


def test_rows_45_and_46_nothing_moves_the_terminal_and_nothing_is_wider(in_english, make_hit) -> None:
    terms = tuple(Term(HOSTILE, HOSTILE, 1.0, {f"{HOSTILE}{n}": 0.1 for n in range(9)}) for _ in range(3))
    matches = tuple(Match(HOSTILE, HOSTILE, HOSTILE, 0.5, "sentence", n) for n in range(1, 12))
    whole = Explanation(terms, (matches,))
    other = make_hit(HOSTILE, heading=HOSTILE, file=HOSTILE)
    shown = replace(other, parts=PARTS, also=(Also("copy", 0.1, other.passage, other.document, HOSTILE),))
    lines = [*terms_lines(whole), *matches_lines(shown, matches, whole)]
    assert all(len(line) <= WIDTH for line in lines)
    assert not set("\n".join([*lines, *hit_lines(shown)])) & {"\x1b", "\x07", "\x9b", "\u202e"}
