"""Keeps the bytes of every filed document, under their SHA-256."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from indexes.files import copy_and_hash, sync


class Vault:
    """A folder of documents, `ab/ab12…` for the bytes whose SHA-256 is `ab12…`.

    A document comes in in two steps, so that what is parsed is what was hashed, and what cannot be parsed is not kept:
    `receive` copies it into `incoming/`, then `keep` or `discard` decides.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    @property
    def incoming(self) -> Path:
        """Where copies wait; what a job needs besides them may be put there too, to be swept with them."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming

    def path(self, document: str) -> Path:
        """Where the bytes of a document are, or would be."""
        return self._folder / document[:2] / document

    def receive(self, source: Path) -> tuple[str, Path]:
        """Copy a file in; return its SHA-256 and where the copy waits."""
        waiting = self.incoming / secrets.token_hex(8)
        try:
            return copy_and_hash(source, waiting), waiting
        except BaseException:
            waiting.unlink(missing_ok=True)
            raise

    def keep(self, document: str, waiting: Path) -> None:
        """Give a received copy its place."""
        path = self.path(document)
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(path)
        sync(path.parent)

    def discard(self, waiting: Path) -> None:
        """Drop a received copy."""
        waiting.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Drop what an interrupted job left waiting. Only for the one writer of the library."""
        for waiting in self._incoming.glob("*"):
            if waiting.is_dir():
                shutil.rmtree(waiting)
            else:
                waiting.unlink()
