"""`models probe`: whether a generator may word claims, found out by trying, and kept with the model."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.office import Office
    from models.probe import Progress, Result


@click.command(
    help=_(
        "Find out, in a minute or so, whether a generator may word claims: whether it points at the sentence that "
        "answers, copies, cites, keeps to the language of the question, and says when nothing answers. NAME is an "
        "installed generator, or a GGUF file."
    )
)
@click.argument("name", metavar=_("NAME"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.pass_obj
def probe(office: Office, name: str, as_json: bool) -> None:
    """Probe a generator, and keep the result."""
    from assistant.advice import generator_file, own_folder
    from models import probe as probing

    file = generator_file(office, name)
    result = _probed(office, name, file)
    place = probing.keep(result, file, own_folder())
    facts = {"name": name, "sha256": result.sha256, "may_compose": result.may_compose}
    office.note("model.probed", facts)
    if place.instead:
        click.echo(_("The result is not beside the model: {reason}").format(reason=place.instead), err=True)
    if as_json:
        said = {"name": name, **result.json(), "reasons": probing.reasons(result), "file": str(place.file)}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo("\n".join(probe_lines(name, result)))
    click.echo(_("Kept in {file}.").format(file=place.file))


def probe_lines(name: str, result: Result) -> list[str]:
    """A result for people: the verdict, and what it rests on, with a mark on what speaks against."""
    from models.probe import CHANCE, failures, tasks

    failed = {one.partition(".")[0] for one in failures(result)}
    verdict = _("{name} may word claims.") if result.may_compose else _("{name} is not fit to word claims.")
    lines = [verdict.format(name=name)]
    for task, said in tasks().items():
        french, english = result.scores[task]["fr"], result.scores[task]["en"]
        row = _("{mark} {task}: {fr} of {fr_of} in French, {en} of {en_of} in English").format(
            mark="✗" if task in failed else "✓",
            task=said,
            fr=french.right,
            fr_of=french.of,
            en=english.right,
            en_of=english.of,
        )
        lines.append(
            row + (_(" (by chance: {chance})").format(chance=round(CHANCE * french.of)) if task == "point" else "")
        )
    lines.append(
        _("✓ gives the same text to the same question")
        if result.steady
        else _("✗ gives two different texts to the same question")
    )
    if result.prefill is not None and result.decode is not None:
        speeds = _("Reads {prefill} tokens a second and writes {decode}, on {threads} threads.")
        lines.append(speeds.format(prefill=round(result.prefill), decode=round(result.decode), threads=result.threads))
    return lines


def _probed(office: Office, name: str, file: Path) -> Result:
    from models import chat, gguf
    from models import probe as probing
    from models.llama import LlamaGenerator
    from models.probe.result import scored

    wanted = office.settings.generator
    named = wanted.chat if name == wanted.name else ""
    form = chat.declared(named or chat.guess(gguf.read(file).tokens) or "chatml")
    began = time.monotonic()
    with LlamaGenerator.load(
        file,
        threads=wanted.threads,
        batch=wanted.batch,
        context=probing.CONTEXT,
        adapter=wanted.adapter if name == wanted.name else None,
    ) as generator:
        measured = probing.run(generator, form, progress=_progress(sys.stderr.isatty()))
        environment = generator.environment
    return probing.Result(
        sha256=environment.model,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        build=environment.llama_cpp,
        cpu=environment.cpu,
        threads=environment.threads,
        chat=form.name,
        seconds=round(time.monotonic() - began, 1),
        scores=scored(measured),
        steady=measured.steady,
        prefill=measured.prefill,
        decode=measured.decode,
        adapter=environment.adapter,
    )


def _progress(live: bool) -> Progress:
    """A line a task; on a terminal, with how far it is."""
    from models.probe import tasks

    names = {"read": _("reads a long text"), **tasks(), "repeat": _("answers the same again")}

    def tell(task: str, done: int, of: int) -> None:
        if live:
            click.echo(f"\r\x1b[K{names[task]}: {done}/{of}", err=True, nl=done == of)
        elif done == 0:
            click.echo(names[task] + "…", err=True)

    return tell
