"""`audit sessions` and `audit show`: what stands on the record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.log import Entry
    from assistant.office import Office
    from indexes.disposal import Tombstone

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))


@click.command(help=_("List the sessions on the record."))
@_JSON
@click.pass_obj
def sessions(office: Office, as_json: bool) -> None:
    """List the sessions, in the order in which they were opened."""
    from assistant.audit.reading import summaries

    office.library()
    found = summaries(office.log().entries())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    if not found:
        click.echo(_("No session is on the record."))
    for one in found:
        count = ngettext("{n} question", "{n} questions", one.questions).format(n=one.questions)
        click.echo(visible(f"{one.session}  {one.opened}  {count}  {one.first_question}"))


@click.command(help=_("Show a session as it stands on the record."))
@click.argument("session", metavar="SESSION")
@_JSON
@click.pass_obj
def show(office: Office, session: str, as_json: bool) -> None:
    """Show a session's entries."""
    from assistant.audit.reading import cited, of_session
    from indexes.disposal import Disposal

    disposal = Disposal(office.library().catalogue)
    entries = of_session(office.log().entries(), session)
    gone = {name: buried for entry in entries for name in sorted(cited(entry)) if (buried := disposal.tombstone(name))}
    if as_json:
        rows = [
            {**asdict(entry), "destroyed": [asdict(gone[name]) for name in sorted(cited(entry) & gone.keys())]}
            for entry in entries
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for entry in entries:
        for line in _lines(entry, gone):
            click.echo(visible(line))


def _lines(entry: Entry, gone: Mapping[str, Tombstone]) -> list[str]:
    from assistant.audit.reading import STATING

    facts = entry.facts
    head = f"{entry.index}  {entry.time}  {entry.kind}"
    if entry.kind == "question":
        return [head, f"    {facts['question']}"]
    if entry.kind in STATING:
        statements = facts["statements"] if isinstance(facts["statements"], list) else []
        said = str(facts["answer"]).splitlines() if "answer" in facts else [one["text"] for one in statements]
        lines = [head, *(f"    {line}" for line in said)]
        for statement in statements:
            for citation in statement["citations"]:
                where = _("p. {page}, characters {start} to {end}").format(**citation)
                lines.append(f"      {citation['file']}, {where}")
                buried = gone.get(citation["document"])
                if buried is not None:
                    told = _("destroyed on {day} by rule {rule}, approved by {approver}")
                    lines.append(
                        "      " + told.format(day=buried.begun[:10], rule=buried.rule, approver=buried.approver)
                    )
        return lines
    return [head]
