"""The short text of a checkpoint: typed again by a person, who makes mistakes; and the QR code of its note."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.checkpoints import Checkpoint
from assistant.audit.notes import Note, SigningKey
from assistant.audit.paper import PaperError, Short, drawn, drawn_svg, read

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORT = Short(bytes.fromhex("c74f20a3"), 1_048_577, bytes(range(32)))
TEXT = "\n".join(SHORT.lines())


def test_the_text_is_four_lines_of_four_groups_and_a_check() -> None:
    lines = SHORT.lines()
    assert len(lines) == 4
    for line in lines:
        *groups, check = line.split()
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert len(check) == 1
        assert set("".join(groups) + check) <= set(ALPHABET)


def test_the_text_holds_what_it_says() -> None:
    # By hand: the key's id, the size and the root, five bits a character, the check characters left out.
    data = SHORT.key_id + (1_048_577).to_bytes(4, "big") + SHORT.root
    bits = "".join(f"{byte:08b}" for byte in data)
    characters = "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 320, 5))
    assert "".join("".join(line.split()[:4]) for line in SHORT.lines()) == characters
    assert Short.of(Checkpoint("log", 1_048_577, SHORT.root), SHORT.key_id) == SHORT


@given(st.binary(min_size=4, max_size=4), st.integers(0, (1 << 32) - 1), st.binary(min_size=32, max_size=32))
def test_what_is_printed_is_read(key_id: bytes, size: int, root: bytes) -> None:
    short = Short(key_id, size, root)
    assert read("\n".join(short.lines())) == short


def test_a_person_may_type_it_as_they_like() -> None:
    joined = "".join(TEXT.split())
    for typed in (
        TEXT.lower(),
        joined,
        "-".join(joined[at : at + 5] for at in range(0, len(joined), 5)),
        " ".join(TEXT.split()),
        TEXT.replace("0", "O").replace("1", "l"),
        TEXT.replace("1", "I"),
        f"\n  {TEXT}\n\n",
        f"Greffier – greffier.local/0123456789abcdef\n1 048 577 inscriptions, clé c74f20a3\n\n{TEXT}\n\nÀ conserver.\n",
    ):
        assert read(typed) == SHORT


@given(st.integers(0, 67), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_found_in_its_line(at: int, other: str) -> None:
    typed = "".join(TEXT.split())
    wrong = typed[:at] + other + typed[at + 1 :]
    if wrong == typed:
        assert read(wrong) == SHORT
        return
    with pytest.raises(PaperError) as raised:
        read(wrong)
    assert raised.value.line == at // 17 + 1


@given(st.integers(0, 3), st.integers(0, 16), st.integers(0, 16))
def test_two_characters_of_a_line_that_changed_places_are_found(line: int, one: int, two: int) -> None:
    typed = list("".join(TEXT.split()))
    first, second = 17 * line + one, 17 * line + two
    same = typed[first] == typed[second]
    typed[first], typed[second] = typed[second], typed[first]
    if same:
        assert read("".join(typed)) == SHORT
        return
    with pytest.raises(PaperError) as raised:
        read("".join(typed))
    assert raised.value.line == line + 1


@given(st.permutations(range(4)))
def test_lines_that_changed_places_are_found(order: list[int]) -> None:
    lines = SHORT.lines()
    typed = "\n".join(lines[number] for number in order)
    if list(order) == [0, 1, 2, 3]:
        assert read(typed) == SHORT
        return
    with pytest.raises(PaperError):
        read(typed)


@pytest.mark.parametrize(
    "text", ["", " ", TEXT[:-1], TEXT + "0", TEXT.replace("\n", "\n0"), "U" * 68, "é" * 68, "*" * 68, "0" * 67 + "1"]
)
def test_what_is_no_short_text(text: str) -> None:
    with pytest.raises(PaperError):
        read(text)


def test_a_log_may_be_too_large_for_it() -> None:
    with pytest.raises(PaperError, match="too large"):
        Short(bytes(4), 1 << 32, bytes(32)).lines()


def note() -> bytes:
    key = SigningKey.new("greffier.local/0123456789abcdef")
    text = Checkpoint(key.name, 1_048_577, SHORT.root).text()
    return Note(text, (key.sign(text), SigningKey.new(key.name).sign(text))).encoded()


@pytest.mark.parametrize("dark_paper", [False, True])
def test_the_drawing_is_the_code_of_the_whole_note(dark_paper: bool) -> None:
    data = note()
    pixels: list[list[bool]] = []
    for line in drawn(data, dark_paper=dark_paper).splitlines():
        pixels.append([(character in "▀█") != dark_paper for character in line])
        pixels.append([(character in "▄█") != dark_paper for character in line])
    code = segno.make(data, error="l", micro=False)
    expected = [[bool(module) for module in row] for row in code.matrix_iter(border=4)]
    assert pixels[: len(expected)] == expected
    assert max(len(line) for line in drawn(data, dark_paper=dark_paper).splitlines()) <= 80


def test_the_svg_is_black_on_white_and_in_millimetres() -> None:
    svg = drawn_svg(note())
    assert svg.startswith(b"<?xml")
    assert b'mm"' in svg
    assert b"#fff" in svg
