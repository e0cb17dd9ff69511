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


class SettingsRefusedError(AssistantError):
    """A setting is unknown or not allowed: correct it."""


class QuestionRefusedError(AssistantError):
    """A question cannot be taken as it is: empty, too long, or in a third language."""


class RecordError(AssistantError):
    """The log cannot be written or does not hold: answering stops until someone looks."""


class UnknownSessionError(AssistantError):
    """No session of that name is on the record."""


class PictureError(AssistantError):
    """A page cannot be shown as a picture: its text can be read."""
