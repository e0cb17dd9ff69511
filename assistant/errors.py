"""What can go wrong in `assistant`: one root, its subclasses by what a person can do about it."""

from __future__ import annotations


class AssistantError(Exception):
    """The root of the errors of this package.

    `str(error)` says what happened, `error.hint` what to do next, both in the reader's language: they are
    translated where they are raised, with `gettext`.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint
