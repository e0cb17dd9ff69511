"""A checkpoint that somebody kept, held against the log that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.audit.comparing import Kept, compare, kept
from assistant.audit.notes import Note, SigningKey, parse
from assistant.audit.paper import PaperError, Short
from assistant.errors import RecordError

from .shown import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.made(tmp_path / "office")


def both(place: Place) -> list[Kept]:
    """What a person keeps of the present head: the note, and the short text."""
    keys = place.log.store.verifiers()
    head = place.log.store.checkpoint()
    assert head is not None
    return [kept(place.log.checkpoint(), keys), kept("\n".join(Short.of(head, keys[-1].id).lines()), keys)]


def test_note_and_short_text_say_the_same(place: Place) -> None:
    note, short = both(place)
    assert note == short
    assert (note.size, note.signed) == (6, True)


def test_a_log_that_grew_extends_what_was_kept(place: Place) -> None:
    for growth in (0, 1, 4):
        before = both(place)
        place.ask(growth)
        for one in before:
            outcome, head = compare(place.log.store, one)
            assert (outcome, head.size) == ("extended", one.size + growth)


def test_what_was_kept_under_an_earlier_origin_and_key_counts(place: Place) -> None:
    before = both(place)
    place.log.new_origin("moved", "A. Tremblay")
    place.log.rotate_key("A. Tremblay")
    for one in before:
        assert compare(place.log.store, one)[0] == "extended"


@pytest.mark.parametrize("more", [1, 3])
def test_rows_29_and_30_what_was_deleted_or_rewritten_is_seen(place: Place, more: int) -> None:
    other = place.backed_up("backup")
    place.ask(more)
    before = both(place)
    for one in before:
        assert compare(other.log.store, one)[0] == "rolled back"
    other.ask(more, "Quand ?")
    for one in before:
        assert compare(other.log.store, one)[0] == "forked"
    other.ask(1, "Quand ?")
    for one in before:
        assert compare(other.log.store, one)[0] == "forked"


def test_row_35_signatures(place: Place) -> None:
    keys = place.log.store.verifiers()
    note = parse(place.log.checkpoint().encode())
    stranger = SigningKey.new(keys[0].name)
    for signatures, signed in (
        ((stranger.sign(note.text), *note.signatures), True),
        ((stranger.sign(note.text),), False),
        ((*note.signatures, SigningKey.new("someone").sign("other\n")), True),
    ):
        found = kept(Note(note.text, signatures).encoded().decode(), keys)
        assert found.signed is signed
        assert compare(place.log.store, found)[0] == ("extended" if signed else "unsigned")
    changed = note.text.replace("\n6\n", "\n5\n")
    assert not kept(Note(changed, note.signatures).encoded().decode(), keys).signed


def test_the_short_text_of_another_log_is_not_this_ones(place: Place, tmp_path: Path) -> None:
    other = Place.made(tmp_path / "other")
    for one in both(other):
        assert compare(other.log.store, one)[0] == "extended"
    head = other.log.store.checkpoint()
    assert head is not None
    short = "\n".join(Short.of(head, other.log.store.verifiers()[0].id).lines())
    found = kept(short, place.log.store.verifiers())
    assert (found.origin, compare(place.log.store, found)[0]) == (None, "unsigned")


def test_a_damaged_log_is_not_compared(place: Place) -> None:
    (one, _short) = both(place)
    tile = next((place.path / "tile" / "0").rglob("6"))
    tile.write_bytes(tile.read_bytes()[:-1] + b"x")
    with pytest.raises(RecordError):
        compare(place.log.store, one)


@pytest.mark.parametrize("text", ["", "no checkpoint", "text\n\n— name AAAAAAA=\n"])
def test_what_is_neither_is_refused(place: Place, text: str) -> None:
    with pytest.raises(PaperError):
        kept(text, place.log.store.verifiers())
