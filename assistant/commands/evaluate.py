"""`eval`: how well the library is searched over questions whose sources are known, and what a change did to it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.evaluation.errors import QuestionFileError

if TYPE_CHECKING:
    from assistant.evaluation.results import Row
    from assistant.evaluation.running import Run
    from assistant.office import Office

_LEAST = 20
"""The deepest cutoff of the metrics: with fewer passages, some could not be measured."""

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
_TARGET = click.Path(path_type=Path, dir_okay=False)


@click.group(name="eval", help=_("Measure how well the library is searched, and what a change did to it."))
def evaluate() -> None:
    """Hold the commands below."""


@evaluate.command(help=_("Ask the questions of a file whose right sources are known, and say how well they are found."))
@click.argument("questions", metavar="QUESTIONS.jsonl", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--collection", metavar="C", help=_("Look in this collection only."))
@click.option(
    "--limit",
    metavar="K",
    type=click.IntRange(_LEAST, 1000),
    default=_LEAST,
    help=_("Look at K passages a question, 20 at least."),
)
@click.option("--answers", is_flag=True, help=_("Answer the questions too, and say what the answers come to."))
@click.option("--out", type=_TARGET, metavar=_("FILE"), help=_("Save the result, for “greffier eval compare”."))
@click.option("--html", type=_TARGET, metavar=_("FILE"), help=_("Write the report as one HTML page."))
@_JSON
@click.pass_obj
def run(
    office: Office,
    questions: Path,
    collection: str | None,
    limit: int,
    answers: bool,
    out: Path | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Evaluate the library in use."""
    from assistant.evaluation.running import Run

    for target in (out, html):
        if target is not None and not target.resolve().parent.is_dir():
            raise click.UsageError(_("There is no folder to write {file} into.").format(file=target))
    try:
        one = Run(office, questions, collection, limit, answers=answers)
    except QuestionFileError as error:
        raise click.UsageError(f"{error}\n→ {error.hint}") from error
    evaluation = one.result(list(_with_progress(one)))
    document = json.dumps(evaluation.as_json(), ensure_ascii=False)
    _keep(office.settings.library, evaluation.about.made, document)
    if out is not None:
        _write(out, document + "\n")
    if html is not None:
        from assistant.evaluation.page import page

        _write(html, page(evaluation))
    if as_json:
        click.echo(document)
    else:
        from assistant.evaluation.text import report

        click.echo("\n".join(report(evaluation)))


@evaluate.command(help=_("Compare two saved results over the same questions: what got better, and what worse."))
@click.argument("a", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("b", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_JSON
def compare(a: Path, b: Path, as_json: bool) -> None:
    """Compare two results that `run --out` saved."""
    from assistant.evaluation import comparing, saved

    comparison = comparing.compare(saved.load(a), saved.load(b))
    if as_json:
        click.echo(json.dumps(comparison.as_json(), ensure_ascii=False))
    else:
        from assistant.evaluation.text_compared import report

        click.echo("\n".join(report(comparison)))


def _with_progress(one: Run) -> Iterator[Row]:
    """Pass rows on, drawing a bar on stderr where it is a terminal, or a line now and then where it is not."""
    total = sum(len(question.wordings) for question in one.questions)
    if sys.stderr.isatty():
        with click.progressbar(one.rows(), length=total, label=_("Asking"), file=sys.stderr, show_pos=True) as rows:
            yield from rows
        return
    for done, row in enumerate(one.rows(), start=1):
        yield row
        if done % 100 == 0:
            click.echo(_("{done} of {total} asked").format(done=done, total=total), err=True)


def _keep(library: Path, made: str, document: str) -> None:
    """Keep the result in the library; where nobody may write to that, it is still told."""
    from assistant.evaluation.keeping import FOLDER, keep
    from assistant.safe import visible

    try:
        keep(library / FOLDER, made, document)
    except OSError as error:
        said = _("The result is not kept in the library: {reason}.").format(reason=error.strerror or error)
        click.echo(visible(said), err=True)


def _write(path: Path, text: str) -> None:
    from indexes.files import replace_file

    replace_file(path, text.encode())
