"""What is given out for an access request: whose questions are opened, and whose stay closed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit import access, in_lines
from assistant.audit.access import ChoiceError, Piece, choose, exchanges, repeating
from assistant.audit.clearance import Screened
from assistant.audit.log import Entry
from assistant.audit.reading import told

from .making import entry, statement

S = "aa11" * 4


def carried(question: str, *entries: int) -> dict[str, object]:
    """What a question took over, from the questions that stand in these entries."""
    words = [{"text": "Roy", "language": "fr", "entry": index} for index in entries]
    return {"question": question, "sign": "opening", "words": words, "searched": "…"}


ENTRIES = [
    entry(1, "session.opened", S, labels=["public"]),
    entry(2, "question", S, question="Qui est Roy ?"),
    entry(3, "statement", S, question=2, statements=[statement()]),
    entry(4, "answer", S, question="Qui est Roy ?", answer="…", statements=[statement()]),
    entry(5, "question", S, question="Quelle est l’amende ?"),
    entry(6, "answer", S, question="Quelle est l’amende ?", answer="…", statements=[statement()]),
    entry(7, "question", S, question="Et son adresse ?", carried=carried("Qui est Roy ?", 2)),
    entry(8, "answer.cancelled", S, question=7, statements=[]),
    entry(9, "question", S, question="Et son âge ?", carried=carried("Et son adresse ?", 2, 7)),
    entry(10, "answer", S, question="Et son âge ?", answer="…", statements=[]),
    entry(11, "validated", S, answer=4, verdict="rejected", by="Roy", note="Ce n’est pas lui"),
    entry(12, "session.held", S, reason="x", by="y"),
]


def seen(entries: list[Entry] = ENTRIES) -> list[Screened]:
    return [Screened(one, withheld=False) for one in entries]


def test_everything_belongs_to_the_question_that_it_answers() -> None:
    assert exchanges(ENTRIES) == {2: 2, 3: 2, 4: 2, 5: 5, 6: 5, 7: 7, 8: 7, 9: 9, 10: 9, 11: 2}


def test_questions_of_other_sessions_are_not_taken_for_ones_own() -> None:
    other = "bb22" * 4
    woven = [
        entry(1, "question", S, question="1"),
        entry(2, "question", other, question="2"),
        entry(3, "answer", S, question="1", statements=[]),
        entry(4, "answer", other, question="2", statements=[]),
        entry(5, "document.filed", None),
    ]
    assert exchanges(woven) == {1: 1, 2: 2, 3: 1, 4: 2}


def test_a_question_asked_twice_has_the_later_answer() -> None:
    twice = [entry(1, "question", S, question="?"), entry(2, "question", S, question="?")]
    assert exchanges([*twice, entry(3, "answer", S, question="?", statements=[])])[3] == 2


def test_a_question_repeats_those_that_it_took_words_over_from() -> None:
    assert repeating(ENTRIES) == {7: {2}, 9: {2, 7}}


def test_all_is_opened_that_was_said_and_nothing_else() -> None:
    choice = choose(seen())
    assert choice.opened == list(range(1, 12))
    assert choice.statuses[12] == "left out", "why it was held is nobody else's"


def test_a_question_that_is_left_out_takes_along_what_repeats_it() -> None:
    for named in (2, 3, 4, 11):
        choice = choose(seen(), without=[named])
        assert choice.opened == [1, 5, 6]
        assert choice.along == (7, 9)
    assert choose(seen(), without=[5]).opened == [1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert choose(seen(), without=[7]).opened == [1, 2, 3, 4, 5, 6, 11]


def test_what_is_kept_is_opened_alone() -> None:
    assert choose(seen(), keep=[6]).opened == [1, 5, 6]
    assert choose(seen(), keep=[4, 8]).opened == [1, 2, 3, 4, 7, 8, 11]


def test_what_repeats_a_question_is_not_kept_without_it(in_english: None) -> None:
    with pytest.raises(ChoiceError, match="Question 7 repeats words of question 2") as caught:
        choose(seen(), keep=[8])
    assert "both" in caught.value.hint
    with pytest.raises(ChoiceError, match="Question 9"):
        choose(seen(), keep=[2, 9])


@pytest.mark.parametrize("named", [1, 12, 99])
def test_what_belongs_to_no_question_cannot_be_chosen(named: int) -> None:
    for how in ("keep", "without"):
        with pytest.raises(ChoiceError):
            choose(seen(), **{how: [named]})


def test_what_is_withheld_or_destroyed_is_not_opened_even_where_it_is_named() -> None:
    closed = [Screened(replace(one, facts={}), withheld=one.index in (4, 11)) for one in ENTRIES[:4]]
    assert choose(closed, keep=[2]).statuses == {1: "opened", 2: "opened", 3: "opened", 4: "withheld"}
    gone = [entry(one.index, one.kind, S, gone=13) for one in ENTRIES[:4]]
    gone.append(entry(13, "session.purged", S, entries=[1, 2, 3, 4], rule="r", approver="a"))
    choice = choose(seen(gone))
    assert choice.opened == [13], "by whose word it was destroyed may be known"
    assert set(choice.statuses.values()) == {"destroyed", "opened"}


@given(st.sets(st.sampled_from([2, 5, 7, 9])))
def test_no_word_of_a_question_that_is_left_out_is_opened(out: set[int]) -> None:
    """Whatever is left out, no opened entry belongs to it, nor to one that repeats it."""
    choice = choose(seen(), without=sorted(out))
    belongs, repeats = exchanges(ENTRIES), repeating(ENTRIES)
    for index in choice.opened:
        question = belongs.get(index)
        assert question not in out
        assert not repeats.get(question, set()) & out if question is not None else True


@st.composite
def conversations(draw: st.DrawFn) -> tuple[list[Entry], set[int], dict[int, str]]:
    """A session in which each question has a word of its own and takes over words of some before it; and which of its
    entries somebody wants left out.
    """
    entries = [entry(0, "session.opened", S)]
    words: dict[int, str] = {}
    known: dict[int, set[str]] = {}
    for number in range(draw(st.integers(1, 6))):
        at = len(entries)
        over = draw(st.lists(st.sampled_from(sorted(words)), unique=True, max_size=2)) if words else []
        words[at] = f"word-{number}"
        known[at] = {words[at], *(words[one] for one in over)}
        said = " ".join(sorted(known[at]))
        took = {"carried": {**carried("", *over), "searched": said}} if over else {}
        entries.append(entry(at, "question", S, question=words[at], **took))
        if draw(st.booleans()):
            entries.append(entry(at + 1, "statement", S, question=at, statements=[statement(text=said)]))
        if draw(st.booleans()):
            answered = len(entries)
            entries.append(entry(answered, "answer", S, question=words[at], answer=said, statements=[]))
            if draw(st.booleans()):
                judged = {"answer": answered, "verdict": "rejected", "by": "Roy", "note": said}
                entries.append(entry(answered + 1, "validated", S, **judged))
    out = draw(st.sets(st.integers(1, len(entries) - 1), max_size=3))
    return entries, out, words


@given(conversations())
def test_no_word_of_a_question_that_is_left_out_leaves_in_any_conversation(
    made: tuple[list[Entry], set[int], dict[int, str]],
) -> None:
    entries, out, words = made
    choice = choose(seen(entries), without=out)
    belongs = exchanges(entries)
    assert belongs.keys() == set(range(1, len(entries)))
    secret = {words[belongs[index]] for index in out}
    opened = json.dumps([entries[index].facts for index in choice.opened])
    assert not [word for word in secret if word in opened]
    (one,) = told(seen(entries), [S])
    shown = access.readable(one, choice)
    left_out = {index for index, status in choice.statuses.items() if status == "left out"}
    assert not [word for word in secret if word in "\n".join(in_lines.lines(shown, {}, left_out))]
    assert not [word for word in secret if word in json.dumps(in_lines.rows(shown, {}))]


def test_the_readable_files_hold_nothing_of_what_is_left_out() -> None:
    (one,) = told(seen(), [S])
    shown = access.readable(one, choose(seen(), without=[2]))
    assert [each.entry.index for each in shown.entries if each.entry.facts] == [1, 5, 6]
    assert shown.judgements == {}
    whole = access.readable(one, choose(seen()))
    assert list(whole.judgements) == [4]


def test_only_what_is_opened_is_read() -> None:
    read: list[int] = []

    def opened(index: int) -> tuple[bytes, bytes]:
        read.append(index)
        return b"salt", b"payload"

    choice = choose(seen(), keep=[5])
    made = list(access.pieces(choice, b"entry %d".__mod__, "proof {}".format, opened))
    assert read == choice.opened
    assert [one.index for one in made] == [one.index for one in ENTRIES]
    assert made[0] == Piece(1, b"entry 1", "proof 1", (b"salt", b"payload"))
    assert set(made[0].files()) == {
        "entries/1.json", "entries/1.tlog-proof", "entries/1.salt", "entries/1.payload.json",
    }  # fmt: skip
    assert set(made[1].files()) == {"entries/2.json", "entries/2.tlog-proof"}
