"""What a list of sessions takes from the record."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit import naming
from assistant.audit.clearance import LabelOf, screened
from assistant.audit.gist import Gist, folded
from assistant.audit.keeping import kept
from assistant.audit.log import Log
from assistant.audit.reading import summaries
from assistant.errors import RecordError

from .making import statement

ONE, TWO = "1" * 16, "2" * 16


def converse(
    log: Log, session: str, *questions: str, labels: tuple[str, ...] = ("public",), document: str = "d1"
) -> None:
    log.record("session.opened", {"labels": list(labels), "by": "mroy"}, session)
    for question in questions:
        log.record("question", {"question": question, "language": "fr"}, session)
        said = {"statements": [statement(document, "L’été à Québec")]}
        log.record("answer", {"question": question, "language": "fr", "answer": "L’été à Québec [1]", **said}, session)


def gist(log: Log, documents: dict[str, str] | None = None) -> Gist:
    def label_of() -> LabelOf:
        return ({} if documents is None else documents).get

    return Gist(log, ["public"], label_of)


def whole(log: Log) -> list[object]:
    return [*summaries(screened(log.entries(), ["public"], {}.get))]


def test_words_are_folded() -> None:
    assert folded("Œuvre d’ÉTÉ — 9 h 30, L'ŒUF!") == ["oeuvre", "d", "ete", "9", "h", "30", "l", "oeuf"]


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    assert folded(" ".join(folded(text))) == folded(text)


def test_it_sums_up_what_reading_all_of_it_does_and_goes_on_from_there(log: Log) -> None:
    following = gist(log)
    assert not following.read()
    assert following.summaries() == []
    converse(log, ONE, "Où ?")
    assert following.read()
    assert following.summaries() == whole(log)
    assert not following.read()
    converse(log, TWO, "Quand ?", "Qui ?")
    naming.name(log, ONE, "Le parc", "mroy")
    read: list[tuple[int, int]] = []
    assert following.read(lambda done, of: read.append((done, of)))
    assert following.summaries() == whole(log)
    assert [one.title for one in following.summaries()] == ["Le parc", ""]
    assert " quebec " in following.words(ONE)
    assert " parc " in following.words(ONE)
    assert following.words("ffff").strip() == ""


def test_only_what_is_new_is_read(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    converse(log, ONE, "Où ?")
    following = gist(log)
    following.read()
    size = log.size()
    converse(log, TWO, "Quand ?")
    read: list[int] = []
    since = Log.since

    def noting(self: Log, tree):  # type: ignore[no-untyped-def]
        for entry, after in since(self, tree):
            read.append(entry.index)
            yield entry, after

    monkeypatch.setattr(Log, "since", noting)
    following.read()
    assert read == list(range(size, log.size()))


def test_what_is_destroyed_since_is_forgotten(log: Log) -> None:
    converse(log, ONE, "Le secret ?")
    converse(log, TWO, "Quand ?")
    following = gist(log)
    following.read()
    assert " secret " in following.words(ONE)
    log.destroy(kept(log.entries())[0].entries, "4-12", "Roy", ONE)
    following.read()
    assert " secret " not in following.words(ONE)
    assert [one.destroyed is not None for one in following.summaries()] == [True, False]
    assert following.summaries() == whole(log)


def test_what_has_another_label_since_is_withheld(log: Log) -> None:
    documents = {"d1": "public"}
    converse(log, ONE, "Quoi ?")
    following = gist(log, documents)
    following.read()
    assert " quebec " in following.words(ONE)
    documents["d1"] = "personnel"
    log.record("document.filed", {"document": "d1"})
    following.read()
    assert " quebec " not in following.words(ONE)


def test_nothing_of_a_session_that_is_withheld_is_kept(log: Log) -> None:
    converse(log, ONE, "Le secret ?", labels=("personnel",))
    following = gist(log)
    following.read()
    assert following.words(ONE).strip() == ""
    assert [(one.withheld, one.first_question, one.by) for one in following.summaries()] == [(True, "", "")]


def test_a_log_that_is_not_what_was_read_is_refused(log: Log, tmp_path: Path) -> None:
    converse(log, ONE, "Où ?", "Quand ?")
    following = gist(log)
    following.read()
    other = Log(tmp_path / "other", state=tmp_path / "elsewhere")
    converse(other, ONE, "Où ?")
    following._log = other
    with pytest.raises(RecordError):
        following.read()


def test_some_entries_are_read_as_in_the_whole(log: Log) -> None:
    for number in range(140):
        log.record("session.opened", {"n": number}, ONE)
        log.record("question", {"question": f"{number} ?", "language": "fr"}, TWO)
    log.destroy([3, 270], "4-12", "Roy", ONE)
    entries = list(log.entries())
    wanted = [3, 0, 255, 256, 270, log.size() - 1]
    assert list(log.at(wanted)) == [entries[index] for index in sorted(wanted)]
    with pytest.raises(RecordError):
        list(log.at([log.size()]))
