"""The desk for finding, over libraries that were really filed: filters, labels, words being typed, closer ranking."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.desks.find import OfficeFindDesk
from assistant.office import Office
from assistant.tui.find.desk import Filters, Found
from indexes.catalogue import Catalogue
from indexes.errors import EmptyLibraryError, NoLibraryError, OtherEncoderError
from indexes.publishing import publish
from indexes.records import Facts
from ingest import job

MakeDesk = Callable[..., OfficeFindDesk]


@pytest.fixture
def folder(filed_library, tmp_path: Path) -> Path:
    """A library of one's own: three small documents in both languages."""
    return shutil.copytree(filed_library.folder, tmp_path / "library")


@pytest.fixture
def make_desk(folder: Path) -> Iterator[MakeDesk]:
    opened = []

    def make(**settings: object) -> OfficeFindDesk:
        office = Office(folder)
        office = office.with_settings(office.settings.model_copy(update=settings))
        opened.append(OfficeFindDesk(office))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> OfficeFindDesk:
    return make_desk()


def files(found: Found) -> list[str]:
    return [hit.document.file for hit in found.hits]


def lit(found: Found, place: int = 0) -> list[str]:
    text = found.hits[place].passage.text
    return [text[start:end] for start, end in found.lit[place]]


def change(folder: Path, file: str, *, label: str | None = None, day: str | None = None) -> str:
    """Give a document another label or a date, and publish; return its id."""
    catalogue = Catalogue(folder / "catalogue.sqlite")
    document = catalogue.find(file)
    assert document is not None
    with catalogue.transaction():
        catalogue.assign(document.id, document.collection, label or document.label)
        if day is not None:
            pages = [one for n in range(1, document.pages + 1) if (one := catalogue.page(document.id, n))]
            passages = catalogue.passages_of(document.id)
            pipeline = catalogue.pipeline_of(document.id) or ""
            catalogue.file_document(replace(document, facts=Facts(date=day)), pages, passages, pipeline=pipeline)
    office = Office(folder)
    publish(folder / "generations", catalogue, office.encoder(), office.lexicon())
    catalogue.close()
    return document.id


def test_passages_are_found_in_both_languages(desk: OfficeFindDesk) -> None:
    french = desk.find("chien en laisse", Filters(), 5)
    assert (french.language, french.closely) == ("fr", False)
    assert files(french)[0] == "parc-canin.fr.pdf"
    assert {"chien"} <= {word.casefold().rstrip("s") for word in lit(french)}
    english = desk.find("snow removal", Filters(), 5)
    assert english.language == "en"
    assert files(english)[0] == "deneigement.fr.pdf"
    assert "neige" in " ".join(lit(english)).casefold(), "the words are lit by their translations"


@pytest.mark.parametrize(("typed", "file"), [("exc", "parc-canin.fr.pdf"), ("minui", "deneigement.fr.pdf")])
def test_a_word_being_typed_is_completed(desk: OfficeFindDesk, typed: str, file: str) -> None:
    assert files(desk.find(typed, Filters(), 3, typing=True))[0] == file
    assert desk.find(typed, Filters(), 3, typing=True).lit[0]
    assert desk.find(typed, Filters(), 3).lit[0], "and still is where it is no word"


@pytest.mark.parametrize("query", ["", "  ", "?", "😀", "\udc80", "x" * 2000, "chien " * 300])
def test_whatever_is_typed_is_no_error(desk: OfficeFindDesk, query: str) -> None:
    found = desk.find(query, Filters(), 5, typing=True)
    assert len(found.lit) == len(found.hits)
    assert bool(found.hits) == bool(query.strip())


def test_a_third_language_is_searched_like_any_other(desk: OfficeFindDesk) -> None:
    assert desk.find("Wie viele Hunde dürfen in den Park mitgenommen werden?", Filters(), 5).language in ("fr", "en")


def test_the_filters_hold_before_anything_is_ranked(desk: OfficeFindDesk) -> None:
    every = desk.find("chien", Filters(), 30)
    english = desk.find("chien", Filters(language="en"), 30)
    assert {hit.passage.language for hit in english.hits} == {"en"}
    assert english.searched < every.searched
    (snow,) = (one.id for one in desk.documents() if one.file == "deneigement.fr.pdf")
    assert set(files(desk.find("chien", Filters(document=snow), 30))) == {"deneigement.fr.pdf"}
    nothing = desk.find("chien", Filters(collection="nowhere"), 30)
    assert (nothing.hits, nothing.searched) == ((), 0)
    assert desk.find("chien", Filters(document="0" * 64), 30).hits == ()


