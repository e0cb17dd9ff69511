"""Versions: what takes the place of what, and what was valid when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indexes.catalogue import Catalogue, Location
from indexes.disposal import Disposal, Ruled
from indexes.generation import open_current
from indexes.publishing import publish
from indexes.records import Document, Facts
from indexes.versions import OPEN, Newer, as_day, maybe_newer, newer, supersede, valid_from, validities


def document(
    name: str, day: str | None, *, file: str = "", number: str | None = "1132-2010", **notes: object
) -> Document:
    facts = Facts(day, number, "Ville de Sainte-Adèle")
    return Document(
        name, file or f"{name}.pdf", "Occupation du domaine public", "fr", "general", "public", 1, notes, facts
    )


@pytest.mark.parametrize(
    ("one", "day"),
    [
        (document("a", "2010-04-19"), 20100419),
        (document("a", "2010-04-19", in_force="2010-04-28"), 20100428),
        (document("a", "2010-04-19", in_force="2010-04-28", consolidated="2019-06-26"), 20190626),
        (document("a", "2010-04-19", consolidated=True), None),
        (document("a", "2010"), 20100101),
        (document("a", None), None),
        (document("a", "soon"), None),
        (document("a", "2021-07-19", file="Rgl-PC-version-en-vigueur-20230509.pdf"), 20230509),
        (document("a", "2021-07-19", file="Rgl-PIIA-en-vigueur-17022023.pdf"), 20230217),
        (document("a", "2021-07-19", file="bylaw in force 2023-05-09.pdf"), 20230509),
        (document("a", "2021-07-19", file="en-vigueur-99999999.pdf"), 20210719),
    ],
)
def test_from_when_a_document_is_valid(one: Document, day: int | None) -> None:
    assert valid_from(one) == day


OLD = document("old", "2010-04-19")
NEW = document("new", "2010-04-19", consolidated="2019-06-26")


def test_a_later_consolidation_of_the_same_text_surely_takes_its_place() -> None:
    assert list(newer([NEW, OLD])) == [Newer("old", "new", True)]


@pytest.mark.parametrize(
    "candidate",
    [
        document("new", "2019-06-26"),
        replace(NEW, label="secret"),
        replace(NEW, collection="other"),
        replace(NEW, facts=replace(NEW.facts, author="Ville de Val-David")),
        replace(NEW, facts=replace(NEW.facts, author=None)),
    ],
    ids=["no consolidation", "another label", "another collection", "another body", "no body"],
)
def test_else_it_only_may(candidate: Document) -> None:
    assert list(newer([OLD, candidate])) == [Newer("old", "new", False)]


@pytest.mark.parametrize(
    "candidate",
    [
        replace(NEW, language="en"),
        replace(NEW, title="Parc canin"),
        replace(NEW, facts=replace(NEW.facts, number="1132-1")),
        replace(NEW, facts=replace(NEW.facts, number=None)),
        document("new", None),
        document("new", "2010-04-19"),
    ],
    ids=["language", "title", "number", "no number", "no day", "the same day"],
)
def test_or_has_nothing_to_do_with_it(candidate: Document) -> None:
    assert list(newer([OLD, candidate])) == []


def test_a_folder_rule_makes_it_certain() -> None:
    candidate = document("new", "2019-06-26")
    assert list(newer([OLD, candidate], {"old", "new"})) == [Newer("old", "new", True)]
    assert list(newer([OLD, candidate], {"new"})) == [Newer("old", "new", False)]


@pytest.fixture
def versions(catalogue: Catalogue, file_one) -> tuple[Document, Document]:
    """Two versions of a by-law, the second a consolidation under another name."""
    made = []
    for like, text in ((OLD, "Le permis coûte 50 $."), (NEW, "Le permis coûte 75 $.")):
        filed = file_one(catalogue, like.file, text)
        changed = replace(filed, title=like.title, facts=like.facts, notes=like.notes)
        pages, passages = [catalogue.page(filed.id, 1)], catalogue.passages_of(filed.id)
        with catalogue.transaction():
            catalogue.file_document(changed, pages, passages, pipeline="1")
            catalogue.locate(Location("/", like.file, filed.id, 1, 1))
        made.append(changed)
    return made[0], made[1]


def test_the_older_is_superseded_and_comes_back_when_the_newer_goes(catalogue: Catalogue, versions) -> None:
    old, new = versions
    supersede(catalogue)
    supersede(catalogue)
    assert catalogue.superseded_by(old.id) == new.id
    assert [one.id for one in catalogue.documents()] == [new.id]
    assert maybe_newer(catalogue) == []
    Disposal(catalogue).remove(new.id, "filed by mistake")
    supersede(catalogue)
    assert [one.id for one in catalogue.documents()] == [old.id]


def test_what_a_person_has_to_say_is_listed_until_a_rule_says_it(catalogue: Catalogue, versions) -> None:
    old, new = versions
    catalogue.assign(new.id, "general", "secret")
    supersede(catalogue)
    assert maybe_newer(catalogue) == [Newer(old.id, new.id, False)]
    catalogue.assign(new.id, "general", "public")
    for one in versions:
        Disposal(catalogue).rule(one.id, Ruled("/", one.file, ("By-laws",), newest=True))
    supersede(catalogue)
    assert maybe_newer(catalogue) == []


def test_row_24_what_was_valid_on_a_day_is_found_and_else_only_what_is_current(
    tmp_path, catalogue: Catalogue, versions, fake_encoder, fake_lexicon
) -> None:
    old, new = versions
    supersede(catalogue)
    times = {name: valid for name, (_document, valid) in validities(catalogue).items()}
    assert (times[old.id].begins, times[old.id].ends) == (20100419, 20190626)
    assert (times[new.id].begins, times[new.id].ends) == (20190626, OPEN)
    name = publish(tmp_path / "generations", catalogue, fake_encoder, fake_lexicon)
    opened = open_current(tmp_path / "generations", fake_encoder, fake_lexicon)

    def found(day: date | None) -> set[str]:
        mask = opened.allowed(["public"], None, day and as_day(day)).mask
        rows = [passage for passage, good in zip(opened.passages, mask, strict=True) if good]
        return {passage.document for passage in catalogue.passages(rows)}

    assert found(None) == found(date(2021, 6, 30)) == found(date(2019, 6, 26)) == {new.id}
    assert found(date(2019, 6, 25)) == found(date(2010, 4, 19)) == {old.id}
    assert found(date(2010, 4, 18)) == set()
    assert opened.live == 1
    assert publish(tmp_path / "generations", catalogue, fake_encoder, fake_lexicon) == name


def test_a_superseded_document_of_unknown_days_is_not_published(catalogue: Catalogue, file_one) -> None:
    old, new = file_one(catalogue, "a.pdf", "Un."), file_one(catalogue, "b.pdf", "Deux.")
    with catalogue.transaction():
        catalogue.locate(Location("/", "a.pdf", old.id, 1, 1))
        catalogue.locate(Location("/", "a.pdf", new.id, 1, 2))
    assert set(validities(catalogue)) == {new.id}
