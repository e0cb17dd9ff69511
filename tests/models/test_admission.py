"""Masks over a toy vocabulary, held to what the nodes say by another road: a search through the finished bytes."""

import re
import unicodedata
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.admission import Automaton, GrammarError, complete, finished
from models.grammar import Choice, Excerpt, Literal, Node, Repeat, Sequence, Words
from models.pieces import Vocabulary

TEXTS = ["La « taxe » est de 30 $, exigible (sans avis) en été.", "a b a b", "a", "😀 — b", ""]
LONGER = "a b ab aba la La taxe est é té été ée $ 30 0 , ( ) 😀 😀a [ ] [1 1] a. a[ .[ <| $, s a« . ] |".split()
SPACED = [
    " a",
    " b",
    " [",
    "a ",
    "  ",
    " t",
    " taxe",
    " »",
    "« ",
    "» e",
    " est de",
    ". ",
    "s e",
    "( a",
    "x\n",
    "]\n",
    "a b",
]
CUT = [b"\xc3", b"a\xc3", b"\xa9 t", b"\x98\x80", b"\xf0\x9f", b"\x9f\x98\x80 [", b"\xa9]", b"\xc2"]


def toy(*, without: str = "") -> Vocabulary:
    """Single bytes but those of some letters, longer pieces, pieces cut inside characters; 0 is the end."""
    single = [bytes([byte]) for byte in range(256) if byte not in without.encode()]
    return Vocabulary([b"", *single, *(piece.encode() for piece in LONGER + SPACED), *CUT, b"ab", b""], ends=[0])


TOY = toy()


def ends(node: Node, data: bytes, tokens: list[int], at: int) -> set[int]:
    """Where a text of the node that begins at `at` may end. tokens: for each byte, which token it belongs to."""
    match node:
        case Literal(text):
            return {at + len(text.encode())} if data.startswith(text.encode(), at) else set()
        case Choice(options):
            return {end for option in options for end in ends(option, data, tokens, at)}
        case Sequence(parts):
            reached = {at}
            for part in parts:
                reached = {end for start in reached for end in ends(part, data, tokens, start)}
            return reached
        case Repeat(part, least, most):
            reached, found = {at}, {at} if least == 0 else set()
            for count in range(1, most + 1):
                reached = {end for start in reached for end in ends(part, data, tokens, start)}
                found |= reached if count >= least else set()
            return found
        case Words(least, most):
            return {
                end
                for end in range(at, len(data) + 1)
                if least <= len(set(tokens[at:end])) <= most and is_words(data[at:end])
            }
        case Excerpt(text, least, most):
            cuts = {cut.encode() for cut in stretches(text, least, most)}
            return {at + len(cut) for cut in cuts if data.startswith(cut, at)}


def is_words(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return not any(letter in "[]<>|" or unicodedata.category(letter) == "Cc" for letter in text)


def stretches(text: str, least: int, most: int | None) -> set[str]:
    found = {""} if least == 0 else set()
    words = [(match.start(), match.end()) for match in re.finditer(r"[^ \n]+", text)]
    for first in range(len(words)):
        for last in range(first + max(1, least) - 1, len(words) if most is None else min(len(words), first + most)):
            (start, head), (tail, end) = words[first], words[last]
            inner = next((at for at in range(start, head) if text[at] not in "([{«“„‘\"'"), start)
            core = next((at + 1 for at in range(end - 1, tail - 1, -1) if text[at] not in ")]}»”\"'.,;:!?…"), end)
            begins = {start} if not marked(text[start:head]) else {start, inner}
            finishes = {end} if not marked(text[tail:end]) else {end, core}
            found |= {text[begin:finish] for begin in begins for finish in finishes}
    return found


def marked(word: str) -> bool:
    """Whether a word has more than marks in it."""
    return any(letter not in "([{«“„‘\"')]}»”\"'.,;:!?…" for letter in word)


def matches(node: Node, pieces: list[bytes]) -> bool:
    tokens = [index for index, piece in enumerate(pieces) for _byte in piece]
    return len(tokens) in ends(node, b"".join(pieces), tokens, 0)


def bounds(most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, most), st.integers(0, most)).map(lambda pair: (min(pair), max(pair)))


