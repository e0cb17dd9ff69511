"""`audit validate`, `hold`, `purge` and `dispose`: what people decide of answers and of sessions, put on the record."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from assistant.audit.validation import VERDICTS, Verdict
from assistant.commands.audit.reading import JSON, screening
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.keeping import Kept
    from assistant.office import Office

_yes_option = click.option("--yes", is_flag=True, help=_("Do not ask whether it is meant."))
_approver_option = click.option(
    "--approved-by", "approver", metavar=_("NAME"), required=True, help=_("Who approved it.")
)


@click.command(help=_("Say what an answer is worth: ENTRY is the answer's, as `audit show` prints it."))
@click.argument("entry", metavar=_("ENTRY"), type=click.IntRange(0))
@click.argument("verdict", type=click.Choice(VERDICTS))
@click.option("--by", metavar=_("NAME"), required=True, help=_("Who says so."))
@click.option("--note", metavar=_("TEXT"), default="", help=_("Why, or what it should have said."))
@JSON
@click.pass_obj
def validate(office: Office, entry: int, verdict: Verdict, by: str, note: str, as_json: bool) -> None:
    """Put on the record what somebody says of an answer."""
    from assistant.audit.validation import KIND, NoAnswerError, facts, judged

    _named(by)
    found = next((one for one in screening(office) if one.entry.index == entry), None)
    answer = judged(None if found is None else found.entry, entry)
    if found is not None and found.withheld:
        raise NoAnswerError(
            _("What entry {index} says is withheld from you.").format(index=entry),
            hint=_("Ask somebody who is cleared for all that its session searched."),
        )
    told = office.log().record(KIND, facts(entry, verdict, by, note), answer.session)
    if as_json:
        click.echo(json.dumps({"entry": told, **facts(entry, verdict, by, note)}, ensure_ascii=False))
    else:
        click.echo(_("On the record: entry {entry}.").format(entry=told))


@click.command(
    help=_("Place a legal hold on a session, or lift it. A session is not destroyed while a hold stands on it.")
)
@click.argument("session", metavar=_("SESSION"))
@click.option("--reason", metavar=_("WHY"), default="", help=_("What the hold is for."))
@click.option("--by", metavar=_("NAME"), required=True, help=_("Who places or lifts it."))
@click.option("--release", "lift", is_flag=True, help=_("Lift it."))
@click.option(
    "--entry", metavar="N", type=click.IntRange(0), help=_("Which hold is lifted, where several stand: its entry.")
)
@JSON
@click.pass_obj
def hold(office: Office, session: str, reason: str, by: str, lift: bool, entry: int | None, as_json: bool) -> None:
    """Place a hold, or lift one."""
    from assistant.audit import keeping

    _named(by)
    if not lift and not reason.strip():
        raise click.UsageError(_("Say what the hold is for: --reason WHY"))
    if entry is not None and not lift:
        raise click.UsageError(_("--entry names the hold that is lifted: say --release too."))
    office.library()
    log = office.log()
    with keeping.deciding(log.folder):
        one = keeping.called(keeping.kept(log.entries()), session)
        if lift:
            kind, facts = keeping.RELEASED, {"holds": keeping.release(one, entry), "reason": reason, "by": by}
        else:
            keeping.check_standing(one)
            kind, facts = keeping.HELD, {"reason": reason, "by": by}
        told = log.record(kind, facts, one.session)
    if as_json:
        row = {"session": one.session, "entry": told, "kind": kind, **facts}
        click.echo(json.dumps(row, ensure_ascii=False))
    elif lift:
        click.echo(_("The hold is lifted. On the record: entry {entry}.").format(entry=told))
    else:
        click.echo(
            _("Session {session} is held. On the record: entry {entry}.").format(session=one.session, entry=told)
        )


@click.command(
    help=_(
        "Destroy what was said in a session. Its entries stay, with their times, and so does every proof; what was "
        "asked and answered is gone."
    )
)
@click.argument("session", metavar=_("SESSION"))
@click.option("--rule", metavar="R", required=True, help=_("The rule by which it is destroyed."))
@_approver_option
@_yes_option
@JSON
@click.pass_obj
def purge(office: Office, session: str, rule: str, approver: str, yes: bool, as_json: bool) -> None:
    """Destroy one session."""
    from assistant.audit import keeping

    _named(rule, approver)
    office.library()
    log, retain = office.log(), office.settings.sessions.retain
    one = keeping.called(keeping.kept(log.entries()), session)
    keeping.check(one, retain, _today())
    _confirm([one], _("Destroy what was said in this session? This cannot be undone."), yes=yes, as_json=as_json)
    with keeping.deciding(log.folder):  # somebody may have held it while we asked
        one = keeping.called(keeping.kept(log.entries()), one.session)
        keeping.check(one, retain, _today())
        told = log.destroy(one.entries, rule, approver, one.session)
    if as_json:
        row = {"session": one.session, "entry": told, "destroyed": list(one.entries), "rule": rule}
        click.echo(json.dumps({**row, "approved_by": approver}, ensure_ascii=False))
    else:
        click.echo(_gone(one, told))
        click.echo(_("Copies in other places, such as backups and what was exported, are not touched."))


@click.command(
    help=_("Destroy what was said in all sessions of a series that are past their retention and under no hold.")
)
@click.option("--series", metavar="S", required=True, help=_("The series, as the setting sessions.retain calls it."))
@_approver_option
@click.option("--rule", metavar="R", default="", help=_("The rule; else what sessions.retain says of the series."))
@click.option("--dry-run", is_flag=True, help=_("List what would be destroyed, and destroy nothing."))
@_yes_option
@JSON
@click.pass_obj
def dispose(office: Office, series: str, approver: str, rule: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Destroy the sessions of a series whose time has come."""
    from assistant.audit import keeping

    _named(approver)
    office.library()
    log, retain = office.log(), office.settings.sessions.retain
    found = keeping.due(keeping.kept(log.entries()), series, retain, _today())
    rule = rule.strip() or f"sessions.retain: {series} = {retain[series]}"
    if not as_json:
        for line in _listed(found, retain):
            click.echo(visible(line))
    done: list[tuple[Kept, int]] = []
    stopped = False
    if found and not dry_run:
        _confirm([], _("Destroy what was said in these sessions? This cannot be undone."), yes=yes, as_json=as_json)
        try:
            for one, told in _disposed(office, found, series, rule, approver):
                done.append((one, told))
                if not as_json:
                    click.echo(_gone(one, told))
        except KeyboardInterrupt:  # each that was told of is destroyed, now or by the next writer
            stopped = True
    if as_json:
        facts = {
            "series": series,
            "rule": rule,
            "approved_by": approver,
            "due": [_row(one, retain) for one in found],
            "destroyed": [{"session": one.session, "entry": told} for one, told in done],
            "stopped": stopped,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
    elif found and not dry_run:
        click.echo(ngettext("{n} session destroyed.", "{n} sessions destroyed.", len(done)).format(n=len(done)))
        click.echo(_("Copies in other places, such as backups and what was exported, are not touched."))
    if stopped:
        raise click.Abort


def _disposed(
    office: Office, found: Sequence[Kept], series: str, rule: str, approver: str
) -> Iterator[tuple[Kept, int]]:
    """Destroy one session after the other; yield each with the entry that tells of it."""
    from assistant.audit import keeping

    log, asked = office.log(), {one.session for one in found}
    with keeping.deciding(log.folder):  # somebody may have held one while we asked; none is added to what was listed
        for one in keeping.due(keeping.kept(log.entries()), series, office.settings.sessions.retain, _today()):
            if one.session in asked:
                yield one, log.destroy(one.entries, rule, approver, one.session)


def _named(*names: str) -> None:
    if not all(name.strip() for name in names):
        raise click.UsageError(_("Say who decided, and by which rule where one is asked for: both stay on the record."))


def _today() -> date:
    return datetime.now(UTC).date()


def _gone(one: Kept, told: int) -> str:
    count = len(one.entries)
    said = ngettext(
        "Session {session}: what {n} entry said is destroyed; entry {entry} tells of it.",
        "Session {session}: what {n} entries said is destroyed; entry {entry} tells of it.",
        count,
    )
    return said.format(session=one.session, n=count, entry=told)


def _listed(found: Sequence[Kept], retain: Mapping[str, str]) -> Iterator[str]:
    """What would be destroyed."""
    from assistant.audit import keeping

    if not found:
        yield _("No session is past its retention and under no hold.")
        return
    for one in found:
        said = _("last used {day}, kept until {until}")
        yield f"{one.session}  {said.format(day=one.last[:10], until=keeping.until(one, retain))}"
    count = len(found)
    yield ngettext("{n} session is due for destruction.", "{n} sessions are due for destruction.", count).format(
        n=count
    )


def _row(one: Kept, retain: Mapping[str, str]) -> dict[str, object]:
    from assistant.audit import keeping

    return {**asdict(one), "until": str(keeping.until(one, retain))}


def _confirm(sessions: Sequence[Kept], question: str, *, yes: bool, as_json: bool) -> None:
    """Ask, where somebody is there to answer.

    Raises:
        UsageError: nobody is, and `yes` was not said.
    """
    if yes:
        return
    if as_json or not sys.stdin.isatty():
        raise click.UsageError(_("Say --yes where nobody can be asked."))
    for one in sessions:
        click.echo(f"  {one.session}  {one.opened[:10]}  {one.series}", err=True)
    click.confirm(question, abort=True, err=True)
