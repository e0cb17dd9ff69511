"""`audit replay`: sessions, held against what they rest on, and computed again where that is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.given import Day, Target
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.replay.outcome import ReplayedSession, Summary
    from assistant.audit.replay.running import Replayer
    from assistant.audit.replay.sessions import Wanted
    from assistant.office import Office

VERIFICATION_FAILED = 4
_DAY = Day()


@click.command(
    help=_(
        "Replay SESSION: see that the log holds, that each answer is made of its statements, and that each citation "
        "says what the page says; with --recompute, ask the questions again and compare what comes out. "
        "The start of a session's name is enough."
    )
)
@click.argument("session", metavar=_("[SESSION]"), required=False)
@click.option("--all", "everything", is_flag=True, help=_("Replay all sessions."))
@click.option("--since", metavar=_("DATE"), type=_DAY, help=_("Replay the sessions opened on this day (UTC) or later."))
@click.option(
    "--until", metavar=_("DATE"), type=_DAY, help=_("Replay the sessions opened on this day (UTC) or before.")
)
@click.option("--recompute", is_flag=True, help=_("Search and answer again, and compare."))
@click.option(
    "--as-then",
    is_flag=True,
    help=_("Compute with the model, threads, batch and context of then, not with those of the settings."),
)
@click.option(
    "--html",
    type=Target(),
    metavar=_("FILE"),
    help=_("Write a report that stands alone, in French and in English."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.pass_obj
def replay(
    office: Office,
    session: str | None,
    everything: bool,
    since: datetime | None,
    until: datetime | None,
    recompute: bool,
    as_then: bool,
    html: Path | None,
    as_json: bool,
) -> None:
    """Replay one session, or those of a period."""
    from assistant.audit.replay.outcome import Summary
    from assistant.audit.replay.report import session_json, session_lines, summary_json, summary_lines
    from assistant.audit.replay.running import How, Replayer

    period = everything or since is not None or until is not None
    if (session is None) != period:
        raise click.UsageError(_("Name a session, or a period: --since DATE, --until DATE, or --all."))
    office.library()  # which says where there is none: nothing would fail there
    how = How(recompute=recompute or as_then, as_then=as_then)
    replayer = Replayer(office, _wanted(session, since, until), how)
    summary, kept = Summary(), []
    stopped = False
    try:
        for one in _each(replayer, session, show=period):
            summary.add(one)
            if html is not None or as_json:
                kept.append(one)
            if not as_json:
                click.echo("\n".join(visible(line) for line in session_lines(one, brief=period)))
    except KeyboardInterrupt:
        stopped = True
    summary.broken = replayer.history.broken is not None
    if html is not None:
        _write(html, replayer, kept, summary)
    if as_json:
        rows = [session_json(one) for one in kept]
        click.echo(json.dumps({**summary_json(summary), "replayed": rows, "stopped": stopped}, ensure_ascii=False))
    elif period:
        click.echo("\n".join(visible(line) for line in summary_lines(summary)))
    if stopped:
        _stop(summary, len(replayer.history.sessions))
    if not summary.good:
        raise SystemExit(VERIFICATION_FAILED)


def _wanted(session: str | None, since: datetime | None, until: datetime | None) -> Wanted:
    """Which sessions are to be replayed: by name, or by the day on which they were opened."""
    first, last = since.date().isoformat() if since else "", until.date().isoformat() if until else "9999"
    if session is not None:
        return lambda name, _began: name.startswith(session)
    return lambda _name, began: first <= began[:10] <= last


def _each(replayer: Replayer, session: str | None, *, show: bool) -> Iterator[ReplayedSession]:
    """Replay, saying on the way how far it came."""
    from assistant.audit.reading import of_session

    found = replayer.history.sessions
    if session is not None and not (replayer.history.broken and not found):
        of_session((entry for entries in found.values() for entry in entries), session)  # refuses none, and several
    if replayer.history.broken and not found:
        click.echo(visible(replayer.history.broken), err=True)
    yield from _with_progress(replayer.sessions(), len(found)) if show else replayer.sessions()


def _with_progress(sessions: Iterator[ReplayedSession], total: int) -> Iterator[ReplayedSession]:
    """Pass sessions on, drawing a bar on stderr where it is a terminal, or a line now and then where it is not."""
    if sys.stderr.isatty():
        with click.progressbar(sessions, length=total, label=_("Replaying"), file=sys.stderr, show_pos=True) as shown:
            yield from shown
        return
    for done, one in enumerate(sessions, start=1):
        yield one
        if done % 100 == 0:
            click.echo(_("{done} of {total} sessions replayed").format(done=done, total=total), err=True)


def _write(html: Path, replayer: Replayer, kept: list[ReplayedSession], summary: Summary) -> None:
    from assistant.audit.replay.page import page
    from assistant.audit.replay.page_head import head
    from indexes.files import replace_file

    shown = head(replayer.log, (entry for one in kept for entry in one.recorded.entries))
    replace_file(html, page(kept, summary, shown, replayer.sources).encode())
    click.echo(visible(_("The report is in {file}.").format(file=html)), err=True)


def _stop(summary: Summary, total: int) -> None:
    """Say how far it came. What was replayed until then stands, and what failed in it fails."""
    said = _("Stopped after {done} of {total} sessions.").format(done=summary.sessions, total=total)
    click.echo(visible(said), err=True)
    raise SystemExit(VERIFICATION_FAILED if not summary.good else 1)
