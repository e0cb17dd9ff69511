"""Chunking: what `unstructured` makes of our units, which sentences it may never cut."""

from __future__ import annotations

import os
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import BlockKind
from ingest.elements import Unit, chunk


def chunks(units: list[Unit], *, longest: int = 1500, full: int = 1100, shortest: int = 400) -> list[list[int]]:
    return chunk(units, longest=longest, full=full, shortest=shortest)


def test_a_heading_begins_a_passage_and_stays_out_of_it() -> None:
    units = [
        Unit("heading", 1, "Chapitre 1"),
        Unit("text", 1, "Un. " * 150),
        Unit("heading", 1, "Chapitre 2"),
        Unit("text", 2, "Deux. " * 150),
    ]
    assert chunks(units) == [[1], [3]]


def test_short_sections_are_joined() -> None:
    units = [
        Unit("heading", 1, "1. Titre"),
        Unit("text", 1, "Un."),
        Unit("heading", 1, "2. Titre"),
        Unit("item", 1, "b"),
    ]
    assert chunks(units) == [[1, 3]]


def test_a_page_of_nothing_but_its_title_is_a_passage() -> None:
    assert chunks([Unit("heading", 1, "Règlement 1144")]) == [[0]]


def test_a_unit_longer_than_a_passage_stands_alone_and_whole() -> None:
    units = [Unit("text", 1, "Un."), Unit("text", 1, "mot " * 1000), Unit("text", 1, "Trois.")]
    found = chunks(units)
    assert [1] in found
    assert sorted(index for group in found for index in group) == [0, 1, 2]


def test_a_full_passage_is_closed() -> None:
    units = [Unit("text", 1, "x" * 400) for _ in range(9)]
    found = chunks(units)
    assert all(sum(len(units[index].text) for index in group) <= 1500 for group in found)
    assert len(found) == 3


def test_nothing_gives_nothing() -> None:
    assert chunks([]) == []


_UNITS = st.lists(
    st.builds(
        Unit,
        st.sampled_from(("heading", "text", "item")),
        st.integers(1, 3),
        st.integers(1, 1800).map(lambda length: ("mot " * 500)[:length].strip() or "m"),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(_UNITS)
def test_every_unit_of_text_is_in_one_passage_in_order(units: list[Unit]) -> None:
    found = [index for group in chunks(units) for index in group]
    body: list[BlockKind] = ["text", "item"]
    assert found == sorted(set(found))
    assert {index for index, unit in enumerate(units) if unit.kind in body} <= set(found)


def test_row_51_telemetry_is_refused_before_unstructured_is_imported() -> None:
    script = "import os, ingest.elements; print(os.environ['DO_NOT_TRACK'], os.environ['SCARF_NO_ANALYTICS'])"
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DO_NOT_TRACK", "SCARF_NO_ANALYTICS")
    }
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["true", "true"]
