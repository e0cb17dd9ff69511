"""Listing documents: what a reader is cleared for, how each stands, and nothing of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexes.browsing import Listed, listed
from indexes.catalogue import Catalogue, Location
from indexes.disposal import Disposal
from indexes.records import Document, Facts


def paired(catalogue: Catalogue, first: Document, second: Document) -> None:
    catalogue.database.executemany(
        "INSERT INTO twins VALUES (?, ?, '[]')", [(first.id, second.id), (second.id, first.id)]
    )


def test_a_document_is_listed_as_it_says_of_itself(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "rh/a.pdf", "Un.", collection="rh")
    again = replace(document, facts=Facts(date="2019-06", number="1144-2010"))
    with catalogue.transaction():
        catalogue.file_document(again, [], [], pipeline="1")
    assert listed(catalogue, ["public"]) == [
        Listed(document.id, "rh/a.pdf", document.title, "fr", "rh", 1, "2019-06", "1144-2010")
    ]


def test_they_come_by_collection_and_file(catalogue: Catalogue, file_one) -> None:
    for collection, name in (("rh", "b.pdf"), ("acts", "z.pdf"), ("rh", "a.pdf")):
        file_one(catalogue, name, "Un.", collection=collection)
    assert [one.file for one in listed(catalogue, ["public"])] == ["z.pdf", "a.pdf", "b.pdf"]


def test_twins_name_each_other(catalogue: Catalogue, file_one) -> None:
    paired(catalogue, file_one(catalogue, "a.fr.pdf", "Un."), file_one(catalogue, "a.en.pdf", "One.", language="en"))
    assert [one.twin for one in listed(catalogue, ["public"])] == ["a.fr.pdf", "a.en.pdf"]


def test_row_50_nothing_is_told_of_what_the_reader_may_not_see(catalogue: Catalogue, file_one) -> None:
    public = file_one(catalogue, "a.fr.pdf", "Un.")
    paired(catalogue, public, file_one(catalogue, "a.en.pdf", "One.", language="en", label="secret"))
    (only,) = listed(catalogue, ["public"])
    assert (only.id, only.twin) == (public.id, None)
    assert [one.file for one in listed(catalogue, ["public", "secret"])] == ["a.en.pdf", "a.fr.pdf"]
    assert listed(catalogue, []) == []


@pytest.mark.parametrize("label", ['"', "pub\\lic", "publié"])
def test_a_label_may_be_written_in_any_way(catalogue: Catalogue, file_one, label: str) -> None:
    file_one(catalogue, "a.pdf", "Un.", label=label)
    assert len(listed(catalogue, [label])) == 1


def test_what_was_superseded_is_marked_and_what_was_removed_is_left_out(catalogue: Catalogue, file_one) -> None:
    old, new, gone = (file_one(catalogue, name, "Un.") for name in ("a.pdf", "b.pdf", "c.pdf"))
    catalogue.locate(Location("/r", "a.pdf", old.id, 1, 1))
    catalogue.locate(Location("/r", "a.pdf", new.id, 2, 2))
    with catalogue.transaction():
        Disposal(catalogue).remove(gone.id, "a mistake")
    assert {one.file: one.superseded for one in listed(catalogue, ["public"])} == {"a.pdf": True, "b.pdf": False}
