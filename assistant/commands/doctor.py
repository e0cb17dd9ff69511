"""`doctor`: whether this machine and this installation have what answering takes."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from assistant.i18n import number

if TYPE_CHECKING:
    from assistant.office import Office


@click.command(help=_("Check this installation, and say what mends what is wrong."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.pass_obj
def doctor(office: Office, as_json: bool) -> None:
    """Run the checks."""
    rows = []
    for name, check in _checks(office).items():
        rows.append(_run(name, check))
        if name == _("settings") and not rows[-1]["ok"]:
            break  # all the rest would say the same again
    if as_json:
        click.echo(json.dumps({"ok": all(row["ok"] for row in rows), "checks": rows}, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(("✓ " if row["ok"] else "✗ ") + _("{name}: {detail}").format(**row))
            if row["hint"]:
                click.echo(f"    → {row['hint']}")
    if not all(row["ok"] for row in rows):
        sys.exit(1)


Check = Callable[[], str | tuple[str, str]]
"""Says what there is, and a hint where something is missing that can be done without."""


def _checks(office: Office) -> dict[str, Check]:
    def encoder() -> str:
        return f"{office.encoder().dimension} d"

    def lexicon() -> str:
        return office.lexicon().fingerprint[:16]

    def generator() -> str:
        loaded = office.generator
        return _("none: passages are ranked by retrieval alone") if loaded is None else str(office.generator_name)

    def library() -> str:
        return office.searcher().generation.name

    def record() -> str:
        office.log().check()
        return str(office.log().size())

    def disk() -> str:
        folder = office.settings.library
        while not folder.exists():
            folder = folder.parent
        return _("{size} GB").format(size=number(shutil.disk_usage(folder).free / 1e9, 1))

    def network() -> str:
        from assistant.errors import AssistantError
        from models.offline import attempt

        refused = attempt()
        if refused is None:
            raise AssistantError(
                _("a connection was not refused"),
                hint=_("Run Greffier by its own command, which forbids it the network."),
            )
        return _("every connection is refused")

    return {
        _("settings"): lambda: str(office.settings.library),
        _("encoder"): encoder,
        _("lexicon"): lexicon,
        _("generator"): generator,
        _("library"): library,
        _("record"): record,
        _("free space"): disk,
        _("network"): network,
        _("recognition"): _recognition,
    }


def _recognition() -> str | tuple[str, str]:
    """Whether scans can be read; an office that has none does without."""
    from models.tesseract import LANGUAGES, PACKAGES, installed, version

    lacking = sorted(set(LANGUAGES.values()) - installed())
    if version() is not None and not lacking:
        return f"tesseract {version()} ({', '.join(LANGUAGES.values())})"
    hint = _("To have scans read, install: {packages}. Then run the same ingest again.").format(
        packages=" ".join(PACKAGES)
    )
    if version() is None:
        return _("tesseract is not installed: scans are set aside"), hint

    return _("tesseract lacks {languages}: scans are set aside").format(languages=", ".join(lacking)), hint


def _run(name: str, check: Check) -> dict[str, object]:
    from assistant.errors import AssistantError
    from indexes.errors import LibraryError
    from models.errors import ModelError

    try:
        said = check()
        detail, hint = said if isinstance(said, tuple) else (said, "")
        return {"name": name, "ok": True, "detail": detail, "hint": hint}
    except (AssistantError, LibraryError, ModelError) as error:
        return {"name": name, "ok": False, "detail": str(error), "hint": error.hint}