def test_dates_leave_documents_that_bear_one(folder: Path, make_desk: MakeDesk) -> None:
    change(folder, "parc-canin.fr.pdf", day="2019-06")
    desk = make_desk()
    assert set(files(desk.find("chien", Filters(since=date(2019, 6, 30)), 30))) == {"parc-canin.fr.pdf"}
    assert desk.find("chien", Filters(since=date(2019, 7, 1)), 30).hits == ()
    assert set(files(desk.find("neige", Filters(until=date(2020, 1, 1)), 30))) == {"parc-canin.fr.pdf"}


def test_the_documents_are_listed(desk: OfficeFindDesk) -> None:
    listed = desk.documents()
    assert [one.file for one in listed] == ["deneigement.fr.pdf", "library.en.pdf", "parc-canin.fr.pdf"]
    assert [one.language for one in listed] == ["fr", "en", "fr"]
    assert all(one.pages > 0 for one in listed)


def test_row_50_nothing_is_told_of_what_the_reader_may_not_see(folder: Path, make_desk: MakeDesk) -> None:
    secret = change(folder, "parc-canin.fr.pdf", label="secret")
    desk, cleared = make_desk(), make_desk(labels=("public", "secret"))
    assert [one.file for one in desk.documents()] == ["deneigement.fr.pdf", "library.en.pdf"]
    for filters in (Filters(), Filters(document=secret), Filters(language="fr")):
        found = desk.find("chien en laisse", filters, 30, typing=True)
        assert "parc-canin.fr.pdf" not in files(found)
        assert found.searched < cleared.find("chien en laisse", filters, 30).searched
    assert files(cleared.find("chien en laisse", Filters(), 1)) == ["parc-canin.fr.pdf"]
    assert not desk.find("excré", Filters(), 1, typing=True).lit[0], "no word of it is offered"


def test_the_same_is_ranked_closely(desk: OfficeFindDesk) -> None:
    quick, close = (desk.find("chien en laisse", Filters(), 5, closely=closely) for closely in (False, True))
    assert close.closely
    assert files(close)[0] == "parc-canin.fr.pdf"
    assert "nearness" in close.hits[0].parts
    assert "nearness" not in quick.hits[0].parts
    assert set(files(desk.find("chien", Filters(language="en"), 5, closely=True))) == {"library.en.pdf"}


def test_a_quick_search_does_not_wait_for_a_close_one(desk: OfficeFindDesk) -> None:
    held = desk._closely
    with held:  # as while the slower models rank
        close = threading.Thread(target=lambda: desk.find("chien", Filters(), 3, closely=True))
        close.start()
        assert desk.find("chien", Filters(), 3).hits
        assert close.is_alive()
    close.join()


def test_what_is_filed_meanwhile_is_found(folder: Path, desk: OfficeFindDesk, make_pdf, tmp_path: Path) -> None:
    assert "homard.fr.pdf" not in files(desk.find("homards", Filters(), 9))
    documents = tmp_path / "more"
    documents.mkdir()
    make_pdf(documents / "homard.fr.pdf", ["1. La pêche aux homards est permise en mai et en juin de chaque année."])
    office = Office(folder)
    library = office.library()
    order = job.Order([documents], collection="mer")
    list(job.run(library, order, encoder=office.encoder(), lexicon=office.lexicon(), recorder=office.recorder()))
    library.close()
    assert files(desk.find("homards", Filters(), 1)) == ["homard.fr.pdf"]
    assert files(desk.find("homards", Filters(collection="mer"), 1)) == ["homard.fr.pdf"]
    assert "mer" in {one.collection for one in desk.documents()}


def test_nothing_is_put_on_the_record(folder: Path, desk: OfficeFindDesk) -> None:
    before = sorted((path.name, path.stat().st_size) for path in (folder / "log").rglob("*") if path.is_file())
    desk.find("chien", Filters(), 5)
    desk.find("chien", Filters(), 5, closely=True)
    desk.documents()
    assert sorted((p.name, p.stat().st_size) for p in (folder / "log").rglob("*") if p.is_file()) == before


def test_what_is_missing_is_said_with_what_mends_it(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(NoLibraryError, match=r"no library|bibliothèque"):
        OfficeFindDesk(Office(tmp_path / "none"))
    empty = Office(tmp_path / "empty")
    empty.library(create=True).close()
    with pytest.raises(EmptyLibraryError) as caught:
        OfficeFindDesk(empty)
    assert "greffier ingest run" in caught.value.hint


def test_another_encoder_is_said_with_what_mends_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fake_encoder
) -> None:
    office = Office(folder)
    monkeypatch.setattr(office, "encoder", lambda: fake_encoder)
    with pytest.raises(OtherEncoderError) as caught:
        OfficeFindDesk(office)
    assert "greffier index rebuild" in caught.value.hint
