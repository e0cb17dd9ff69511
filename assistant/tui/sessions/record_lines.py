"""The record of one answer in lines: where it stands, what was verified, and what people said of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.audit.validation import Judgement, Verdict
from assistant.i18n import number as written
from assistant.tui.plain import N_, one_line
from assistant.tui.sessions.desk import Standing

VERDICTS: dict[Verdict, tuple[str, str]] = {
    "validated": ("✓", N_("validated")),
    "corrected": ("✎", N_("corrected")),
    "rejected": ("✗", N_("rejected")),
}
"""For each verdict a sign and a word."""

_SHOWN = 3
"""Judgements shown, the latest."""


def moment(time: str) -> str:
    """A time of the record, to the second; it is UTC, and says so."""
    return _("{day} at {hour} UTC").format(day=time[:10], hour=time[11:19])


def standing_lines(stands: Standing) -> list[Content]:
    """How an entry stands on the record."""
    covered = ngettext(
        "under a checkpoint of {count} entry, signed as of {time}",
        "under a checkpoint of {count} entries, signed as of {time}",
        stands.size,
    ).format(count=written(stands.size), time=moment(stands.since))
    return [
        Content.assemble(
            (_("Entry {entry}").format(entry=stands.entry), "bold"),
            " · ",
            _("on record since {time}").format(time=moment(stands.time)),
        ),
        Content.assemble(covered),
        _row(_("Leaf"), stands.leaf),
        _row(_("Root"), stands.root),
        _row(_("Origin"), stands.origin),
        verified_line(stands),
    ]


def verified_line(stands: Standing) -> Content:
    """What came of verifying it."""
    if stands.fault:
        fault = _("NOT verified: {fault}").format(fault=stands.fault)
        hint = _("See all that is to be said of it: greffier audit verify")
        return Content.assemble(("✗ ", "bold $warning"), one_line(fault, "bold $warning"), "\n→ ", hint)
    said = ngettext(
        "Inclusion verified: {count} hash leads from the entry to the signed root.",
        "Inclusion verified: {count} hashes lead from the entry to the signed root.",
        stands.steps,
    )
    return Content.assemble(("✓ ", "bold $accent"), said.format(count=written(stands.steps)))


def judged_lines(judgements: Sequence[Judgement]) -> list[Content]:
    """What people said of the answer, the latest last; that counts."""
    if not judgements:
        return [Content.styled(_("Nobody has judged this answer yet."), "$text-muted")]
    earlier = len(judgements) - _SHOWN
    lines = []
    if earlier > 0:
        said = ngettext("… and {count} judgement before", "… and {count} judgements before", earlier)
        lines.append(Content.styled(said.format(count=written(earlier)), "$text-muted"))
    shown = judgements[-_SHOWN:]
    for one in shown:
        sign, word = VERDICTS[one.verdict]
        told = _("{verdict} by {by}, {day} (entry {entry})").format(
            verdict=_(word), by=one.by, day=one.time[:10], entry=one.entry
        )
        text = f"{told} – {one.note}" if one.note else told
        lines.append(Content.assemble((f"{sign} ", "bold"), one_line(text, "" if one is shown[-1] else "$text-muted")))
    return lines


def _row(name: str, value: str) -> Content:
    return Content.assemble((f"{name:<8}", "$text-muted"), one_line(value))
