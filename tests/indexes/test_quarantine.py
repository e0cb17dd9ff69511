"""The quarantine: what is set aside, found by what a person may type, tried again, or released for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexes.catalogue import Catalogue, Location
from indexes.quarantine import AGAIN, Quarantine, Quarantined

ASIDE = Quarantined(
    "/r", "sub/a.pdf", "damaged", "why", 3, 4, "1", "ab" * 32, "bylaws", "secret", "2026-01-01T00:00:00"
)


@pytest.fixture
def quarantine(catalogue: Catalogue) -> Quarantine:
    return Quarantine(catalogue)


def test_the_last_reason_is_the_one_that_is_kept(quarantine: Quarantine) -> None:
    quarantine.put(replace(ASIDE, reason="timeout"))
    quarantine.put(ASIDE)
    assert quarantine.files() == [ASIDE]
    assert quarantine.at("/r", "sub/a.pdf") == ASIDE
    assert quarantine.under("/r") == {"sub/a.pdf": ASIDE}
    assert quarantine.at("/r", "b.pdf") is None
    assert quarantine.under("/") == {}


def test_the_time_is_noted_where_none_is_given(quarantine: Quarantine) -> None:
    quarantine.put(replace(ASIDE, since=""))
    (one,) = quarantine.files()
    assert one.since.endswith("+00:00")


@pytest.mark.parametrize("name", ["sub/a.pdf", "/r/sub/a.pdf", ASIDE.name, ASIDE.name[:4], "abababab", "ab" * 32])
def test_a_file_is_found_by_what_a_person_may_type(quarantine: Quarantine, name: str) -> None:
    quarantine.put(ASIDE)
    quarantine.put(replace(ASIDE, file="b.pdf", document=None))
    assert quarantine.named(name) == [ASIDE]


@pytest.mark.parametrize("name", ["", "a", "aba", "a.pdf", "%", "zzzzzzzz"])
def test_what_names_no_file_finds_none(quarantine: Quarantine, name: str) -> None:
    quarantine.put(ASIDE)
    assert quarantine.named(name) == []


def test_the_same_name_in_two_folders_finds_both(quarantine: Quarantine) -> None:
    for root in ("/r", "/s"):
        quarantine.put(replace(ASIDE, root=root))
    assert len(quarantine.named("sub/a.pdf")) == 2
    assert len(quarantine.named("/s/sub/a.pdf")) == 1


def test_what_is_to_be_tried_again_waits_in_the_quarantine(quarantine: Quarantine) -> None:
    quarantine.put(ASIDE)
    assert quarantine.waiting() == []
    quarantine.again(ASIDE)
    assert quarantine.waiting() == quarantine.files() == [replace(ASIDE, pipeline=AGAIN)]


def test_what_is_released_is_set_aside_no_more_and_not_forgotten(quarantine: Quarantine) -> None:
    quarantine.put(ASIDE)
    quarantine.release(ASIDE)
    assert quarantine.files() == quarantine.waiting() == quarantine.named("sub/a.pdf") == []
    known = quarantine.at("/r", "sub/a.pdf")
    assert known is not None
    assert known.released
    quarantine.put(ASIDE)
    assert quarantine.files() == [ASIDE], "it was handed in again, changed"


def test_a_file_that_is_filed_leaves_the_quarantine(quarantine: Quarantine, catalogue: Catalogue, file_one) -> None:
    quarantine.put(ASIDE)
    catalogue.locate(Location("/r", "sub/a.pdf", file_one(catalogue, "a.pdf", "Un.").id, 1, 1))
    assert quarantine.files() == []
    assert quarantine.at("/r", "sub/a.pdf") is None
