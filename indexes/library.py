"""A library on disk: vault, catalogue, generations and log in one folder, with one writer at a time."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path

from indexes.catalogue import Catalogue
from indexes.errors import BusyError, NoLibraryError
from indexes.files import canonical, replace_file
from indexes.generation import current_name
from indexes.publishing import sweep
from indexes.retention import RETENTION
from indexes.vault import Vault

FORMAT = 2
_MARK = "library.json"

EVALUATIONS = "evaluations"
"""The folder, in a library, of the results of evaluations that are kept; titles of documents stand in them."""


class Library:
    """An open library. `create=True` makes the folder a library where it is empty or absent.

    keep: how long a generation is kept once another has taken its place.

    Raises:
        NoLibraryError: the folder is no library, or of another format.
    """

    def __init__(self, folder: Path, *, create: bool = False, keep: timedelta = RETENTION) -> None:
        self.folder = folder
        self.keep = keep
        self.generations = folder / "generations"
        self.log = folder / "log"
        if create:
            _create(folder)
        _check(folder)
        self.vault = Vault(folder / "vault")
        self.catalogue = Catalogue(folder / "catalogue.sqlite")

    @staticmethod
    def is_at(folder: Path) -> bool:
        """Say whether a folder is a library."""
        return (folder / _MARK).is_file()

    def close(self) -> None:
        """Close the catalogue."""
        self.catalogue.close()

    def current_generation(self) -> str | None:
        """The name of the generation that is in use, if one is."""
        return current_name(self.generations)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer of the library, and clear away what an interrupted one left.

        Raises:
            BusyError: with the name of the process that is.
        """
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
                raise BusyError(
                    _("Another job is writing to this library: {holder}.").format(holder=holder),
                    hint=_("Wait for it to end, then run the command again."),
                ) from None
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{socket.gethostname()}, process {os.getpid()}".encode(), 0)
            self.vault.sweep()
            if self.generations.is_dir():
                sweep(self.generations)
            yield
        finally:
            os.close(descriptor)


def _create(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / _MARK).exists():
        return
    if any(folder.iterdir()):
        raise NoLibraryError(
            _("{folder} holds other files: a library needs a folder of its own.").format(folder=folder),
            hint=_("Name an empty or a new folder: greffier --library FOLDER …"),
        )
    replace_file(folder / _MARK, canonical({"format": FORMAT}))


def _check(folder: Path) -> None:
    try:
        mark = json.loads((folder / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NoLibraryError(
            _("There is no library at {folder}.").format(folder=folder),
            hint=_("File documents to make one: greffier --library FOLDER ingest run DOCUMENTS"),
        ) from None
    if mark != {"format": FORMAT}:
        raise NoLibraryError(
            _("The library at {folder} is of a format that this version does not know.").format(folder=folder),
            hint=_("Open it with the version of Greffier that made it."),
        )