leaves = st.one_of(
    st.sampled_from(["", "a", "b", "ab", " [", "[1]\n", "a ", "é", "😀a", "[", "]", "été", " a b"]).map(Literal),
    bounds(4).map(lambda pair: Words(*pair)),
    st.tuples(st.sampled_from(TEXTS), bounds(4), st.booleans()).map(
        lambda drawn: Excerpt(drawn[0], drawn[1][0], None if drawn[2] else drawn[1][1])
    ),
)
nodes = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda some: Choice(tuple(some))),
        st.lists(inner, max_size=4).map(lambda some: Sequence(tuple(some))),
        st.tuples(inner, bounds(3)).map(lambda drawn: Repeat(drawn[0], *drawn[1])),
    ),
    max_leaves=7,
)


def written(automaton: Automaton, vocabulary: Vocabulary, choose: Random, limit: int = 80) -> list[bytes] | None:
    """Draw tokens from the masks until a text is complete, short ones late; None where the limit came first."""
    state, pieces = automaton.start, []
    for _token in range(limit):
        mask = automaton.mask(state)
        assert mask.flags.nonzero()[0].tolist() == mask.ids.tolist()
        assert len(mask.ids), "a state from which nothing leads on"
        token = int(choose.choice(mask.ids))
        if token in vocabulary.ends:
            assert complete(state)
            return pieces
        state = automaton.advance(state, token)
        pieces.append(vocabulary.pieces[token])
    return None


@settings(max_examples=100, deadline=None)
@given(nodes, st.randoms(), st.sampled_from(["", "é", "😀", "t", "a $", "1"]))
def test_what_is_drawn_from_the_masks_is_matched_by_the_grammar(node: Node, choose: Random, lacking: str):
    vocabulary = toy(without=lacking)
    try:
        automaton = Automaton(node, vocabulary)
    except GrammarError:
        return
    for _attempt in range(4):
        pieces = written(automaton, vocabulary, choose)
        assert pieces is None or matches(node, pieces), pieces


@settings(max_examples=100, deadline=None)
@given(nodes, st.randoms())
def test_a_mask_holds_the_tokens_that_the_automaton_can_take(node: Node, choose: Random):
    try:
        automaton = Automaton(node, TOY)
    except GrammarError:
        return
    state = automaton.start
    for _token in range(6):
        flags = automaton.mask(state).flags
        taken = {token for token in range(len(TOY.pieces)) if token and accepts(automaton, state, token)}
        assert {token for token in range(1, len(TOY.pieces)) if flags[token]} == taken
        assert flags[0] == complete(state)
        if not taken:
            assert finished(state)
            return
        state = automaton.advance(state, choose.choice(sorted(taken)))


def accepts(automaton: Automaton, state: object, token: int) -> bool:
    try:
        return bool(automaton.advance(state, token))  # type: ignore[arg-type]
    except ValueError:
        return False


def text_of(node: Node, choose: Random) -> str:
    """A text of the grammar, drawn from the nodes alone; words of one letter each, as many as the node wants tokens."""
    match node:
        case Literal(text):
            return text
        case Choice(options):
            return text_of(choose.choice(options), choose)
        case Sequence(parts):
            return "".join(text_of(part, choose) for part in parts)
        case Repeat(part, least, most):
            return "".join(text_of(part, choose) for _time in range(choose.randint(least, most)))
        case Words(least, most):
            return "".join(choose.choice("aé😀 .$b") for _time in range(choose.randint(least, most)))
        case Excerpt(text, least, most):
            found = sorted(stretches(text, least, most))
            return choose.choice(found) if found else "\0"


@settings(max_examples=100, deadline=None)
@given(nodes, st.randoms())
def test_a_text_of_the_grammar_is_admitted_however_it_is_cut_into_tokens(node: Node, choose: Random):
    data = text_of(node, choose).encode()
    by_piece = {piece: token for token, piece in enumerate(TOY.pieces) if piece}
    pieces, at = [], 0
    while at < len(data):
        size = choose.choice(
            [size for size in range(1, 9) if data[at : at + size] in by_piece and at + size <= len(data)]
        )
        pieces.append(data[at : at + size])
        at += size
    try:
        automaton = Automaton(node, TOY)
    except GrammarError:
        assert not matches(node, pieces)
        return
    state, possible = automaton.start, True
    for piece in pieces:
        possible = possible and bool(automaton.mask(state).flags[by_piece[piece]])
        if not possible:
            break
        state = automaton.advance(state, by_piece[piece])
    assert (possible and complete(state)) == matches(node, pieces)


