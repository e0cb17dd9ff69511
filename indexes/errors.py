"""What can go wrong in `indexes`: one root, its subclasses by what a person can do about it."""

from __future__ import annotations


class LibraryError(Exception):
    """The root of the errors of this package.

    `str(error)` says what happened, `error.hint` what to do next, both in the reader's language: they are
    translated where they are raised, with `gettext`.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class EmptyLibraryError(LibraryError):
    """There is nothing to search yet: file something."""


class OtherEncoderError(LibraryError):
    """The indexes were made with another encoder or lexicon: index again."""


class DamagedError(LibraryError):
    """Stored bytes are not as they were written: rebuild, or restore."""


class BusyError(LibraryError):
    """Another process is writing to this library: wait for it."""


class NoLibraryError(LibraryError):
    """The folder is no library, or one of a version that this program does not know."""
