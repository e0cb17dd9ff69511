"""Runs work in a process of its own, which can be ended at any time, whatever it is at.

It is not `multiprocessing`: that asks for the file number of stderr, which a terminal UI has taken over. Work that
says things in another language for a while, or loads a model, neither disturbs the screens nor leaves memory behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from gettext import gettext as _
from multiprocessing.connection import Connection
from tempfile import TemporaryFile
from typing import Any, Generic, TypeVar

from assistant.errors import AssistantError
from assistant.i18n import speak, spoken
from indexes.errors import LibraryError
from models.errors import ModelError

Told = TypeVar("Told")

_WAIT = 0.05
"""Seconds between two looks at whether the work is still wanted."""


class BrokenOffError(AssistantError):
    """The process that did the work has ended before it was done: try again, with more memory."""


@dataclass(frozen=True, slots=True)
class _Error:
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Done:
    """There is nothing more to tell."""


class Apart(Generic[Told]):
    """A function that runs in another process: what it tells, by the function that it is handed first, is yielded here.

    It and its arguments are pickled, so it stands in a module; what it tells is, too.
    """

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._order = (work, arguments, spoken())
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._ended = False

    def run(self, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Told]:
        """Yield what the work tells; ends early where it is cancelled, or ended from elsewhere.

        Raises:
            AssistantError: what the work raised of this program's errors, with its hint; or that it was broken off.
        """
        here, there = _pipe()
        with here, TemporaryFile() as said, self._running(there, said) as process:
            if process is None:
                return
            there.close()
            here.send(self._order)
            while not (cancelled() or self._ended):
                if not here.poll(_WAIT):
                    continue
                try:
                    told = here.recv()
                except EOFError:
                    if not self._ended:
                        raise _broken_off(process, said) from None
                    return
                if isinstance(told, _Done):
                    return
                if isinstance(told, _Error):
                    raise AssistantError(told.message, hint=told.hint)
                yield told

    def end(self) -> None:
        """End it now, with what it started itself; may be called from any thread."""
        with self._lock:
            self._ended = True
            if self._process is not None and self._process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)

    @contextmanager
    def _running(self, there: Connection, said: Any) -> Iterator[subprocess.Popen[bytes] | None]:
        with self._lock:
            if not self._ended:
                self._process = subprocess.Popen(  # noqa: S603  # this program itself
                    [sys.executable, "-m", __name__, str(there.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    pass_fds=(there.fileno(),),
                    start_new_session=True,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"},
                )
        try:
            yield self._process
        finally:
            there.close()
            self.end()
            if self._process is not None:
                self._process.wait()


def _pipe() -> tuple[Connection, Connection]:
    from multiprocessing import Pipe

    return Pipe()


def _broken_off(process: subprocess.Popen[bytes], said: Any) -> Exception:
    """Why a process ended without a word: a fault of the program is shown as one; being killed is not."""
    code = process.wait()
    if code > 0:
        said.seek(0)
        return RuntimeError(said.read().decode(errors="replace"))
    return BrokenOffError(
        _("The process that did the work was ended before it was done (signal {signal}).").format(signal=-code),
        hint=_("It may have lacked memory: close other programs, and try again."),
    )


def main() -> None:
    """Do the work that is handed in, and tell of it."""
    with Connection(int(sys.argv[1])) as there:
        work, arguments, language = there.recv()
        speak(language)
        try:
            work(there.send, *arguments)
        except (AssistantError, LibraryError, ModelError) as error:
            there.send(_Error(str(error), error.hint))
        except BrokenPipeError:
            return  # nobody listens any more
        else:
            there.send(_Done())


if __name__ == "__main__":
    # What is sent is known by this module's own name, not by that of the program that runs.
    from assistant.desks.apart import main as run

    run()
