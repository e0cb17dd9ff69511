"""What a witness decides, by what they saw of a log before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.checkpoints import Checkpoint
from assistant.audit.merkle import EMPTY_ROOT
from assistant.audit.witness import Finding, judge


def head(size: int, branch: str = "a", origin: str = "A") -> Checkpoint:
    """A head of an imagined history: branches are the same up to size 5."""
    root = EMPTY_ROOT if size == 0 else f"{branch if size > 5 else 'a'}{size}".encode().ljust(32)
    return Checkpoint(origin, size, root)


def judged(
    shown: Checkpoint,
    *seen: Checkpoint,
    branch: str = "a",
    origins: tuple[str, ...] = ("A",),
    opened: tuple[int, ...] = (0,),
) -> Finding:
    def extends(one: Checkpoint) -> bool:
        assert one.size <= shown.size, "nothing is asked that cannot be"
        return one.root == head(one.size, branch).root

    return judge(shown, seen, extends=extends, origins=origins, openings=lambda: opened)


def test_what_was_never_seen_is_seen_for_the_first_time() -> None:
    assert judged(head(7)) == Finding("first")


def test_a_log_that_grew() -> None:
    assert judged(head(7), head(6)) == Finding("extended", head(6))
    assert judged(head(7), head(7)) == Finding("unchanged", head(7))
    assert judged(head(7), head(0)) == Finding("extended", head(0))
    assert judged(head(9), head(8), head(6)) == Finding("extended", head(8)), "the last that was seen comes first"


def test_a_log_that_lost_entries() -> None:
    assert judged(head(7), head(8)) == Finding("rolled back", head(8))
    assert judged(head(0), head(8)) == Finding("rolled back", head(8))


def test_a_log_with_another_history() -> None:
    assert judged(head(7), head(6, "b")) == Finding("forked", head(6, "b"))
    assert judged(head(7), head(7, "b")) == Finding("forked", head(7, "b"))


def test_the_worst_counts() -> None:
    assert judged(head(7), head(6), head(8)).verdict == "rolled back"
    assert judged(head(7), head(6), head(8), head(7, "b")).verdict == "forked"


def test_a_log_that_goes_on_under_another_origin() -> None:
    shown = head(9, origin="B")
    assert judged(shown, head(7), origins=("A", "B"), opened=(0, 8)) == Finding("continued", head(7), 8)
    assert judged(shown, head(8), origins=("A", "B"), opened=(0, 8)) == Finding("continued", head(8), 8)
    assert judged(shown, head(7), origins=(), opened=(0, 8)) == Finding("continued", head(7), 8), "the tree says so"


def test_several_origins_that_were_opened_since() -> None:
    found = judged(head(9, origin="C"), head(6), origins=("A", "B", "C"), opened=(0, 7, 8))
    assert found == Finding("continued", head(6), 8)
    found = judged(head(9, "b", "C"), head(7), branch="b", origins=("A", "B", "C"), opened=(0, 5, 8))
    assert found == Finding("short", head(7), 5)


def test_an_origin_that_was_opened_over_less_than_was_seen() -> None:
    shown = head(9, "b", origin="B")
    assert judged(shown, head(7), branch="b", origins=("A", "B"), opened=(0, 5)) == Finding("short", head(7), 5)
    assert judged(shown, head(12), branch="b", origins=("A", "B"), opened=(0, 5)) == Finding("short", head(12), 5)
    assert judged(shown, head(5), branch="b", origins=("A", "B"), opened=(0, 5)) == Finding("continued", head(5), 5)


def test_an_origin_that_no_entry_opened_hides_nothing() -> None:
    shown = head(9, origin="B")
    assert judged(shown, head(7), origins=("A", "B"), opened=(0,)) == Finding("continued", head(7), None)
    assert judged(shown, head(7, "b"), origins=("A", "B"), opened=(0, 8)).verdict == "forked"
    assert judged(shown, head(7, "b"), origins=("A", "B"), opened=(0, 7)).verdict == "forked"
    assert judged(head(9, "b", "B"), head(7), branch="b", origins=("A", "B"), opened=(0, 8)).verdict == "forked"


def test_another_log_is_another_matter() -> None:
    assert judged(head(9, "b", "B"), head(7), branch="b", origins=("B",), opened=(0, 5)) == Finding("first")


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("ab")), max_size=4), st.integers(0, 12))
def test_nothing_is_called_whole_that_lacks_what_was_seen(seen: list[tuple[int, str]], size: int) -> None:
    found = judged(head(size), *(head(*one) for one in seen))
    whole = all(there <= size and head(there, branch) == head(there) for there, branch in seen)
    assert (found.verdict in ("first", "unchanged", "extended")) == whole
