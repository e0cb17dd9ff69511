"""How a document stands as a record, said to whoever reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.marks import marks, noted, record_json
from indexes.catalogue import Catalogue, Location
from indexes.disposal import Disposal
from indexes.records import Document, Facts, Page
from indexes.twins import Twins

FRENCH = Document("f" * 64, "pret.fr.pdf", "Règlement sur le prêt", "fr", "general", "public", 1)
ENGLISH = replace(FRENCH, id="e" * 64, file="pret.en.pdf", language="en")


@pytest.fixture
def catalogue(tmp_path: Path):
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def put(catalogue: Catalogue, document: Document, text: str = "Article 12: 50 $ et 75 $, 2020 et 2021.") -> Document:
    page = Page(1, None, text, 612.0, 792.0, np.zeros((len(text), 4), np.int16))
    with catalogue.transaction():
        catalogue.file_document(document, [page], [], pipeline="1")
        catalogue.locate(Location("/", document.file, document.id, 1, 1))
    return document


def test_what_is_known_is_said_and_nothing_else() -> None:
    assert list(marks(FRENCH)) == []
    said = replace(FRENCH, facts=Facts("2010-04-19", "1132-2010"), notes={"authoritative": "fr"})
    assert len(list(marks(said))) == 3
    assert record_json(said)["number"] == "1132-2010"
    assert record_json(said)["superseded_by"] is None
    consolidated = replace(said, notes={"consolidated": "2019-06-26"})
    assert any("2019-06-26" in one for one in marks(consolidated))
    assert not any("2010-04-19" in one for one in marks(consolidated))


def test_twins_and_later_versions_are_called_by_their_files(catalogue: Catalogue) -> None:
    put(catalogue, FRENCH)
    put(catalogue, ENGLISH)
    Twins(catalogue).pair()
    assert record_json(noted(catalogue, FRENCH))["twin"] == "pret.en.pdf"
    later = put(catalogue, replace(FRENCH, id="a" * 64), "Une autre version.")
    assert catalogue.superseded_by(FRENCH.id) == later.id
    assert record_json(noted(catalogue, FRENCH))["superseded_by"] == "pret.fr.pdf"
    Disposal(catalogue).remove(ENGLISH.id, "")
    assert any("20" in one for one in marks(noted(catalogue, ENGLISH)))


def test_a_document_of_another_label_is_not_named(catalogue: Catalogue) -> None:
    put(catalogue, FRENCH)
    put(catalogue, replace(FRENCH, id="a" * 64, label="secret"), "Une version secrète.")
    assert noted(catalogue, FRENCH).notes["superseded_by"] is True
    assert list(marks(noted(catalogue, FRENCH)))
