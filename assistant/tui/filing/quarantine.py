"""How the files that were set aside are said: why, since when, and what can be done. Pure, but for the time zone."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.i18n import number
from assistant.tui.filing.desk import Aside
from assistant.tui.filing.words import MUTED, when
from assistant.tui.plain import one_line, shortened
from indexes.jobs import JobState
from indexes.reasons import advice, reasons

_DETAIL = 40  # characters of a parser's words in a list


def reason(code: str, detail: str = "") -> Content:
    """Why a file was set aside, with the parser's own words."""
    why = one_line(reasons().get(code, code))
    return (
        Content.assemble(one_line(_("{heading}:").format(heading=why.plain)), " ", one_line(detail)) if detail else why
    )


def failures(state: JobState) -> Iterator[Content]:
    """The files that were set aside last, each with its reason."""
    if not state.failures:
        return
    title = ngettext("{n} file set aside:", "{n} files set aside:", state.quarantined)
    if state.quarantined > len(state.failures):
        title = _("{n} files set aside; the last ones:")
    yield Content.styled(title.format(n=number(state.quarantined)), MUTED)
    for one in reversed(state.failures):
        yield Content.assemble(("! ", "$warning"), one_line(one.file))
        yield Content.assemble("    ", reason(one.reason, shortened(one.detail, _DETAIL)).stylize(MUTED))


def aside_line(one: Aside) -> Content:
    """A file of the quarantine in a list: its name, then why and since when."""
    facts = [reason(one.reason), Content(when(one.since))]
    if one.attempts > 1:
        facts.append(Content(ngettext("tried {n} time", "tried {n} times", one.attempts).format(n=one.attempts)))
    return Content.assemble(("! ", "bold"), one_line(one.file, "bold"), "\n    ", Content(" · ").join(facts))


def aside_details(one: Aside) -> Iterator[Content]:
    """All that is known of a file of the quarantine, and what can be done about it."""
    yield one_line(one.file, "bold $accent")
    rows = {
        _("Lies at"): one_line(one.path),
        _("Reason"): reason(one.reason, one.detail),
        _("Since"): Content(when(one.since)),
        _("Attempts"): Content(number(one.attempts) if one.attempts else ""),
        _("Collection"): one_line(one.collection or ""),
        _("Label"): one_line(one.label or ""),
        "SHA-256": one_line((one.document or "")[:16]),
        _("Called"): one_line(one.name),
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        if value.plain:
            yield Content.assemble((f"{name:<{width}}  ", MUTED), value)
    yield Content("")
    yield Content.assemble(("→ ", "$accent"), advice(one.reason))
