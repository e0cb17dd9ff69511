"""What is said before something is done about a job or the quarantine that one may not have meant."""

from __future__ import annotations

from gettext import gettext as _

from textual.content import Content

from assistant.tui.filing.desk import Aside, Job
from assistant.tui.filing.words import RESUME, what
from assistant.tui.plain import one_line


def stopping(job: Job) -> list[Content]:
    """Whether the job is to be stopped, and what becomes of it then."""
    return [
        Content.styled(_("Stop this job?"), "bold $accent"),
        what(job),
        Content(""),
        Content(_("What was filed is kept. To go on later: {command}").format(command=RESUME)),
    ]


def retrying_all() -> list[Content]:
    """Whether all files are to be tried again."""
    return [Content.styled(_("Try all files of the quarantine again?"), "bold $accent")]


def releasing(one: Aside) -> list[Content]:
    """Whether the file is to be released, and what that means."""
    return [
        Content.styled(_("Release this file?"), "bold $accent"),
        one_line(one.path),
        Content(""),
        Content(_("It leaves the quarantine without being filed, and is passed over while it stays as it is.")),
        Content(_("That is put on the record.")),
    ]
