"""`remove` and `purge`: documents taken out of search, and documents destroyed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from indexes.library import Library
    from indexes.records import Document
    from ingest.disposal import Tools
    from ingest.office import Office

DONE_IN_PART = 3

_yes_option = click.option("--yes", is_flag=True, help=_("Do not ask whether it is meant."))
_json_option = click.option("--json", "as_json", is_flag=True, help=_("Print what was done as one JSON document."))


@click.command(
    help=_(
        "Take documents out of search. Their bytes and pages stay for old answers. DOCUMENT is a file, or the start of "
        "a SHA-256."
    )
)
@click.argument("documents", metavar=_("DOCUMENT..."), nargs=-1, required=True)
@click.option("--reason", metavar=_("WHY"), default="", help=_("Why, for the record."))
@click.option("--undo", is_flag=True, help=_("Put them back into search."))
@_yes_option
@_json_option
@click.pass_obj
def remove(office: Office, documents: tuple[str, ...], reason: str, undo: bool, yes: bool, as_json: bool) -> None:
    """Remove documents from search, or put them back."""
    from ingest import disposal

    library = office.library()
    found = _named(library, documents)
    if not undo:
        _confirm(found, _("Take these documents out of search?"), yes=yes, as_json=as_json)
    tools = _tools(office, library)
    generation = disposal.restore(tools, found) if undo else disposal.remove(tools, found, reason)
    if as_json:
        done = "restored" if undo else "removed"
        click.echo(json.dumps({done: _rows(found), "generation": generation}, ensure_ascii=False))
        return
    if undo:
        said = ngettext("{n} document is in search again.", "{n} documents are in search again.", len(found))
    else:
        said = ngettext("{n} document is out of search.", "{n} documents are out of search.", len(found))
    click.echo(said.format(n=len(found)))
    if not undo:
        click.echo(_("To put it back: greffier ingest remove --undo DOCUMENT"))


@click.command(
    help=_(
        "Destroy documents: nothing of them is left but a tombstone that says by which rule and by whose approval. "
        "DOCUMENT is a file, or the start of a SHA-256."
    )
)
@click.argument("documents", metavar=_("DOCUMENT..."), nargs=-1, required=True)
@click.option("--rule", metavar="R", required=True, help=_("The rule by which they are destroyed."))
@click.option("--approved-by", "approver", metavar=_("NAME"), required=True, help=_("Who approved it."))
@_yes_option
@_json_option
@click.pass_obj
def purge(office: Office, documents: tuple[str, ...], rule: str, approver: str, yes: bool, as_json: bool) -> None:
    """Destroy documents."""
    from datetime import UTC, datetime

    from ingest import disposal

    if not (rule.strip() and approver.strip()):
        raise click.UsageError(_("Name the rule and who approved it: both are kept on the tombstone."))
    library = office.library()
    found = _named(library, documents)
    for document in found:
        disposal.check(library, document, datetime.now(UTC).date())
    _confirm(found, _("Destroy these documents? This cannot be undone."), yes=yes, as_json=as_json)
    sessions = office.citing([document.id for document in found])
    whole = disposal.purge(_tools(office, library), found, rule=rule, approver=approver)
    if as_json:
        facts = {
            "destroyed": [document.id for document in found],
            "complete": whole,
            "rule": rule,
            "approved_by": approver,
            "sessions": sessions,
            "generation": library.current_generation(),
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        for line in _told(len(found), sessions, whole=whole):
            click.echo(line)
    if not whole:
        sys.exit(DONE_IN_PART)


def _told(count: int, sessions: int, *, whole: bool) -> list[str]:
    lines = [ngettext("{n} document destroyed.", "{n} documents destroyed.", count).format(n=count)]
    if not whole:
        lines.append(
            _(
                "Another process is reading the library: traces may be left until it ends. Close it, then run any "
                "ingest command that files, removes or destroys: it finishes."
            )
        )
    if sessions:
        lines.append(
            ngettext(
                "{n} session on the record cites it; what its answers quoted stays on the record.",
                "{n} sessions on the record cite it; what their answers quoted stays on the record.",
                sessions,
            ).format(n=sessions)
        )
    lines.append(_("Copies in other places, such as backups and the folder that was filed, are not touched."))
    return lines


def _named(library: Library, names: Sequence[str]) -> list[Document]:
    from ingest import disposal

    found = {document.id: document for document in (disposal.named(library, name) for name in names)}
    return list(found.values())


def _confirm(documents: Sequence[Document], question: str, *, yes: bool, as_json: bool) -> None:
    """Ask, where somebody is there to answer.

    Raises:
        UsageError: nobody is, and `yes` was not said.
    """
    from ingest.discover import shown

    if yes:
        return
    if as_json or not sys.stdin.isatty():
        raise click.UsageError(_("Say --yes where nobody can be asked."))
    for document in documents:
        click.echo(f"  {document.file}  {shown(document.title)}  {document.id[:12]}", err=True)
    click.confirm(question, abort=True, err=True)


def _tools(office: Office, library: Library) -> Tools:
    from ingest.disposal import Tools

    return Tools(library, office.encoder(), office.lexicon(), office.recorder())


def _rows(documents: Sequence[Document]) -> list[dict[str, str]]:
    return [{"document": document.id, "file": document.file} for document in documents]