def admitted(automaton: Automaton, *pieces: bytes) -> set[bytes]:
    state = automaton.start
    for piece in pieces:
        state = automaton.advance(state, TOY.pieces.index(piece))
    return {TOY.pieces[token] for token in automaton.mask(state).ids}


def test_a_pointer_is_one_of_those_given_and_no_other():
    pointers = Choice(tuple(Literal(f"[{number}]") for number in (1, 12, 30)))
    automaton = Automaton(Sequence((pointers, Literal("\n"))), TOY)
    assert admitted(automaton) == {b"[", b"[1"}
    assert admitted(automaton, b"[1") == {b"2", b"]", b"]\n"}
    assert admitted(automaton, b"[", b"30") == {b"]", b"]\n"}
    assert admitted(automaton, b"[", b"30", b"]\n") == {b""}


def test_free_words_never_end_inside_a_character():
    automaton = Automaton(Sequence((Words(1, 2), Literal("["))), TOY)
    assert b"a\xc3" in admitted(automaton)
    assert all(piece[:1] > b"\x7f" for piece in admitted(automaton, b"a\xc3"))
    last = Automaton(Sequence((Words(1, 1), Literal("["))), TOY)
    assert b"a\xc3" not in admitted(last)
    assert b"a[" in admitted(last)
    assert b"\xf0\x9f" in admitted(automaton)
    assert admitted(automaton, b"\xf0\x9f") == {piece for piece in admitted(automaton, b"\xf0\x9f") if len(piece) > 1}


def test_free_words_hold_no_control_and_no_marker():
    pieces = admitted(Automaton(Words(1, 9), TOY))
    assert not any(letter in piece for piece in pieces for letter in b"[]<>|\n\x00\x1b\x7f")
    assert b"\xc2" in pieces
    assert b"\x85" not in admitted(Automaton(Words(1, 9), TOY), b"\xc2")


def test_an_excerpt_begins_and_ends_with_words():
    automaton = Automaton(Excerpt("La « taxe » est de 30 $, due."), TOY)
    first = admitted(automaton)
    assert {b"La", b"taxe", b"est", b"est"[:1], b"30", b"$", b"$,"} <= first
    assert not {b"axe"[:1] + b"x", b"0", b".", b" "} & first
    assert b"" not in admitted(automaton, b"t")
    assert b"" in admitted(automaton, b"taxe")
    assert b"" in admitted(automaton, b"$")
    assert admitted(automaton, b"$", b",") == {b"", b" "}


def test_what_a_no_break_space_joins_is_not_cut():
    automaton = Automaton(Excerpt("30\u00a0$ a"), TOY)
    assert admitted(automaton) == {b"3", b"30", b"a"}
    assert admitted(automaton, b"30") == {b"\xc2"}


def test_a_grammar_without_a_text_is_refused():
    for node in (Excerpt(""), Excerpt("a b", 3), Choice((Excerpt(""), Excerpt(" ")))):
        with pytest.raises(GrammarError) as caught:
            Automaton(node, TOY)
        assert caught.value.hint
    with pytest.raises(GrammarError):
        Automaton(Literal("30 q"), toy(without="q"))


def test_the_only_token_that_can_follow_is_forced():
    automaton = Automaton(
        Sequence(
            (Literal("x"), Choice((Literal("\0"), Literal("")))),
        ),
        TOY,
    )
    assert automaton.forced(automaton.start) == TOY.pieces.index(b"x")
    after = automaton.advance(automaton.start, TOY.pieces.index(b"x"))
    assert automaton.forced(after) is None


def test_a_token_that_is_not_admitted_is_refused():
    automaton = Automaton(Literal("a"), TOY)
    for token in (0, TOY.pieces.index(b"b"), len(TOY.pieces) - 1):
        with pytest.raises(ValueError, match="admit"):
            automaton.advance(automaton.start, token)
