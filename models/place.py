"""Changes the models folder: a model is in it whole, or not at all, whenever the process is stopped."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from models.errors import ModelError

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class NotInstalledError(ModelError):
    """No model of that name is in the models folder, or the package that carries one is missing."""


class BadNameError(ModelError):
    """A model's name cannot be a folder's, or is taken."""


class FolderError(ModelError):
    """The models folder cannot be written."""


def is_name(text: str) -> bool:
    """Say whether a model may be called so."""
    return _NAME.fullmatch(text) is not None


def not_installed(folder: Path, name: str) -> NotInstalledError:
    """What to raise where no model has that name."""
    return NotInstalledError(
        _("No model called “{name}” is installed in {folder}.").format(name=name, folder=folder),
        hint=_("See which there are with “greffier models list”, or add one with “greffier models import”."),
    )


def check_name(name: str) -> None:
    """Raise BadNameError where a model cannot be called so."""
    if not is_name(name):
        raise BadNameError(
            _("A model cannot be called “{name}”.").format(name=name),
            hint=_("Use small letters, digits, “.”, “_” and “-”, 64 characters at most: --name NAME."),
        )


def check_free(folder: Path, name: str) -> None:
    """Raise BadNameError where something has that name already."""
    if (folder / name).exists():
        raise BadNameError(
            _("A model called “{name}” is installed already.").format(name=name),
            hint=_("Choose another name, or remove the folder {folder}.").format(folder=folder / name),
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change the models folder, and clear away what an interrupted one left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise FolderError(
            _("The models folder {folder} cannot be written: {reason}").format(folder=folder, reason=error.strerror),
            hint=_("Ask whoever may write there to install the model, or choose another folder."),
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(".aside-*"):
            shutil.rmtree(left)
        yield


@contextmanager
def aside(folder: Path, name: str) -> Iterator[Path]:
    """A folder to fill, which becomes `name` when all of it is on the disk, and goes away on any error."""
    made = Path(tempfile.mkdtemp(prefix=".aside-", dir=folder))
    try:
        yield made
        made.chmod(0o755)  # mkdtemp gives it to its maker alone
        for path in (*made.rglob("*"), made):
            _sync(path)
        made.rename(folder / name)
        _sync(folder)
    except OSError as error:
        raise FolderError(
            _("“{name}” could not be written to {folder}: {reason}").format(
                name=name, folder=folder, reason=error.strerror or error
            ),
            hint=_("Check that the disk has room and that the files may be read, then import the model again."),
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
