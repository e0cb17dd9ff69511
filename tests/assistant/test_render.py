"""Rendering: JSON for programs, and text for people in which nothing of a document moves the terminal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation, Statement
from assistant.render import answer_json, answer_lines, hit_json, hit_lines, place, quoted
from indexes.records import Sentence, Span

HOSTILE = "Look [@click=app.quit]here[/] [/ \x1b]52;c;cm0gLXJm\x07 \x9b2J \u202eesrever"
CITATION = Citation("d" * 64, "a.pdf", "Règlement", "fr", 3, "1", 10, 15, "Texte", ((1.0, 2.0, 3.0, 4.0),))


def answer(**change: object) -> Answer:
    statement = Statement("Texte", "quotation", True, (CITATION,))
    whole = Answer(
        "Où ?", "fr", False, "quotation", (statement,), (), "s1", 4, None, "g1", {"total": 0.123456}, "« Texte » [1]"
    )
    return replace(whole, **change)  # type: ignore[arg-type]


def test_a_hits_sentences_are_its_pages_parts(make_hit) -> None:
    hit = make_hit("Le parc est ouvert.", "Il est gratuit.")
    over = Sentence("s2", (Span(1, 36, 38), Span(2, 0, 7)), "Un chemin")
    over = replace(over, text="Un chemins")
    hit = replace(hit, passage=replace(hit.passage, sentences=(*hit.passage.sentences, over)))
    rows = hit_json(hit)["sentences"]
    assert rows == [
        {"id": "s0", "page": 1, "start": 0, "end": 19, "text": "Le parc est ouvert."},
        {"id": "s1", "page": 1, "start": 20, "end": 35, "text": "Il est gratuit."},
        {"id": "s2", "page": 1, "start": 36, "end": 38, "text": "Un"},
        {"id": "s2", "page": 2, "start": 0, "end": 7, "text": "chemins"},
    ]


def test_an_answer_is_plain_json(make_hit) -> None:
    whole = json.loads(json.dumps(answer_json(answer(nearest=(make_hit("Un."),)))))
    assert whole["statements"][0]["citations"][0]["boxes"] == [[1.0, 2.0, 3.0, 4.0]]
    assert whole["timings"] == {"total": 0.1235}
    assert whole["nearest"][0]["rank"] == 1


def test_a_place_names_the_printed_page_where_it_is_another(in_english) -> None:
    assert place(CITATION) == "Règlement, p. 1 (page 3 of the file) – a.pdf"
    assert place(replace(CITATION, page_label="3")) == "Règlement, p. 3 – a.pdf"
    assert place(replace(CITATION, page_label=None)) == "Règlement, p. 3 – a.pdf"


def test_a_citation_that_a_machine_read_says_so(in_english) -> None:
    scanned = replace(CITATION, recognised=0.9387)
    assert place(scanned) == "Règlement, p. 1 (page 3 of the file) – a.pdf – machine-read (93%)"
    quotation = Statement("Texte", "quotation", True, (scanned,))
    assert "machine-read (93%)" in "\n".join(answer_lines(answer(statements=(quotation,))))
    (written,) = answer_json(answer(statements=(quotation,)))["statements"][0]["citations"]  # type: ignore[index]
    assert written["recognised"] == 0.9387
    assert "recognised" not in answer_json(answer())["statements"][0]["citations"][0]  # type: ignore[index]


def test_the_sentence_that_says_most_is_told_where_there_are_others() -> None:
    told = replace(CITATION, best=(CITATION.start, CITATION.end - 1))
    found = answer_json(answer(statements=(Statement(told.quote, "quotation", True, (told,)),)))
    written = found["statements"][0]["citations"][0]  # type: ignore[index]
    assert written["best"] == [CITATION.start, CITATION.end - 1]
    assert "best" not in answer_json(answer())["statements"][0]["citations"][0]  # type: ignore[index]


def test_a_citation_says_that_its_document_is_in_the_other_language(in_english) -> None:
    assert place(CITATION, "fr") == place(CITATION)
    assert place(CITATION, "en") == "Règlement, p. 1 (page 3 of the file) – a.pdf – in French"
    lines = "\n".join(answer_lines(answer(language="en")))
    assert "– in French" in lines
    assert "– in French" not in "\n".join(answer_lines(answer()))


def test_what_was_left_out_is_said(in_english) -> None:
    assert "statement was left out" not in "\n".join(answer_lines(answer()))
    assert "left_out" not in answer_json(answer())
    one, more = (list(answer_lines(answer(left_out=count))) for count in (1, 2))
    assert one[-2] == "1 statement was left out because the sources do not support it."
    assert more[-2] == "2 statements were left out because the sources do not support them."
    assert answer_json(answer(left_out=2))["left_out"] == 2


def test_a_refusal_says_which_words_nothing_found_holds(in_english) -> None:
    refusal = answer(refused=True, statements=(), text="Non.", missing=("homard", "\x1b[2J"))
    assert list(answer_lines(refusal))[1] == "Not in the passages found: “homard”, “␛[2J”."
    assert answer_json(refusal)["missing"] == ["homard", "\x1b[2J"]
    assert "missing" not in answer_json(answer())


def test_an_answer_of_which_nothing_is_supported_says_so_and_shows_the_nearest(in_english, make_hit) -> None:
    claim = Statement("Cela coûte 0 $.", "claim", False, (CITATION,), "the source does not say “0 $”")
    lines = list(answer_lines(answer(statements=(claim,), nearest=(make_hit("Le prix est de 5 $."),))))
    assert lines.index("Nothing in this answer is supported by the sources.") < lines.index("The nearest passages:")
    assert "  Le prix est de 5 $." in lines
    both = (claim, Statement("Texte", "quotation", True, (CITATION,)))
    assert "The nearest passages:" not in list(answer_lines(answer(statements=both, nearest=(make_hit("Un."),))))


def test_a_quotation_stands_between_the_marks_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    assert quoted("oui") == "«\u00a0oui\u00a0»"
    monkeypatch.setenv("LANGUAGE", "en")
    assert quoted("yes") == "“yes”"


def test_each_citation_has_a_number_of_its_own(in_english) -> None:
    two = Statement("Deux", "quotation", True, (CITATION, replace(CITATION, page=4)))
    lines = list(answer_lines(answer(statements=(two, Statement("Un", "quotation", True, (CITATION,))))))
    assert lines[0] == "“Deux” [1][2]"
    assert lines[4] == "“Un” [3]"
    assert lines[-1] == "On the record: session s1, entry 4."


def test_a_claim_that_is_not_supported_says_so(in_english) -> None:
    claim = Statement("Cela coûte 0 $.", "claim", False, (CITATION,), "the source does not hold: 0")
    lines = list(answer_lines(answer(statements=(claim,))))
    assert lines[0] == "Cela coûte 0 $. [1]"
    assert "Not supported by the sources (the source does not hold: 0)" in lines[1]


def test_row_53_a_refusal_shows_the_nearest_as_such(in_english, make_hit) -> None:
    hits = tuple(make_hit("x" * 1000, rank=n) for n in range(1, 6))
    lines = list(answer_lines(answer(refused=True, statements=(), text="Non.", nearest=hits)))
    assert lines[0] == "Non."
    assert "The nearest passages:" in lines
    assert sum(line.startswith("  Règlement") for line in lines) == 3
    assert all(len(line) < 320 for line in lines)


def test_rows_45_and_46_nothing_in_a_document_moves_the_terminal(in_english, make_hit) -> None:
    citation = replace(CITATION, title=HOSTILE, file=HOSTILE, page_label=HOSTILE, quote=HOSTILE)
    hit = make_hit(HOSTILE, heading=HOSTILE, file=HOSTILE)
    for whole in (
        answer(statements=(Statement(HOSTILE, "claim", False, (citation,), HOSTILE),), question=HOSTILE),
        answer(refused=True, text=HOSTILE, statements=(), nearest=(hit,)),
    ):
        printed = "\n".join(answer_lines(whole))
        assert "[@click=app.quit]here[/] [/" in printed
        assert not set(printed) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert not set("\n".join(hit_lines(hit))) & {"\x1b", "\x07", "\x9b", "\u202e"}
