"""Has pages drawn by `greffier ingest picture`: a process that may die on a hostile file, and be killed."""

from __future__ import annotations

import contextlib
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from gettext import gettext as _

from assistant.errors import PictureError
from assistant.i18n import spoken
from assistant.office import Office

PATIENCE = 45.0
"""Seconds that a drawing may take, on a busy machine: the command ends itself sooner."""
KEPT = 24 << 20
"""Bytes of pictures that are kept, those looked at last."""
LARGEST = 32 << 20
"""Bytes of a picture at most."""
MOST_PIXELS = 16_000_000
_POLL = 0.1
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Drawings:
    """Pictures of filed pages. `png` may be called from several threads at once."""

    def __init__(self, office: Office) -> None:
        library = str(office.settings.library.absolute())
        # -P: what lies in the folder that we were started in is not taken for the program.
        self._command = (sys.executable, "-P", "-m", "assistant", "--library", library)
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def png(self, document: str, number: int, width: int, given_up: Callable[[], bool]) -> bytes:
        """A page as a PNG, b"" where it is not wanted any more.

        Raises:
            PictureError: with why.
        """
        key = document, number, width
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = self._draw(("ingest", "picture", document, str(number), "--width", str(width)), given_up)
        if drawn:
            check(drawn)
            self._keep(key, drawn)
        return drawn

    def close(self) -> None:
        """Give up what is being drawn."""
        self._closed.set()

    def _keep(self, key: tuple[str, int, int], drawn: bytes) -> None:
        with self._lock:
            self._kept[key] = drawn
            while sum(map(len, self._kept.values())) > KEPT:
                self._kept.popitem(last=False)

    def _draw(self, words: tuple[str, ...], given_up: Callable[[], bool]) -> bytes:
        command = (*self._command, "--ui", spoken(), *words)
        until = time.monotonic() + PATIENCE
        try:
            process = subprocess.Popen(  # noqa: S603  # our own program, on what the catalogue holds
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # what is typed in the terminal is not for it
            )
        except OSError as error:
            raise _not_drawn(str(error.strerror or error)) from error
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    drawn, said = process.communicate(timeout=_POLL)
                    break
                if given_up() or self._closed.is_set():
                    return b""
                if time.monotonic() > until:
                    raise _not_drawn(_("it took too long"))
        finally:
            _end(process)
        if process.returncode:
            raise _failed(process.returncode, said)
        return drawn


def check(drawn: bytes) -> None:
    """Refuse what is no PNG, or too large a one to be unpacked. Its header is that of ISO 15948, 11.2.2.

    Raises:
        PictureError: with why.
    """
    if len(drawn) > LARGEST or not drawn.startswith(_SIGNATURE) or drawn[12:16] != b"IHDR" or len(drawn) < 24:
        raise _not_drawn(_("what was drawn is no picture"))
    width, height = struct.unpack(">II", drawn[16:24])
    if not 0 < width * height <= MOST_PIXELS:
        raise _not_drawn(_("what was drawn is no picture"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that is not wanted any more: first so that it clears away after itself."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _failed(status: int, said: bytes) -> PictureError:
    """The error that the command told, on a line and another for what to do."""
    lines = said.decode("utf-8", errors="replace").strip().splitlines()
    if status != 1 or not lines:
        return _not_drawn(_("the program that draws it failed ({status})").format(status=status))
    hint = next((line.removeprefix("→ ") for line in lines if line.startswith("→ ")), "")
    return PictureError(lines[0][:500], hint=hint[:500] or _hint())


def _not_drawn(why: str) -> PictureError:
    return PictureError(_("This page could not be drawn: {why}").format(why=why), hint=_hint())


def _hint() -> str:
    return _("Read its text, as it was filed.")
