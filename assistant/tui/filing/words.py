"""How jobs and the quarantine are said: lines of content for the room's parts. Pure, but for the time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.i18n import number
from assistant.tui.filing.chart import bar, framed, gathered
from assistant.tui.filing.desk import Counts, Job, Standing
from assistant.tui.plain import N_, one_line
from indexes.jobs import JobState

SIGNS: Mapping[Standing, str] = {"running": "▶", "ended": "✓", "stopped": "■", "failed": "!", "interrupted": "✗"}
STANDINGS: Mapping[Standing, str] = {
    "running": N_("running"),
    "ended": N_("ended"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
}
RESUME = "greffier ingest resume"
MUTED = "$text-muted"


def when(moment: str) -> str:
    """A time as the clock on the wall had it, to the minute."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def duration(seconds: float) -> str:
    """A time as people say it, to two figures."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return _("{seconds} s").format(seconds=round(seconds))
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def standing(job: Job) -> Content:
    """How a job stands: a sign and a word."""
    style = "$warning" if job.standing in {"failed", "interrupted"} else "$accent"
    return Content.styled(_how(job), style)


def _how(job: Job) -> str:
    return SIGNS[job.standing] + " " + _(STANDINGS[job.standing])


def what(job: Job) -> Content:
    """What a job was to file."""
    if job.told is not None and job.told.again:
        return Content(_("files of the quarantine, tried again"))
    return one_line(", ".join(job.paths))


def destination(state: JobState) -> Content | None:
    """Where the documents go, where that was said."""
    said = []
    if state.collection:
        said.append(_("collection {name}").format(name=state.collection))
    if state.label:
        said.append(_("label {name}").format(name=state.label))
    return one_line("→ " + ", ".join(said)) if said else None


def outcomes(state: JobState) -> Iterator[str]:
    """What became of the files so far, the parts that are none left out."""
    yield _("filed: {n}").format(n=number(state.filed))
    if state.partial:
        yield _("in part: {n}").format(n=number(state.partial))
    if state.unchanged:
        yield _("seen to already: {n}").format(n=number(state.unchanged))
    if state.quarantined:
        yield _("set aside: {n}").format(n=number(state.quarantined))


def minutes(state: JobState) -> list[float]:
    """Pages a minute over the whole job; what is under way is left out, being too short yet to be told."""
    over = state.series[:-1] if state.outcome is None else state.series
    return [pages * 60 / state.step for pages in over]


def left(state: JobState) -> float | None:
    """Seconds until all files are seen to, going by those that had to be read; None while none was."""
    read = state.done - state.unchanged
    return state.seconds * (state.files - state.done) / read if read > 0 and state.done < state.files else None


def progress(state: JobState, width: int, *, tall: int) -> Iterator[Content]:
    """A job under way: how far it is, how fast, what the workers are at. tall: lines of the chart."""
    if state.phase == "publishing":
        yield from _publishing(state, width)
    elif state.phase == "looking":
        yield Content(_("Looking for the files…"))
    else:
        yield from _files(state, width)
    yield Content(" · ").join(Content(part) for part in outcomes(state))
    if state.phase == "filing":
        yield Content(" · ").join(Content(part) for part in _pace(state))
    yield from plot(state, width, tall)
    if state.phase == "filing":
        yield Content("")
        yield Content.styled(_at_work(state), MUTED)
        for one in state.current:
            page = _("page {n}").format(n=number(one.page)) if one.page else ""
            yield Content.assemble("  ", one_line(one.file), "  ", (page, MUTED))


def _files(state: JobState, width: int) -> Iterator[Content]:
    share = state.done / state.files if state.files else 0.0
    told = ngettext("{done} of {n} file", "{done} of {n} files", state.files).format(
        done=number(state.done), n=number(state.files)
    )
    percent = _("{n}%").format(n=number(100 * share))
    done, rest = bar(share, max(8, min(width - len(told) - len(percent) - 7, 60)))
    yield Content.assemble((done, "$accent"), (rest, "$border"), f"  {told} · {percent}")


def _publishing(state: JobState, width: int) -> Iterator[Content]:
    done, total = state.indexed
    if not total:
        yield Content(_("Making the search indexes…"))
        return
    line, rest = bar(done / total, max(8, min(width // 3, 40)))
    told = _("Making the search indexes: {done} of {total} passages").format(done=number(done), total=number(total))
    yield Content(told)
    yield Content.assemble((line, "$accent"), (rest, "$border"))


def _pace(state: JobState) -> Iterator[str]:
    yield ngettext("{n} page", "{n} pages", state.pages).format(n=number(state.pages))
    rate = state.rate * 60
    yield ngettext("{n} page a minute now", "{n} pages a minute now", round(rate)).format(n=number(rate))
    if (seconds := left(state)) is not None:
        yield _("{time} left").format(time=duration(seconds))


def _at_work(state: JobState) -> str:
    return ngettext("{busy} of {n} worker at work", "{busy} of {n} workers at work", state.workers).format(
        busy=number(len(state.current)), n=number(state.workers)
    )


def plot(state: JobState, width: int, tall: int) -> Iterator[Content]:
    """Pages a minute as a small chart; its highest column is said in words too. Nothing, before there is something."""
    found = minutes(state)
    if not tall or not any(found):
        return
    shown = gathered(found, max(10, width - 12))
    most = number(max(shown))
    yield Content("")
    yield Content.assemble(
        (_("Pages a minute"), MUTED),
        (" · " + _("at most {n}, over {time}").format(n=most, time=duration(len(found) * state.step)), MUTED),
    )
    for line in framed(shown, tall, most):
        yield Content.styled(line, "$accent")


def job_line(job: Job) -> Content:
    """A job in a list: how it stands and when it began, then what it came to and what it was to file."""
    state = job.told
    told = " · ".join(outcomes(state)) if state is not None else _("nothing more is known of it")
    return Content.assemble((_how(job), "bold"), f"  {when(job.begun)}  ", what(job), f"\n    {told}")


def counts(found: Counts) -> Content:
    """What the library holds, in a line."""
    parts = [
        ngettext("{n} document", "{n} documents", found.documents).format(n=number(found.documents)),
        ngettext("{n} page", "{n} pages", found.pages).format(n=number(found.pages)),
        ngettext("{n} file set aside", "{n} files set aside", found.aside).format(n=number(found.aside)),
    ]
    waiting = sum(found.states.get(state, 0) for state in ("queued", "parsing", "parsed", "encoded"))
    if waiting:
        parts.append(ngettext("{n} on its way", "{n} on their way", waiting).format(n=number(waiting)))
    return Content(" · ").join(Content(part) for part in parts)
