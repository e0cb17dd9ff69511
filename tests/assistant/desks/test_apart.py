"""Work in a process of its own: told of as it goes, ended when it is not wanted, its errors said here."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.desks.apart import Apart, BrokenOffError
from assistant.errors import AssistantError


def apart(program: str) -> Apart[object]:
    """Work that runs a program, in which `tell` tells."""
    return Apart(_run, program)


def _run(tell: Callable[[object], None], program: str) -> None:
    exec(program, {"tell": tell})  # noqa: S102


_run.__module__, _run.__qualname__ = "tests.assistant.desks.test_apart", "_run"


@pytest.fixture(autouse=True)
def _found_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process imports this module to find what it is to run."""
    monkeypatch.setitem(sys.modules, _run.__module__, sys.modules[__name__])
    monkeypatch.syspath_prepend(Path(__file__).parents[3])


def test_what_is_told_comes_in_order() -> None:
    assert list(apart("tell(1); tell({'a': (2, None)})").run()) == [1, {"a": (2, None)}]


def test_it_is_another_process_with_a_session_of_its_own() -> None:
    (pid, group), *_rest = apart("import os; tell((os.getpid(), os.getpgid(0)))").run()
    assert pid == group != os.getpgid(0)


def test_errors_of_the_program_come_with_their_hints() -> None:
    failing = "from assistant.errors import RecordError; raise RecordError('It ends', hint='Compare it')"
    with pytest.raises(AssistantError, match="It ends") as caught:
        list(apart(f"tell(1)\n{failing}").run())
    assert caught.value.hint == "Compare it"


def test_a_fault_of_the_program_is_not_hidden() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(apart("1 / 0").run())


def test_one_that_is_killed_is_said_to_be_broken_off() -> None:
    with pytest.raises(BrokenOffError) as caught:
        list(apart("import os; os.kill(os.getpid(), 9)").run())
    assert caught.value.hint


FOREVER = "import os, time; tell(os.getpid()); time.sleep(600)"


def test_what_is_not_wanted_any_more_is_ended_at_once() -> None:
    unwanted = threading.Event()
    work = apart(FOREVER).run(unwanted.is_set)
    pid = int(str(next(work)))
    os.kill(pid, 0)
    unwanted.set()
    assert list(work) == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_it_is_ended_from_another_thread() -> None:
    work = apart(FOREVER)
    told: list[object] = []
    begun = threading.Event()

    def run() -> None:
        for pid in work.run():
            told.append(pid)
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(60)
    work.end()
    thread.join(60)
    assert not thread.is_alive()
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(told[0])), 0)


def test_one_that_was_ended_before_it_began_does_nothing() -> None:
    work = apart("tell(1)")
    work.end()
    assert list(work.run()) == []


def test_it_speaks_the_language_that_is_spoken_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    program = "from assistant.audit.replay.wording import state; tell(state('holds'))"
    assert list(apart(program).run()) == ["holds"]


def test_it_runs_while_stderr_has_no_file_number(monkeypatch: pytest.MonkeyPatch) -> None:
    class Captured:
        """As Textual has it."""

        def fileno(self) -> int:
            return -1

        def write(self, text: str) -> int:
            return len(text)

        def flush(self) -> None:
            pass

    monkeypatch.setattr(sys, "stderr", Captured())
    assert list(apart("tell(1)").run()) == [1]
