"""What a witness is told of what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.audit.cosigning import Outcome
    from assistant.audit.notes import CosigningKey
    from assistant.audit.witness import Report


def data(outcome: Outcome, key: CosigningKey, files: Sequence[Path]) -> dict[str, object]:
    """All of it, for JSON."""
    report = outcome.report
    seen = report.finding.against
    return {
        "verdict": report.finding.verdict,
        "origin": report.head.origin,
        "size": report.head.size,
        "root": report.head.root.hex(),
        "seen": None if seen is None else {"origin": seen.origin, "size": seen.size, "root": seen.root.hex()},
        "opened": report.finding.opened,
        "keys": [one.vkey() for one in report.keys],
        "unread": list(report.unread),
        "cosigned": outcome.note is not None,
        "witness": key.verifier.vkey(),
        "files": [str(path) for path in files],
        "conflict": None if outcome.conflict is None else str(outcome.conflict),
        "message": _found(report),
    }


def lines(outcome: Outcome, key: CosigningKey, files: Sequence[Path]) -> Iterator[str]:
    """All of it, for people."""
    report = outcome.report
    yield _found(report)
    if report.told.get("reason"):
        told = _("The entry that opened it says: {reason} ({by}).")
        yield told.format(reason=report.told["reason"], by=report.told.get("by") or "–")
    if outcome.note is not None and report.head.origin not in outcome.others:
        yield _("Ask those who keep it, by another way, whether these are its keys:")
        yield from (f"  {one.vkey()}" for one in report.keys)
        if outcome.others and report.finding.verdict == "first":
            yield _("Nothing in it leads back to what you saw before, of: {origins}").format(
                origins=", ".join(outcome.others)
            )
    if report.unread:
        yield _(
            "Entries that name keys or origins could not be read here, for want of the library's key (--keys): "
            "{entries}"
        ).format(entries=", ".join(map(str, report.unread)))
    if outcome.conflict is not None:
        yield _("Kept as proof: {folder}").format(folder=outcome.conflict)
    if outcome.note is None:
        yield _("Not signed.")
        if report.finding.verdict == "short":
            yield _("If that is known and accepted: --accept {origin}").format(origin=report.head.origin)
        return
    yield _("Signed by {name} ({id}).").format(name=key.name, id=key.verifier.id.hex())
    for path in files:
        yield _("Written: {file}").format(file=path)


def _found(report: Report) -> str:
    """What was found, in a sentence."""
    seen = report.finding.against
    size = report.head.size
    count = ngettext("{n} entry", "{n} entries", size).format(n=size)
    texts = {
        "first": _("{origin}: {count}. You see it for the first time."),
        "unchanged": _("{origin}: {count}, as you saw it last."),
        "extended": _("{origin}: {count}. It extends the {seen} that were seen before."),
        "continued": _(
            "{origin}: {count}. It extends the {seen} that were seen before under {before}; entry {opened} opened the "
            "present origin."
        ),
        "short": _(
            "{origin}: {count}. Entry {opened} opened it over {before}, of which {seen} entries were seen: those from "
            "{opened} on are not in it."
        ),
        "rolled back": _(
            "{origin}: {count}, and {seen} were seen before. Entries were taken away, or this is an old copy."
        ),
        "forked": _(
            "{origin}: {count}, and its first {seen} are not those that were seen before. History was changed."
        ),
    }
    return texts[report.finding.verdict].format(
        origin=report.head.origin,
        count=count,
        seen=0 if seen is None else seen.size,
        before="" if seen is None else seen.origin,
        opened=report.finding.opened,
    )
