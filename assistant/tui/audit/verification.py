"""The card that says whether the record holds, by what that was found, and what is to be done where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext

from textual.app import ComposeResult
from textual.content import Content

from assistant.i18n import number as written
from assistant.i18n import spoken
from assistant.tui.audit.desk import Verified
from assistant.tui.audit.scroller import Scroller
from assistant.tui.audit.words import hour, instant
from assistant.tui.desk import Trouble
from assistant.tui.keys import key_name
from assistant.tui.plain import one_line, plain
from assistant.tui.spoken import Spoken

_MOST = 20
"""Findings that are shown; a record of many destroyed sessions has a line for each entry."""


class VerificationWords(Spoken):
    """What is known of the record now."""

    def __init__(self) -> None:
        super().__init__()
        self.verified: Verified | None = None
        self.progress: tuple[int, int] | None = None
        self.trouble: Trouble | None = None

    def words(self) -> Content:
        """First the verdict, with a sign and in words."""
        return Content("\n").join(self._lines())

    def _lines(self) -> Iterator[Content]:
        if self.progress is not None:
            yield from self._under_way(*self.progress)
        elif self.trouble is not None:
            yield Content.assemble(("! ", "bold $warning"), (_("The record was not verified."), "bold"))
            yield plain(self.trouble.message)
            yield Content.assemble(("→ ", "bold $accent"), plain(self.trouble.hint))
        elif self.verified is None:
            yield Content.assemble(("○ ", "bold"), (_("Not verified yet since the program was started."), "bold"))
            told = _("{key} verifies every entry, what it commits to, and the signed head.")
            yield Content(told.format(key=key_name("f5")))
        elif self.verified.holds:
            yield from _holds(self.verified)
        else:
            yield from _fails(self.verified)

    @staticmethod
    def _under_way(done: int, total: int) -> Iterator[Content]:
        yield Content.assemble(("… ", "bold $accent"), (_("Verifying the record…"), "bold"))
        if total:
            read = _("{done} of {total} entries read").format(done=written(done), total=written(total))
            yield Content(read)
        yield Content.styled(_("{key} stops it.").format(key=key_name("escape")), "$text-muted")


def _holds(verified: Verified) -> Iterator[Content]:
    yield Content.assemble(("✓ ", "bold $accent"), (_("The record holds: nothing in it was changed."), "bold"))
    yield _when(verified)
    entries = ngettext("{n} entry", "{n} entries", verified.entries).format(n=written(verified.entries))
    if verified.last:
        entries = _("{entries}, the last of {time}").format(entries=entries, time=instant(verified.last))
    yield one_line(entries)
    yield from _head(verified)
    yield from _signed(verified)
    yield from _found(verified, "·")


def _fails(verified: Verified) -> Iterator[Content]:
    yield Content.assemble(("✗ ", "bold $warning"), (_("The record does not hold."), "bold"))
    yield _when(verified)
    yield from _found(verified, "✗")
    if verified.origin:
        yield _fact(_("Origin"), verified.origin)
    yield Content("")
    yield Content.styled(_("What to do next"), "bold $accent")
    if verified.hint:
        yield plain(verified.hint)
        return
    for said in (
        _("Leave the record's folder as it is, and compare it with a copy or a checkpoint that was kept elsewhere."),
        _("Tell whoever answers for the records; do not file or ask until it is known what happened."),
        _("What a copy holds is verified with: greffier audit verify --checkpoint FILE"),
    ):
        yield Content.assemble(("→ ", "bold $accent"), said)


def _when(verified: Verified) -> Content:
    told = _("Verified at {hour}, in {seconds} s").format(
        hour=hour(verified.when), seconds=written(max(0.1, verified.seconds), 1)
    )
    return Content.styled(told, "$text-muted")


def _head(verified: Verified) -> Iterator[Content]:
    if verified.origin:
        yield _fact(_("Origin"), verified.origin)
    if verified.root:
        yield _fact(_("Root"), verified.root)


def _signed(verified: Verified) -> Iterator[Content]:
    for one in verified.signers:
        if one.name == verified.origin:
            yield _fact(_("Signed by key"), one.id)
    for witness in verified.witnesses:
        told = _("{name}, at {n} entries").format(name=witness.name, n=written(witness.size))
        yield _fact(_("Cosigned by"), told)
    if not verified.witnesses and verified.entries:
        yield _fact(_("Cosigned by"), _("nobody: no witness has signed it here"))


def _found(verified: Verified, sign: str) -> Iterator[Content]:
    found = verified.findings.get(spoken(), ())
    look = "bold $warning" if sign == "✗" else "bold $text-muted"
    for line in found[:_MOST]:
        yield Content.assemble((f"{sign} ", look), one_line(line))
    if len(found) > _MOST:
        more = _("… and {n} more: greffier audit verify shows all").format(n=written(len(found) - _MOST))
        yield Content.styled(more, "$text-muted")


def _fact(name: str, value: str) -> Content:
    return Content.assemble((_("{name}:").format(name=name), "$text-muted"), " ", one_line(value))


class Verification(Scroller):
    """The card; it can be scrolled where much was found."""

    def __init__(self) -> None:
        super().__init__(id="verification")

    def compose(self) -> ComposeResult:
        """Yield the words."""
        yield VerificationWords()

    def on_mount(self) -> None:
        """Say what the card is."""
        self.say_again()

    def say_again(self) -> None:
        """Say it in the language that is spoken."""
        self.border_title = _("Verification")

    def show(
        self,
        verified: Verified | None = None,
        *,
        progress: tuple[int, int] | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        """Say how far it is, or what came of it."""
        words = self.query_one(VerificationWords)
        words.verified, words.progress, words.trouble = verified, progress, trouble
        words.say_again()
