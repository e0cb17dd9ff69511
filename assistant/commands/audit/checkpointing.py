"""`audit checkpoint`: the signed head of the record, taken out of the house, and held against it later."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from assistant.commands.audit.verifying import VERIFICATION_FAILED
from assistant.commands.given import Target
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.checkpoints import Checkpoint
    from assistant.audit.comparing import Outcome
    from assistant.audit.log import Log
    from assistant.errors import RecordError
    from assistant.office import Office


@click.command(
    help=_(
        "Print the latest signed checkpoint: whoever keeps it outside can tell later whether the record still holds "
        "all that it held, unchanged."
    )
)
@click.option(
    "--out",
    type=Target(dir_okay=True),
    metavar=_("PATH"),
    help=_("Write it to a file; or to a folder, such as a USB key, in files named after the log and its size."),
)
@click.option("--paper", is_flag=True, help=_("A short text that can be typed again, to be printed."))
@click.option("--qr", is_flag=True, help=_("A QR code of the checkpoint; with --out FILE.svg or a folder, as an SVG."))
@click.option(
    "--compare",
    metavar=_("TEXT|FILE"),
    help=_("Hold a checkpoint that was kept, in a file or as its short text, against the record."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.pass_obj
def checkpoint(office: Office, out: Path | None, paper: bool, qr: bool, compare: str | None, as_json: bool) -> None:
    """Print the checkpoint, or compare one."""
    office.library()
    log = office.log()
    if compare is not None:
        if out is not None or paper or qr:
            raise click.UsageError(_("--compare prints no checkpoint: leave --out, --paper and --qr out."))
        _compare(log, compare, as_json)
        return
    printed = Printed.of(log)
    written = [] if out is None else printed.write(out, paper=paper, qr=qr)
    if as_json:
        data = {**printed.data(), "files": [str(path) for path in written]}
        click.echo(json.dumps(data, ensure_ascii=False))
    elif out is None:
        click.echo(printed.text(paper=paper, qr=qr, dark=sys.stdout.isatty()), nl=False)
    for path in written if not as_json else []:
        click.echo(visible(_("Written: {file}").format(file=path)))


@dataclass(frozen=True, slots=True)
class Printed:
    """A checkpoint in the forms in which it leaves the house."""

    head: Checkpoint
    note: bytes
    key_id: bytes

    @classmethod
    def of(cls, log: Log) -> Printed:
        """The latest of a log."""
        from assistant.audit.notes import parse, verified
        from assistant.audit.witness import NoCheckpointError

        head, note = log.store.checkpoint(), log.store.note()
        if head is None or note is None:
            raise NoCheckpointError(
                _("Nothing is on the record yet."), hint=_("There is a checkpoint once something was filed or asked.")
            )
        signers = [key for key in verified(parse(note), log.store.verifiers()) if key.name == head.origin]
        return cls(head, note, signers[-1].id)

    def short(self) -> list[str]:
        """The lines of the short text."""
        from assistant.audit.paper import PaperError, Short

        try:
            return Short.of(self.head, self.key_id).lines()
        except PaperError as error:
            raise click.ClickException(
                _("The log is too large for the short text: keep the whole checkpoint.")
            ) from error

    def data(self) -> dict[str, object]:
        """All of it, for JSON."""
        return {
            "origin": self.head.origin,
            "size": self.head.size,
            "root": self.head.root.hex(),
            "key": self.key_id.hex(),
            "note": self.note.decode(),
            "short": self.short(),
        }

    def text(self, *, paper: bool, qr: bool, dark: bool) -> str:
        """What is printed; dark: on a terminal whose background is dark."""
        from assistant.audit.paper import drawn

        parts = [self._page()] if paper else []
        if qr:
            parts.append(drawn(self.note, dark_paper=dark))
        return "\n".join(parts) or self.note.decode()

    def write(self, out: Path, *, paper: bool, qr: bool) -> list[Path]:
        """Write it to a file, or to files in a folder."""
        from assistant.audit.paper import drawn_svg
        from assistant.audit.seen import safe_name
        from indexes.files import replace_file

        if not out.is_dir():
            alone = qr and not paper and out.suffix == ".svg"
            content = drawn_svg(self.note) if alone else self.text(paper=paper, qr=qr, dark=False).encode()
            replace_file(out, content)
            return [out]
        files = {".checkpoint": self.note}
        if paper:
            files[".txt"] = self.text(paper=True, qr=qr, dark=False).encode()
        if qr:
            files[".svg"] = drawn_svg(self.note)
        name = f"{safe_name(self.head.origin)}-{self.head.size}"
        for suffix, content in files.items():
            replace_file(out / f"{name}{suffix}", content)
        return [out / f"{name}{suffix}" for suffix in files]

    def _page(self) -> str:
        size = self.head.size
        count = ngettext("{n} entry", "{n} entries", size).format(n=size)
        head = _("Checkpoint of the record {origin}").format(origin=self.head.origin)
        signed = _("{count}, signed by key {key}").format(count=count, key=self.key_id.hex())
        typed = f'"{self.short()[0][:9]} …"'
        how = _("To hold the record against it: greffier audit checkpoint --compare {text}").format(text=typed)
        lines = [head, signed, "", *(f"    {line}" for line in self.short()), "", how]
        return "".join(f"{visible(line)}\n" for line in lines)


def _compare(log: Log, asked: str, as_json: bool) -> None:
    from assistant.audit.comparing import compare, kept
    from assistant.audit.paper import PaperError
    from assistant.errors import RecordError

    try:
        found = kept(_read(asked), log.store.verifiers())
    except RecordError as error:
        _damaged(error, as_json)
    except PaperError as error:
        text = _("Neither a signed checkpoint nor its short text: look at it again.")
        if error.line is not None:
            text = _("Line {line} of the short text was not typed as it is printed.").format(line=error.line)
        raise click.BadParameter(text, param_hint="--compare") from error
    try:
        outcome, head = compare(log.store, found)
    except RecordError as error:
        _damaged(error, as_json)
    told = _told(outcome, found.size, head.size)
    if as_json:
        seen = {"origin": found.origin, "size": found.size, "root": found.root.hex()}
        data = {"extends": outcome == "extended", "what": outcome, "message": told, "kept": seen, "size": head.size}
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo(told)
    if outcome != "extended":
        raise SystemExit(VERIFICATION_FAILED)


def _damaged(error: RecordError, as_json: bool) -> NoReturn:
    """End: the record itself is not whole, whatever was kept of it."""
    told = visible(f"{error}\n→ {error.hint}" if error.hint else str(error))
    click.echo(json.dumps({"extends": False, "what": "damaged", "message": str(error)}) if as_json else told)
    raise SystemExit(VERIFICATION_FAILED) from error


def _told(outcome: Outcome, kept: int, size: int) -> str:
    texts: dict[Outcome, str] = {
        "extended": _("The record has {size} entries and extends the {kept} of this checkpoint: nothing was changed."),
        "rolled back": _(
            "The record has {size} entries, and this checkpoint shows that it had {kept}: entries were taken away, or "
            "this is an old copy."
        ),
        "forked": _("The first {kept} entries of the record are not those of this checkpoint: history was changed."),
        "unsigned": _("No key of this record signed this checkpoint as it stands: it is another record's, or changed."),
    }
    return texts[outcome].format(size=size, kept=kept)


def _read(asked: str) -> str:
    try:
        path = Path(asked)
        if path.is_file():
            return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # too long for a name, or no text
        return asked
    return asked
