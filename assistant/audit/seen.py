"""What a witness remembers, in a folder of their own: of each origin the last checkpoint and the keys to go by."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from assistant.audit.checkpoints import CheckpointError, signed_checkpoint
from assistant.audit.notes import CosigningKey, NoteError, VerifierKey
from assistant.audit.witness import Known
from assistant.errors import AssistantError
from indexes.files import replace_file

_FILE = "seen"
_UNSAFE = re.compile(r"[^0-9A-Za-z._-]")


class MemoryDamagedError(AssistantError):
    """What a witness remembers, or their key, cannot be read: nothing is judged without it."""


class Seen:
    """A witness's memory. It is read and written by whoever holds it alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else judge by this memory until what was judged is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def known(self) -> dict[str, Known]:
        """What is known, by origin.

        Raises:
            MemoryDamagedError: something there is not what was kept.
        """
        found = {}
        for path in sorted(self.folder.glob(f"*/{_FILE}")):
            try:
                lines, _blank, note = path.read_bytes().partition(b"\n\n")
                keys = tuple(VerifierKey.parse(line) for line in lines.decode().split("\n"))
                head = signed_checkpoint(note, keys)[0]
            except (OSError, UnicodeDecodeError, NoteError, CheckpointError) as error:
                raise MemoryDamagedError(
                    _("What was kept of an earlier checkpoint is damaged: {file}.").format(file=path),
                    hint=_(
                        "Put it back from a copy. Without it, nothing says whether the log still holds what it held."
                    ),
                ) from error
            found[head.origin] = Known(head, note, keys)
        return found

    def keep(self, known: Known) -> Path:
        """Keep what is known of an origin from now on: a file of the keys, an empty line, and the checkpoint."""
        path = self.place(known.head.origin) / _FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, "".join(f"{key.vkey()}\n" for key in known.keys).encode() + b"\n" + known.note)
        return path

    def place(self, origin: str) -> Path:
        """The folder of an origin."""
        return self.folder / f"{safe_name(origin)}-{hashlib.sha256(origin.encode()).hexdigest()[:8]}"


def safe_name(origin: str) -> str:
    """An origin as a part of a file's name."""
    return _UNSAFE.sub("_", origin).lstrip(".")[:100] or "_"


def new_key(path: Path, name: str) -> CosigningKey:
    """Make a witness's key in a file that nobody else reads; a file that is there is left as it is.

    Raises:
        FileExistsError: it is there.
        NoteError: nobody can be called so.
    """
    key = CosigningKey.new(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key.text() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path) -> CosigningKey:
    """Read a witness's key.

    Raises:
        MemoryDamagedError: it is none.
    """
    try:
        return CosigningKey.load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, NoteError) as error:
        raise MemoryDamagedError(
            _("There is no witness's key in {file}.").format(file=path),
            hint=_("Make one: greffier audit witness --new-key NAME --key FILE"),
        ) from error
