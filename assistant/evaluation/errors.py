"""What can go wrong in an evaluation, by what a person can do about it."""

from __future__ import annotations

from assistant.errors import AssistantError


class QuestionFileError(AssistantError):
    """A line of a question file cannot be read: correct it."""


class ResultError(AssistantError):
    """A file is no saved result, or two results cannot be compared: save them again."""
