"""Finding, without a screen: dates, excerpts, shelves, what the room says of itself, and how it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tui.desk import Trouble
from assistant.tui.find.dates import dated_within, period
from assistant.tui.find.desk import Filters, Found
from assistant.tui.find.documents import label, of_document
from assistant.tui.find.excerpt import LIT, excerpt, window
from assistant.tui.find.keeping import kept, taken_up
from assistant.tui.find.results import about, laid_out
from assistant.tui.find.shelves import Shelf, chosen, shelves, still_filed
from assistant.tui.find.states import Seen, filter_words, hint_words, state_words
from indexes.browsing import Listed

from .find_desk import LISTED, OLD, PASSAGES, hostile_find_desk
from .scripted import ACT, FR, HOSTILE_TEXT

# Dates


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2019", (date(2019, 1, 1), date(2019, 12, 31))),
        ("2019-06", (date(2019, 6, 1), date(2019, 6, 30))),
        ("2020-2", (date(2020, 2, 1), date(2020, 2, 29))),
        (" 2019-06-30 ", (date(2019, 6, 30), date(2019, 6, 30))),
        ("2019-13", None),
        ("2019-02-30", None),
        ("0000", None),
        ("20", None),
        ("", None),
        ("2019-", None),
        ("juin 2019", None),
    ],
)
def test_a_date_is_a_year_a_month_or_a_day(written: str, days: tuple[date, date] | None) -> None:
    assert period(written) == days


@pytest.mark.parametrize(
    ("bears", "since", "until", "within"),
    [
        (None, None, None, True),
        (None, date(2019, 1, 1), None, False),
        ("soon", None, date(2019, 1, 1), False),
        ("2019", date(2019, 6, 1), None, True),
        ("2019", None, date(2019, 1, 1), True),
        ("2019", date(2020, 1, 1), None, False),
        ("2019-06-30", date(2019, 6, 30), date(2019, 6, 30), True),
        ("2019-06-30", date(2019, 7, 1), None, False),
        ("2019-06", None, date(2019, 5, 31), False),
    ],
)
def test_a_document_lies_between_two_days_where_it_may(
    bears: str | None, since: date | None, until: date | None, within: bool
) -> None:
    assert dated_within(bears, since, until) is within


# Excerpts

TEXT = "Le parc est ouvert tous les jours. " * 6 + "Le chien y est tenu en laisse, et le chien court. " + "Fin. " * 20


def test_the_window_stands_where_most_words_are() -> None:
    first, second = TEXT.index("chien"), TEXT.rindex("chien")
    parc = TEXT.index("parc")
    start, end = window(TEXT, ((parc, parc + 4), (first, first + 5), (second, second + 5)), 80)
    assert start <= first
    assert second + 5 <= end
    assert TEXT[start - 1] == " "
    assert end - start <= 80


def test_a_short_text_is_shown_whole() -> None:
    assert window("Le parc.", ((3, 7),), 80) == (0, 8)
    assert [line.plain for line in excerpt("Le parc.", ((3, 7),), 40, 2)] == ["Le parc."]


def test_without_a_word_the_beginning_is_shown() -> None:
    assert window(TEXT, (), 80)[0] == 0


def test_what_is_cut_off_is_said() -> None:
    place = TEXT.index("chien")
    first, second = excerpt(TEXT, ((place, place + 5),), 40, 2)
    assert first.plain.startswith("… ")
    assert second.plain.endswith(" …")


@given(
    st.text(st.characters(codec="utf-8"), max_size=300),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 20)), max_size=8),
    st.integers(8, 90),
)
def test_an_excerpt_fits(text: str, places: list[tuple[int, int]], width: int) -> None:
    spans = tuple((low, min(len(text), low + size)) for low, size in sorted(places) if low < len(text))
    lines = excerpt(text, spans, width, 2)
    assert len(lines) <= 2
    assert all(line.cell_length <= width + 1 for line in lines)


def test_the_words_of_the_query_stand_out() -> None:
    (line,) = excerpt("Le chien au parc.", ((3, 8), (12, 16)), 60, 2)
    assert [line.plain[span.start : span.end] for span in line.spans if span.style == LIT] == ["chien", "parc"]


def test_rows_45_and_46_what_a_document_says_is_shown_as_it_is_written() -> None:
    desk = hostile_find_desk()
    for line in laid_out(desk.passages[0], ((0, 5), (10, 30)), 300):
        assert not {character for character in line.plain if ord(character) < 32 or 127 <= ord(character) < 160}
    text = laid_out(desk.passages[0], (), 300)[2].plain
    assert "[@click=app.quit]here[/]" in text
    tree = label(desk.listed[0])
    assert "[@click=app.quit]here[/]" in tree.plain
    assert "\x1b" not in tree.plain
    assert "\x1b" not in label(shelves(desk.listed)[0]).plain


def test_a_passage_says_where_it_stands_and_what_its_document_is() -> None:
    first, second, *_text = (line.plain for line in laid_out(PASSAGES[0], (), 76))
    assert first == "1. Directive sur le télétravail, p. 1"
    assert second == "French · 2024-04-01 · Partie 2 – Conditions d’admissibilité"


def test_a_long_title_is_cut_and_its_page_is_not() -> None:
    hit = replace(PASSAGES[5], document=replace(PASSAGES[5].document, title="Act " * 60))
    first = laid_out(hit, (), 60)[0].plain
    assert len(first) <= 60
    assert first.endswith("…, p. iv (page 4 of the file)")


def test_what_is_superseded_is_said_in_words() -> None:
    document = replace(PASSAGES[0].document, notes={"superseded_by": "new.pdf"})
    assert "!\u00a0superseded" in about(replace(PASSAGES[0], document=document)).plain


# Shelves


def listed(file: str, collection: str = "general", **facts: object) -> Listed:
    return replace(Listed(file, file, file, "fr", collection, 1), **facts)  # type: ignore[arg-type]


def outline(shelf: Shelf) -> object:
    return shelf.name, [outline(one) for one in shelf.shelves], [one.file for one in shelf.documents]


def test_documents_stand_by_collection_and_folder() -> None:
    found = shelves([listed("b/x.pdf"), listed("a.pdf"), listed("b/y/z.pdf"), listed("c.pdf", "acts")])
    assert [outline(one) for one in found] == [
        ("acts", [], ["c.pdf"]),
        ("general", [("b", [("y", [], ["b/y/z.pdf"])], ["b/x.pdf"])], ["a.pdf"]),
    ]
    assert [one.count for one in found] == [1, 3]


def test_a_folder_of_one_folder_is_one_shelf() -> None:
    (found,) = shelves([listed("rh/2024/a.pdf"), listed("rh/2024/b.pdf"), listed("c.pdf")])
    assert outline(found) == ("general", [("rh/2024", [], ["rh/2024/a.pdf", "rh/2024/b.pdf"])], ["c.pdf"])


def test_a_collection_of_one_folder_of_its_name_is_one_shelf() -> None:
    (found,) = shelves([listed("rh/a.pdf", "rh"), listed("rh/b/c.pdf", "rh")])
    assert outline(found) == ("rh", [("b", [], ["rh/b/c.pdf"])], ["rh/a.pdf"])


def test_they_stand_in_the_order_of_their_titles() -> None:
    (found,) = shelves([listed("1.pdf", title="Zoo"), listed("2.pdf", title="abeilles"), listed("3.pdf", title="")])
    assert [one.file for one in found.documents] == ["3.pdf", "2.pdf", "1.pdf"]


def test_a_long_shelf_is_cut_into_parts_named_by_their_ends() -> None:
    (found,) = shelves([listed(f"{n}.pdf", title=f"Act {n:04}") for n in range(450)])
    assert [(one.name, one.count) for one in found.shelves] == [
        ("Act 0000 – Act 0199", 200),
        ("Act 0200 – Act 0399", 200),
        ("Act 0400 – Act 0449", 50),
    ]
    assert (found.documents, found.count) == ((), 450)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from(["x", "y"]), max_size=3)), max_size=12))
def test_no_document_is_lost(placed: list[tuple[str, list[str]]]) -> None:
    documents = [listed("/".join([*folders, f"{n}.pdf"]), name) for n, (name, folders) in enumerate(placed)]

    def inside(shelf: Shelf) -> list[str]:
        found = [one.id for one in shelf.documents]
        for one in shelf.shelves:
            found += inside(one)
        assert len(found) == shelf.count
        return found

    assert sorted(name for shelf in shelves(documents) for name in inside(shelf)) == sorted(one.id for one in documents)


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), 4),
        (Filters(collection="rh"), 3),
        (Filters(language="en"), 2),
        (Filters(since=date(2020, 1, 1)), 2),
        (Filters(until=date(2019, 12, 31)), 2),
        (Filters(collection="rh", language="fr", since=date(2020, 1, 1)), 1),
        (Filters(document=FR), 4),
        (Filters(collection="nowhere"), 0),
    ],
)
def test_the_filters_leave_documents(filters: Filters, left: int) -> None:
    assert len(chosen(LISTED, filters)) == left


def test_a_filter_by_what_is_not_filed_any_more_is_taken_away() -> None:
    filters = Filters(collection=LISTED[0].collection, document=LISTED[0].id, language="fr")
    assert still_filed(LISTED, filters) == filters
    assert still_filed(LISTED, replace(filters, document="gone")) == replace(filters, document=None)
    assert still_filed(LISTED, replace(filters, collection="gone")) == replace(filters, collection=None)
    assert still_filed((), filters) == Filters(language="fr")


def test_a_document_is_one_line() -> None:
    texts = {one.id: label(one).plain for one in LISTED}
    assert texts[ACT] == "en      4 p.  1983-07-01  Access to Information Act"
    assert texts[OLD] == "fr      2 p.  2019  !\u00a0superseded Directive sur le télétravail"
    assert texts[FR] == "fr⇄en   3 p.  2024-04-01  Directive sur le télétravail"
    assert label(shelves(LISTED)[1]).plain == "rh  3 documents"


def test_a_document_is_opened_at_its_first_page() -> None:
    reference = of_document(LISTED[0])
    assert (reference.document, reference.page, reference.title) == (ACT, 1, "Access to Information Act")


# What the room says

FOUND = Found("jours", Filters(), "fr", PASSAGES[:3], ((), (), ()), 683, 0.034)
LISTING = Seen(query="jours", found=FOUND, opened=True)


def test_the_state_says_how_much_was_found() -> None:
    assert state_words(LISTING).plain == "3 passages of 683 · Enter ranks them closely · 0.03 s"
    one = replace(LISTING, found=replace(FOUND, hits=PASSAGES[:1], closely=True))
    assert state_words(one).plain == "1 passage of 683 · ranked closely · 0.03 s"
    assert "ranking closely…" in state_words(replace(LISTING, ranking=True)).plain


def test_the_state_says_how_many_filters_are_set() -> None:
    one = replace(LISTING, filters=Filters(collection="rh"))
    assert "1 filter: Ctrl+U clears it" in state_words(one).plain
    three = replace(LISTING, filters=Filters("rh", "fr", date(2019, 1, 1)))
    assert "3 filters: Ctrl+U clears them" in state_words(three).plain


def test_the_state_says_what_is_no_date() -> None:
    assert (
        "“2019-13” is no date: write 2019, 2019-06 or 2019-06-30"
        in state_words(replace(LISTING, wrong="2019-13")).plain
    )


def test_each_filter_is_named() -> None:
    filters = Filters("rh", "en", date(2019, 1, 1), date(2020, 1, 1), FR, date(2021, 1, 1))
    assert list(filter_words(filters, LISTED[3])) == [
        "collection rh",
        "passages in English",
        "dated 2019-01-01 or later",
        "dated 2020-01-01 or earlier",
        "in force on 2021-01-01",
        "only in Directive sur le télétravail",
    ]
    assert list(filter_words(Filters(document=FR), None)) == ["only in ffffffff"]


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Seen(), "Opening the library…"),
        (Seen(opened=True), "Type what you look for"),
        (Seen(opened=True, query="x"), "Searching…"),
        (replace(LISTING, found=replace(FOUND, hits=())), "Try other words"),
        (
            replace(LISTING, found=replace(FOUND, hits=()), filters=Filters(collection="rh", since=date(2019, 1, 1))),
            "  • collection rh\n  • dated 2019-01-01 or later\nDocuments that bear no date are left out",
        ),
        (replace(LISTING, found=replace(FOUND, hits=()), filters=Filters(collection="rh")), "Ctrl+U clears them."),
        (Seen(trouble=Trouble("It is empty.", "Run greffier ingest run FOLDER")), "→ Run greffier ingest run FOLDER"),
    ],
)
def test_an_empty_list_says_what_to_do(seen: Seen, words: str) -> None:
    assert not seen.is_listed
    assert words in hint_words(seen).plain


def test_rows_45_and_46_hints_are_literal() -> None:
    seen = Seen(opened=True, query="x", found=replace(FOUND, hits=()), filters=Filters(collection=HOSTILE_TEXT))
    assert "[@click=app.quit]here[/]" in hint_words(seen).plain
    assert "\x1b" not in hint_words(seen).plain
    assert "\x1b" not in hint_words(Seen(trouble=Trouble(HOSTILE_TEXT, HOSTILE_TEXT))).plain


# Kept over restarts


def test_what_is_kept_is_taken_up() -> None:
    filters = Filters("rh", "fr", date(2019, 6, 1), date(2020, 12, 31), FR, date(2021, 3, 1))
    written = {"since": "2019-06", "until": "2020", "as_of": "2021-03-01"}
    state = kept("jours", filters, written, shelves=True)
    assert taken_up(state) == ("jours", filters, written, True)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"query": 3, "collection": [], "language": "de", "document": None, "dates": "2019", "shelves": "yes"},
        {"dates": {"since": "2019-13", "until": 4, "other": "2019"}, "unknown": 1},
        {"collection": "", "query": None},
    ],
)
def test_what_is_no_such_value_is_passed_over(state: dict[str, object]) -> None:
    assert taken_up(state) == ("", Filters(), {}, False)
