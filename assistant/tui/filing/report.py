"""The report of a job: how it stands, and all that it came to. Pure, but for the time zone."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.i18n import number
from assistant.tui.filing.desk import Job
from assistant.tui.filing.quarantine import failures
from assistant.tui.filing.words import RESUME, destination, duration, outcomes, plot, standing, what, when
from assistant.tui.plain import one_line
from indexes.jobs import JobState


def report(job: Job) -> Iterator[Content]:
    """What a job came to, or how far it is."""
    yield Content.assemble((_("Job {n}").format(n=number(job.number)), "bold $accent"), "  ", standing(job))
    yield what(job)
    state = job.told
    if state is None:
        yield Content(
            _("Begun {when}, by an earlier version: nothing more is known of it.").format(when=when(job.begun))
        )
    else:
        yield from _reported(state)
    if job.can_be_resumed:
        yield Content("")
        yield Content(_("It can be gone on with: {command}").format(command=RESUME))


def _reported(state: JobState) -> Iterator[Content]:
    if (where := destination(state)) is not None:
        yield where
    yield Content("")
    if state.message:
        yield Content.assemble(("! ", "$warning"), one_line(state.message))
    yield Content(_("Begun {when}, took {time}").format(when=when(state.begun), time=duration(state.seconds)))
    yield Content(
        ngettext("{done} of {n} file", "{done} of {n} files", state.files).format(
            done=number(state.done), n=number(state.files)
        )
    )
    for part in outcomes(state):
        yield Content(f"  {part}")
    passages = ngettext("{n} passage", "{n} passages", state.passages).format(n=number(state.passages))
    pages = ngettext("{n} page", "{n} pages", state.pages).format(n=number(state.pages))
    yield Content(f"{pages}, {passages}")
    if state.flagged:
        yield Content(
            ngettext(
                "{n} page is flagged: what it says was recognised on its picture, or is doubtful",
                "{n} pages are flagged: what they say was recognised on their pictures, or is doubtful",
                state.flagged,
            ).format(n=number(state.flagged))
        )
    if state.generation:
        yield one_line(_("Generation: {name}").format(name=state.generation[:16]))
    yield from plot(state, 72, 4)
    if state.failures:
        yield Content("")
        yield from failures(state)
