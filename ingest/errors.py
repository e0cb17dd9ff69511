"""What can go wrong in `ingest`: one root, its subclasses by what a person can do about it."""

from __future__ import annotations


class IngestError(Exception):
    """The root of the errors of this package.

    `str(error)` says what happened, `error.hint` what to do next, both in the reader's language: they are
    translated where they are raised, with `gettext`.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class UnreadableError(Exception):
    """A file cannot be filed. `reason` is one of a few fixed words that reports count by, `detail` the parser's own.

    It never leaves the package: a job turns it into a quarantined file and goes on.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class FullDiskError(IngestError):
    """There is no room left: free some, and run again."""
