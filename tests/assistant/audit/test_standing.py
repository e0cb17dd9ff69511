"""Whether a machine may sign on, decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.audit.standing import Head, Memory, Remembered, Standing, judge, machine


def root(size: int, history: str = "a") -> bytes:
    return f"{history}{size}".encode().ljust(32)


def head(size: int, *origins: str, history: str = "a") -> Head:
    return Head(origins or ("one",), size, root(size, history))


def at(path: str, remembered: Head) -> Remembered:
    return Remembered(path, remembered)


LOG = head(5)


@pytest.mark.parametrize(
    ("log", "here", "elsewhere", "same_machine", "expected"),
    [
        (LOG, head(5), [], True, "own"),
        (LOG, head(3), [], True, "own"),
        (LOG, head(6), [], True, "rolled back"),
        (LOG, head(5, history="b"), [], True, "rolled back"),
        (LOG, head(3, history="b"), [], True, "rolled back"),
        (LOG, head(4, "one", "two"), [], True, "rolled back"),
        (head(5, "one", "two"), head(4), [], True, "own"),
        (LOG, head(9, "another"), [], True, "own"),
        (LOG, None, [(head(5), True)], True, "copy"),
        (LOG, None, [(head(9), True)], True, "copy"),
        (LOG, None, [(head(5), False)], True, "own"),
        (LOG, None, [(head(9), False)], True, "rolled back"),
        (LOG, None, [(head(4), False), (head(9), False)], True, "rolled back"),
        (LOG, None, [(head(9, "one", "two"), True)], True, "rolled back"),
        (LOG, None, [(head(9, "another"), True)], True, "own"),
        (LOG, None, [], True, "own"),
        (LOG, None, [], False, "foreign"),
    ],
    ids=[
        "as it was left", "others went on", "entries are missing", "another history of the same length",
        "another history that is longer", "from before a new origin", "a new origin by another user",
        "another library in its place", "a copy", "an older copy", "moved", "moved, and older", "moved twice",
        "of an origin that was left", "beside an unrelated one", "another user's", "another machine's",
    ],
)  # fmt: skip
def test_standing(
    log: Head, here: Head | None, elsewhere: list[tuple[Head, bool]], same_machine: bool, expected: Standing
) -> None:
    remembered = None if here is None else at("/here", here)
    others = [(at(f"/{number}", one), stands) for number, (one, stands) in enumerate(elsewhere)]
    assert judge(log, remembered, others, same_machine=same_machine, root_at=root) == expected


def test_what_is_remembered_is_read_back(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "state")
    log, other = tmp_path / "a" / "log", tmp_path / "b" / "log"
    assert memory.of(log) is None
    for place, size in ((log, 5), (other, 7)):
        memory.file(place).parent.mkdir(parents=True, exist_ok=True)
        memory.file(place).write_bytes(memory.content(place, head(size)))
    assert memory.of(log) == at(str(log), head(5))
    assert list(memory.elsewhere(log)) == [at(str(other), head(7))]
    memory.file(log).write_bytes(b"{")
    with pytest.raises(ValueError, match="damaged"):
        memory.of(log)


def test_a_machine_is_named_and_nothing_is_told_of_it() -> None:
    assert machine() == machine()
    assert len(machine()) == 16
