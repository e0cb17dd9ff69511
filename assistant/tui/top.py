"""The top line: which library, which generation of it, which session, and what of it is on the record."""

from __future__ import annotations

from gettext import gettext as _

from textual.content import Content

from assistant.tui.plain import one_line
from assistant.tui.spoken import Heading

_ROOMY = 110
"""Columns from which words are written out."""


class StatusLine(Heading):
    """One line: the library's name on the left, what an auditor would ask for on the right."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self.library_name = ""
        self.generation = ""
        self.session = ""
        self.entry: int | None = None

    def words(self) -> Content:
        """The line, as wide as the screen."""
        width = self.content_size.width
        left = Content.assemble(("Greffier", "bold $accent"))
        if not self.library_name:
            return left
        right = Content(" · ").join(self._facts(roomy=width >= _ROOMY))
        room = width - right.cell_length - 2
        left = Content.assemble(left, "  ", one_line(self.library_name)) if room > 24 else one_line(self.library_name)
        left = left.truncate(max(1, room), ellipsis=True)
        return Content.assemble(left, " " * max(2, width - left.cell_length - right.cell_length), right)

    def _facts(self, *, roomy: bool) -> list[Content]:
        generation = _("generation {generation}") if roomy else _("gen. {generation}")
        return [
            one_line(generation.format(generation=self.generation[:8])),
            one_line(_("session {session}").format(session=self.session[:8])),
            Content(
                _("nothing on record yet")
                if self.entry is None
                else _("on record: entry {entry}").format(entry=self.entry)
            ),
        ]
