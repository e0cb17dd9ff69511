"""Shows what stood then beside what comes out now: two columns where there is room, else one under the other."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from textual.app import ComposeResult
from textual.containers import Horizontal, HorizontalGroup
from textual.content import Content
from textual.widget import Widget

from assistant.audit.replay import wording
from assistant.tui.audit.desk import Sides
from assistant.tui.audit.differ import Piece, Row, Sign, aligned
from assistant.tui.audit.scroller import Scroller
from assistant.tui.audit.words import sign, state_of
from assistant.tui.plain import one_line, plain
from assistant.tui.spoken import Mark, Marked, Spoken

_LOOKS: dict[Sign, str] = {"=": "$text-muted", "~": "bold $warning", "−": "bold $warning", "+": "bold $warning"}


class SidesView(Scroller):
    """The differences of one answer; hidden until they are asked for."""

    def __init__(self) -> None:
        super().__init__(id="sides")
        self.display = False

    async def show(self, sides: Sides) -> None:
        """Show both sides."""
        async with self.batch():
            await self.remove_children()
            await self.mount_all(_rows(sides))
        self.display = True
        self.scroll_home(animate=False)


class _Verdict(Spoken):
    def __init__(self, sides: Sides) -> None:
        super().__init__(classes="sides-verdict")
        self._sides = sides

    def words(self) -> Content:
        again = self._sides.recomputed
        lines = [Content.assemble(sign(state_of(again)), " ", one_line(wording.recomputed(again), "bold"))]
        lines += [one_line(f"  {wording.difference(one)}") for one in again.differences]
        if self._sides.now:
            lines.append(Content.styled(_legend(), "$text-muted"))
        return Content("\n").join(lines)


class _Side(Spoken):
    """The text of one side, after its name where the sides stand under each other; changed words stand in brackets."""

    def __init__(self, name: str, row: Row) -> None:
        super().__init__(classes=f"side {name}")
        self._which = name
        self._row = row

    def words(self) -> Content:
        pieces = self._row.then if self._which == "then" else self._row.now
        changed = self._row.sign == "~"
        said = Content("").join(_piece(piece, self._which, marked=changed) for piece in pieces)
        if not changed or not self.screen.has_class("-narrow"):
            return said
        name = _("then") if self._which == "then" else _("now")
        return Content.assemble((_("{name}:").format(name=name), "$text-muted"), " ", said)


class _Heads(Spoken):
    def __init__(self, name: str) -> None:
        super().__init__(classes=f"side-head {name}")
        self._which = name

    def words(self) -> Content:
        text = _("Then, as it stands on the record") if self._which == "then" else _("Now, computed again")
        return Content.styled(text, "bold $accent")


class _SideRow(HorizontalGroup):
    def __init__(self, row: Row) -> None:
        super().__init__(classes=f"side-row {_CLASSES[row.sign]}")
        self._row = row

    def compose(self) -> ComposeResult:
        yield Mark(self._row.sign, _LOOKS[self._row.sign])
        with HorizontalGroup(classes="both"):
            yield _Side("then", self._row)
            yield _Side("now", self._row)


_CLASSES: dict[Sign, str] = {"=": "same", "~": "changed", "−": "gone", "+": "come"}


def _rows(sides: Sides) -> Iterator[Widget]:
    yield _Verdict(sides)
    if not sides.now:
        yield Horizontal(Mark(" ", ""), _Heads("then"), classes="side-heads")
        for line in sides.then:
            yield Marked(" ", _Line(line), classes="side-row")
        return
    yield Horizontal(Mark(" ", ""), _Heads("then"), _Heads("now"), classes="side-heads")
    for row in aligned(sides.then, sides.now):
        yield _SideRow(row)


class _Line(Spoken):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def words(self) -> Content:
        return plain(self._text)


def _piece(piece: Piece, side: str, *, marked: bool) -> Content:
    """Words of a line; those that changed in it stand in brackets with a sign."""
    text = piece.text
    if not piece.changed or not text.strip():
        return plain(text)
    if not marked:
        return plain(text, "bold")
    opening, closing = ("[−", "−]") if side == "then" else ("[+", "+]")
    words = text.strip()
    before, after = text[: text.index(words)], text[text.index(words) + len(words) :]
    marks = ((opening, "bold $warning"), plain(words, "bold underline"), (closing, "bold $warning"))
    return Content.assemble(before, *marks, after)


def _legend() -> str:
    return _("= the same   ~ changed: [−then−] [+now+]   − only then   + only now")
