"""The wire: a parsed document comes through as it was, and whatever else comes is refused."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexes.records import Page, Passage, Sentence, Span
from ingest.errors import UnreadableError
from ingest.parse import Parsed
from ingest.wire import pack, unpack


def parsed() -> Parsed:
    text = "Le chien est « tenu » en laisse \U0001f415."
    sentence = Sentence("d-s0", (Span(1, 0, len(text)), Span(2, 0, 2)), f"{text} ab")
    boxes = np.arange(4 * len(text), dtype=np.int16).reshape(len(text), 4)
    return Parsed(
        title="Règlement",
        language="fr",
        pages=(
            Page(1, "iii", text, 612.0, 792.5, boxes),
            Page(2, None, "ab", 612.0, 792.0, np.zeros((2, 4), np.int16)),
            Page(3, None, "", 612.0, 792.0, np.zeros((0, 4), np.int16)),
        ),
        passages=(Passage("d-p0", "d", "fr", "Chapitre 1 > Article 2", (sentence,)),),
        lost=(4, 5),
        notes={"scripts": 2},
    )


def test_what_is_packed_is_unpacked_the_same() -> None:
    before, after = parsed(), unpack(pack(parsed()))
    assert (after.title, after.language, after.lost, after.notes) == (
        before.title,
        before.language,
        before.lost,
        before.notes,
    )
    assert after.passages == before.passages
    for one, other in zip(before.pages, after.pages, strict=True):
        assert (one.number, one.label, one.text, one.width, one.height) == (
            other.number,
            other.label,
            other.text,
            other.width,
            other.height,
        )
        assert (one.boxes == other.boxes).all()
        assert other.boxes.dtype == np.int16


def test_boxes_at_the_ends_of_16_bits_come_through() -> None:
    boxes = np.array([[-32768, 32767, 0, -1], [32767, -32768, 1, 0], [0, 0, -32768, 32767]], dtype=np.int16)
    page = Page(1, None, "abc", 612.0, 792.0, boxes)
    (after,) = unpack(pack(replace(parsed(), pages=(page,)))).pages
    np.testing.assert_array_equal(after.boxes, boxes)


def test_boxes_that_unpack_to_more_than_the_text_are_refused() -> None:
    message = json.loads(pack(parsed()))
    message["pages"][1]["boxes"] = b64encode(zlib.compress(bytes(1 << 24))).decode()
    with pytest.raises(UnreadableError, match="crashed"):
        unpack(json.dumps(message).encode())


def test_the_message_is_json() -> None:
    assert json.loads(pack(parsed()))["title"] == "Règlement"


def _broken(change: dict[str, Any]) -> bytes:
    data = json.loads(pack(parsed()))
    page = {**data["pages"][0], **change}
    return json.dumps({**data, "pages": [page]}).encode()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"\x80\x04\x95 a pickle",
        b"[" * 100_000,
        json.dumps({"title": "x"}).encode(),
        _broken({"boxes": "AAAA"}),
        _broken({"boxes": "not base64 \u00e9"}),
        _broken({"text": "too short"}),
        _broken({"size": []}),
        _broken({"size": None}),
        _broken({"number": "one"}),
        _broken({"number": float("inf")}),
        _broken({"number": None}),
    ],
    ids=range(16),
)
def test_row_08_a_malformed_message_is_a_crash_of_its_parser(message: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        unpack(message)
    assert caught.value.reason == "crashed"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(key=st.sampled_from(("title", "language", "lost", "notes", "pages", "passages")), value=_JSON)
def test_whatever_stands_in_a_field_it_is_read_or_refused(key: str, value: object) -> None:
    message = json.dumps({**json.loads(pack(parsed())), key: value}).encode()
    with suppress(UnreadableError):
        unpack(message)
