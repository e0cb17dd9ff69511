"""How jobs and the quarantine are said: lines of content for the room's parts. Pure, but for the time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.i18n import number
from assistant.tui.filing.chart import bar, framed, gathered
from assistant.tui.filing.desk import Aside, Counts, Job, Standing
from assistant.tui.plain import N_, one_line, shortened
from indexes.jobs import JobState
from indexes.reasons import advice, reasons

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
_DETAIL = 40  # characters of a parser's words in a list


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


def reason(code: str, detail: str = "") -> Content:
    """Why a file was set aside, with the parser's own words."""
    why = one_line(reasons().get(code, code))
    return (
        Content.assemble(one_line(_("{heading}:").format(heading=why.plain)), " ", one_line(detail)) if detail else why
    )


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


def failures(state: JobState) -> Iterator[Content]:
    """The files that were set aside last, each with its reason."""
    if not state.failures:
        return
    title = ngettext("{n} file set aside:", "{n} files set aside:", state.quarantined)
    if state.quarantined > len(state.failures):
        title = _("{n} files set aside; the last ones:")
    yield Content.styled(title.format(n=number(state.quarantined)), MUTED)
    for one in reversed(state.failures):
        yield Content.assemble(("! ", "$warning"), one_line(one.file))
        yield Content.assemble("    ", reason(one.reason, shortened(one.detail, _DETAIL)).stylize(MUTED))


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


def job_line(job: Job) -> Content:
    """A job in a list: how it stands and when it began, then what it came to and what it was to file."""
    state = job.told
    told = " · ".join(outcomes(state)) if state is not None else _("nothing more is known of it")
    return Content.assemble((_how(job), "bold"), f"  {when(job.begun)}  ", what(job), f"\n    {told}")


def aside_line(one: Aside) -> Content:
    """A file of the quarantine in a list: its name, then why and since when."""
    facts = [reason(one.reason), Content(when(one.since))]
    if one.attempts > 1:
        facts.append(Content(ngettext("tried {n} time", "tried {n} times", one.attempts).format(n=one.attempts)))
    return Content.assemble(("! ", "bold"), one_line(one.file, "bold"), "\n    ", Content(" · ").join(facts))


def aside_details(one: Aside) -> Iterator[Content]:
    """All that is known of a file of the quarantine, and what can be done about it."""
    yield one_line(one.file, "bold $accent")
    rows = {
        _("Lies at"): one_line(one.path),
        _("Reason"): reason(one.reason, one.detail),
        _("Since"): Content(when(one.since)),
        _("Attempts"): Content(number(one.attempts) if one.attempts else ""),
        _("Collection"): one_line(one.collection or ""),
        _("Label"): one_line(one.label or ""),
        "SHA-256": one_line((one.document or "")[:16]),
        _("Called"): one_line(one.name),
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        if value.plain:
            yield Content.assemble((f"{name:<{width}}  ", MUTED), value)
    yield Content("")
    yield Content.assemble(("→ ", "$accent"), advice(one.reason))


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
