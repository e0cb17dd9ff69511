"""The help screen: every key, and how to read the marks, on one card."""

from __future__ import annotations

from gettext import gettext as _
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from assistant.tui.keys import key_name
from assistant.tui.plain import N_, quoted
from assistant.tui.spoken import Spoken
from assistant.tui.statement import SUPPORTED, UNSUPPORTED

_KEYS = (
    (("enter",), N_("Ask the question")),
    (("up", "down"), N_("Take up an earlier question or an example")),
    (("f4",), N_("Ask a follow-up again as a new question")),
    (("escape",), N_("Cancel the question; close the source")),
    (("ctrl+n", "ctrl+p"), N_("Next source, previous source")),
    (("f7", "f8"), N_("Previous page, next page of the document")),
    (("pageup", "pagedown"), N_("Scroll the source, or the conversation")),
    (("tab",), N_("Go from the question to what can be scrolled")),
    (("f2",), N_("Change the language of the screens")),
    (("f3",), N_("Light or dark screen")),
    (("ctrl+q",), N_("Quit")),
)


class _Card(Spoken):
    def words(self) -> Content:
        lines = [Content.styled(_("Keys"), "bold $accent")]
        for keys, does in _KEYS:
            names = " ".join(key_name(key) for key in keys)
            lines.append(Content.assemble((f"{names:<15} ", "bold"), _(does)))
        lines += [Content(""), Content.styled(_("How to read an answer"), "bold $accent")]
        for mark, means in (
            (quoted("…"), _("A quotation: word for word as on the page")),
            (Content(SUPPORTED), _("In other words, supported by the sentences cited")),
            (Content(UNSUPPORTED), _("Not supported by the sentences cited: verify")),
            (Content("…"), _("Being written: not checked yet, and not on record")),
            (Content("◇"), _("No answer; the nearest passages are shown as such")),
            (Content("▌"), _("In a page: the sentence cited")),
        ):
            lines.append(Content.assemble(mark.stylize("bold").pad_right(16 - mark.cell_length), means))
        lines += [Content(""), Content.styled(_("Esc or F1 closes this help."), "$text-muted")]
        return Content("\n").join(lines)


class Help(ModalScreen[None]):
    """Shown over the rest until it is dismissed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,enter,q", "dismiss", N_("Close"))]

    def compose(self) -> ComposeResult:
        """Yield the card."""
        with VerticalScroll(id="help"):
            yield _Card()
