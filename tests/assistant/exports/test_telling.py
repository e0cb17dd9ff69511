"""What an export says, before it has a format."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.exports.model import Heading, Mark, Notes, Paper, Paragraph, Quotation, Run, Table
from assistant.exports.telling import paper

from .talks import FEE, FINE, SESSION, about, answer, conversation, exchange, hit, lookup, quotation


def said(told: Paper) -> str:
    """All of its words."""
    parts: list[str] = []
    for block in told.blocks:
        lines = []
        if isinstance(block, Heading | Paragraph):
            lines = [block.line]
        elif isinstance(block, Quotation):
            lines = [block.line, block.place]
        elif isinstance(block, Table):
            lines = [cell for row in block.rows for cell in row]
        else:
            lines = [note.line for note in block.notes]
        parts += ["".join(one.text if isinstance(one, Run) else f"[{one.note}]" for one in line) for line in lines]
    return "\n".join(parts)


def test_all_kinds_of_exchanges_are_told_in_words(in_english: None) -> None:
    text = said(paper(conversation(), about("en"), lookup))
    for part in (
        "Greffier helps to find; it does not decide.",
        "greffier.local/1f",
        "ab" * 32,
        "«\u00a0L’amende est de 150\u00a0$. En cas de récidive, elle est de 300\u00a0$.\u00a0»",
        "“The fee is $5 or less (≤ $5).”",
        "Règlement sur le parc, p. 3; a.pdf; superseded by a2.pdf; no. R-12; 2024-04-01; SHA-256 aaaaaaaaaaaaaaaa…",
        "Park By-law, p. iii (page 5 of the file); c.pdf; in English; machine-read (87%); SHA-256 cccccccccccccccc…",
        "2 statements were left out because the sources do not support them.",
        "Model: scripted.",
        "rejected by M. Cyr on 2026-08-01 (entry 20)",
        "corrected by Mme Roy on 2026-08-02 (entry 21): Voir l’article 5.",
        "Claim, supported by its sources: Il faut payer 150\u00a0$.",
        "Claim, not supported by its sources: C’est gratuit.",
        "Why: aucune source ne dit « gratuit »",
        "Follow-up to «\u00a0Quelle est l’amende ?\u00a0»; taken over: amende.",
        "No answer. Les documents de la bibliothèque ne répondent pas à cette question.",
        "Not in the passages found: “Lune”.",
        "Nearest passages (not an answer)",
        "«\u00a0Rien sur la Lune.\u00a0»",
        "Directive, p. ii (page 2 of the file)",
        "This answer was broken off, and is not complete. What stands of it is on record.",
        "Cancelled. The question stays on record.",
        "What was asked and answered is destroyed.",
        "Withheld: it takes clearance for all that this session searched or cites.",
        "Asked on 2026-07-31 at 14:05 (UTC); entry 11 of the record.",
        f"On the record: session {SESSION}, entry 12.",
    ):
        assert part in text, part


def test_sources_are_numbered_on_and_one_cited_again_keeps_its_number(in_english: None) -> None:
    told = paper(conversation(), about("en"))
    notes = [note for block in told.blocks if isinstance(block, Notes) for note in block.notes]
    assert [note.number for note in notes] == list(range(1, len(notes) + 1))
    assert [note.references for note in notes][:4] == [1, 1, 1, 2]
    marks = [one for block in told.blocks if isinstance(block, Paragraph | Quotation) for one in _inlines(block)]
    assert {(one.note, one.place) for one in marks} == {
        (note.number, place) for note in notes for place in range(1, note.references + 1)
    }


def _inlines(block: Paragraph | Quotation) -> list[Mark]:
    line = block.line + (block.place if isinstance(block, Quotation) else ())
    return [one for one in line if isinstance(one, Mark)]


def test_headings_never_pass_a_level_over(in_english: None) -> None:
    levels = [block.level for block in paper(conversation(), about("en")).blocks if isinstance(block, Heading)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_what_says_most_stands_out(in_english: None) -> None:
    told = paper([exchange(answer(quotation(FINE)))], about("en"))
    (block,) = [one for one in told.blocks if isinstance(one, Quotation)]
    strong = [one.text for one in block.line if isinstance(one, Run) and one.strong]
    assert strong == ["L’amende est de 150\u00a0$."]
    assert {one.language for one in block.line if isinstance(one, Run)} == {"fr"}


def test_one_answer_alone_needs_no_list_of_questions(in_english: None) -> None:
    told = paper([exchange(answer(quotation(FEE)))], about("en", session=None, origin=None, size=None, root=None))
    assert len([one for one in told.blocks if isinstance(one, Table)]) == 1
    assert told.header == "Havremont"
    assert "greffier.local" not in said(told)


def test_a_long_question_is_cut_in_its_heading_and_whole_under_it(in_english: None) -> None:
    question = "Quelle est l’amende " + "très " * 60 + "exacte ?"
    told = paper([exchange(answer(quotation(FINE), question=question))], about("en"))
    heading = next(one for one in told.blocks if isinstance(one, Heading) and one.level == 2)
    assert "…" in heading.line[-1].text  # type: ignore[union-attr]
    assert question in said(told)


def test_nothing_of_an_answer_that_is_not_supported_passes_for_one(in_english: None) -> None:
    doubtful = replace(quotation(FINE), kind="claim", supported=False)
    text = said(
        paper([exchange(answer(doubtful, nearest=tuple(hit(n, f"Passage {n}.") for n in range(1, 9))))], about("en"))
    )
    assert "Nothing in this answer is supported by the sources." in text
    assert "Passage 5." in text
    assert "Passage 6." not in text
