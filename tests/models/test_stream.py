from hypothesis import given
from hypothesis import strategies as st

from models.stream import Stream


def test_a_character_waits_for_its_last_byte():
    stream = Stream()
    assert [stream.add(bytes([value])) for value in "é🎉".encode()] == ["", "é", "", "", "", "🎉"]


def test_bytes_that_are_no_text_become_replacement_characters():
    stream = Stream()
    assert stream.add(b"a\xff") + stream.add(b"\xe2\x82") + stream.finish() == "a\ufffd\ufffd"


def test_what_may_become_a_stop_string_is_held_back():
    stream = Stream(["\nQuestion"])
    assert stream.add(b"oui\nQu") == "oui"
    assert stream.add(b"and") == "\nQuand"
    assert stream.add(b"\nQuestion: non") == ""
    assert stream.stopped
    assert stream.finish() == ""


@given(st.lists(st.binary(max_size=5)), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_the_pieces_make_the_text_up_to_the_first_stop(pieces: list[bytes], stop: list[str]):
    stream = Stream(stop)
    given_text = ""
    for piece in pieces:
        given_text += stream.add(piece)
        if stream.stopped:
            break
    given_text += stream.finish()
    whole = b"".join(pieces).decode("utf-8", "replace")
    assert whole.startswith(given_text)
    assert not any(string in given_text for string in stop)
    assert stream.stopped or given_text == whole
