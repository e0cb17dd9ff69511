"""The catalogue: what is filed is read back as it was, and sentences always from their pages."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexes.catalogue import Catalogue, Location, Standing
from indexes.records import Page, Passage, Sentence, Span


def test_a_document_is_read_back_as_it_was_filed(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "a.pdf", "Le parc est ouvert.", "L’été \U0001f33b.")
    assert catalogue.document(document.id) == document
    assert catalogue.documents() == [document]
    page = catalogue.page(document.id, 1)
    assert page is not None
    assert page.text == "Le parc est ouvert.\nL’été \U0001f33b."
    assert page.boxes.shape == (len(page.text), 4)
    assert page.boxes[2].tolist() == [8, 9, 10, 11]
    assert (page.label, page.width, page.height) == ("i", 612.0, 792.0)
    assert catalogue.page_label(document.id, 1) == "i"
    one, two = catalogue.passages_of(document.id)
    assert (one.text, two.text) == ("Le parc est ouvert.", "L’été \U0001f33b.")
    assert two.heading == "Article 1"
    assert catalogue.passages([two.id, one.id]) == [two, one]


@pytest.mark.parametrize("in_use", [False, True])
def test_what_cannot_be_written_to_is_read(
    catalogue: Catalogue, file_one, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_use: bool
) -> None:
    document = file_one(catalogue, "a.pdf", "Le parc est ouvert.")
    if not in_use:
        catalogue.close()

    def refused(_path: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr("indexes.catalogue._opened", refused)
    with pytest.raises(sqlite3.OperationalError):
        Catalogue(tmp_path / "catalogue.sqlite")  # the folder can be written to: something else is wrong
    monkeypatch.setattr("os.access", lambda *_: False)
    copy = Catalogue(tmp_path / "catalogue.sqlite")
    assert copy.documents() == [document]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        file_one(copy, "b.pdf", "Non.")
    copy.close()
    with pytest.raises(sqlite3.OperationalError):
        Catalogue(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


def test_what_is_not_filed_is_none(catalogue: Catalogue) -> None:
    assert catalogue.document("x") is None
    assert catalogue.page("x", 1) is None
    assert catalogue.page_label("x", 1) is None
    assert catalogue.pipeline_of("x") is None
    assert catalogue.passages(["x"]) == []
    assert catalogue.documents() == []


def test_a_sentence_over_a_page_break_is_read_from_both_pages(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "a.pdf", "x")
    pages = [
        Page(number, None, text, 612.0, 792.0, np.zeros((len(text), 4), np.int16))
        for number, text in ((1, "Le parc est"), (2, "ouvert."))
    ]
    sentence = Sentence("s", (Span(1, 0, 11), Span(2, 0, 7)), "Le parc est ouvert.")
    passage = Passage("p", document.id, "fr", "", (sentence,))
    with catalogue.transaction():
        catalogue.file_document(document, pages, [passage], pipeline="2")
    assert catalogue.passages(["p"]) == catalogue.passages_of(document.id) == [passage]
    assert catalogue.pipeline_of(document.id) == "2"


def test_filing_again_puts_the_new_reading_in_place_of_the_old(catalogue: Catalogue, file_one) -> None:
    file_one(catalogue, "a.pdf", "Un.", "Deux.")
    document = file_one(catalogue, "a.pdf", "Trois.", pipeline="2")
    assert [passage.text for passage in catalogue.passages_of(document.id)] == ["Trois."]


def test_a_transaction_that_fails_leaves_nothing(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "a.pdf", "Un.")
    with pytest.raises(KeyError), catalogue.transaction():  # noqa: PT012  # what is written before is the point
        catalogue.assign(document.id, "bylaws", "secret")
        raise KeyError
    assert catalogue.document(document.id) == document


def test_a_page_needs_its_document(catalogue: Catalogue) -> None:
    with pytest.raises(sqlite3.IntegrityError), catalogue.transaction():
        catalogue.locate(Location("/r", "a.pdf", "nobody", 1, 1))


def test_row_23_a_document_may_have_two_locations(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "a.pdf", "Un.")
    for name in ("a.pdf", "b.pdf"):
        catalogue.locate(Location("/r", name, document.id, 1, 1))
    assert catalogue.location("/r", "b.pdf") == Location("/r", "b.pdf", document.id, 1, 1)
    assert catalogue.location("/r", "c.pdf") is None
    assert len(catalogue.documents()) == 1


def test_row_24_what_leaves_its_last_location_is_superseded(catalogue: Catalogue, file_one) -> None:
    old, new = file_one(catalogue, "old.pdf", "Un."), file_one(catalogue, "new.pdf", "Deux.")
    catalogue.locate(Location("/r", "a.pdf", old.id, 1, 1))
    catalogue.locate(Location("/r", "copy.pdf", old.id, 1, 1))
    catalogue.locate(Location("/r", "a.pdf", new.id, 2, 2))
    assert catalogue.superseded_by(old.id) is None, "it still stands at copy.pdf"
    catalogue.locate(Location("/r", "copy.pdf", new.id, 2, 2))
    assert catalogue.superseded_by(old.id) == new.id
    assert catalogue.documents() == [new]
    assert catalogue.document(old.id) == old
    catalogue.locate(Location("/r", "b.pdf", old.id, 1, 1))
    assert catalogue.superseded_by(old.id) is None


def test_row_24_where_two_took_its_places_the_first_by_name_supersedes_whichever_came_first(
    catalogue: Catalogue, file_one
) -> None:
    first, second = file_one(catalogue, "y.pdf", "Deux."), file_one(catalogue, "z.pdf", "Trois.")
    for order in (("a.pdf", "b.pdf"), ("b.pdf", "a.pdf")):
        old = file_one(catalogue, f"old-{order[0]}", f"Un {order[0]}.")
        for name in ("a.pdf", "b.pdf"):
            catalogue.locate(Location("/r", name, old.id, 1, 1))
        for name in order:
            catalogue.locate(Location("/r", name, first.id if name == "a.pdf" else second.id, 2, 2))
        assert catalogue.superseded_by(old.id) == first.id


def test_what_stands_under_a_folder_is_known_at_once(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "a.pdf", "Un.")
    catalogue.locate(Location("/r", "a.pdf", document.id, 3, 4))
    catalogue.locate(Location("/elsewhere", "b.pdf", document.id, 5, 6))
    standing = Standing(document.id, 3, 4, "1", document.collection, document.label)
    assert catalogue.standing("/r") == {"a.pdf": standing}
    assert catalogue.standing("/nowhere") == {}


def test_a_document_can_be_moved(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "a.pdf", "Un.")
    catalogue.assign(document.id, "bylaws", "secret")
    assert catalogue.document(document.id) == replace(document, collection="bylaws", label="secret")


def test_readers_read_while_one_writes(tmp_path: Path, catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "a.pdf", "Un.")
    reader = Catalogue(tmp_path / "catalogue.sqlite")
    with catalogue.transaction():
        catalogue.assign(document.id, "bylaws", "secret")
        seen = reader.document(document.id)
    assert seen == document
    after = reader.document(document.id)
    assert after is not None
    assert after.label == "secret"
    reader.close()


def test_names_of_files_are_data_and_never_sql(catalogue: Catalogue, file_one) -> None:
    document = file_one(catalogue, "'); DROP TABLE documents; --.pdf", "Un.")
    catalogue.locate(Location("/r", document.file, document.id, 1, 1))
    assert catalogue.documents() == [document]
