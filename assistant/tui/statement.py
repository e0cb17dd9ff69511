"""Shows one statement with its sources: quotation, supported claim or unsupported claim, told apart without colour."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from assistant.answer import Citation, Statement
from assistant.i18n import NO_BREAK
from assistant.recognised import mark
from assistant.tui.plain import one_line, plain, quoted
from assistant.tui.reference import Reference, language_name, of_citation, page_name
from assistant.tui.spoken import Marked, Spoken
from indexes.records import Language

SUPPORTED, UNSUPPORTED = "✓", "✗"


class ReferenceChosen(Message):
    """A source line was clicked: the line is the message's sender."""


class ReferenceLine(Spoken):
    """The source line: its number, the document's title and the page. The selected one is open in the source pane."""

    selected = reactive(False)

    def __init__(self, number: int, reference: Reference, reader: Language) -> None:
        super().__init__(classes="reference")
        self.number = number
        self.reference = reference
        self._reader = reader

    def words(self) -> Content:
        """The line; it says that a document is in the other language than the question's, or that a machine read it."""
        place = page_name(self.reference.page, self.reference.page_label)
        parts = [
            Content.styled("▸ " if self.selected else "  ", "bold $accent"),
            marker(self.number),
            Content(" "),
            one_line(self.reference.title),
            Content(", "),
            one_line(place),
        ]
        if self.reference.language != self._reader:
            parts.append(Content(f" · {language_name(self.reference.language)}"))
        if self.reference.recognised is not None:
            parts.append(Content(f" · {mark(self.reference.recognised)}"))
        return Content("").join(parts)

    def watch_selected(self, selected: bool) -> None:
        """Mark the line that is open."""
        self.set_class(selected, "-selected")

    def on_click(self) -> None:
        """Open the source, for those who have a mouse at hand."""
        self.post_message(ReferenceChosen())


class _Quotation(Spoken):
    def __init__(self, citation: Citation, number: int) -> None:
        super().__init__(classes="quotation")
        self._citation = citation
        self._number = number

    def words(self) -> Content:
        citation = self._citation
        best = citation.best and (citation.best[0] - citation.start, citation.best[1] - citation.start)
        return Content.assemble(quoted(citation.quote, best=best), marker(self._number))


class _Claim(Spoken):
    def __init__(self, statement: Statement, numbers: tuple[int, ...]) -> None:
        super().__init__()
        self._statement = statement
        self._numbers = numbers

    def words(self) -> Content:
        markers = [Content(NO_BREAK).join(marker(number) for number in self._numbers)]
        if self._statement.supported:
            return Content.assemble(plain(self._statement.text), *markers)
        verdict = _("Not supported by the sources:")
        words = Content.assemble((f"{verdict} ", "bold $warning"), plain(self._statement.text), *markers)
        if self._statement.reason:
            words = Content.assemble(words, "\n", one_line(self._statement.reason, "italic"))
        return words


class StatementView(VerticalGroup):
    """A statement: a quotation is shown citation by citation, a claim once with all its sources under it."""

    def __init__(self, statement: Statement, numbers: Mapping[Reference, int], reader: Language) -> None:
        super().__init__()
        self.statement = statement
        self._numbers = numbers
        self._reader = reader

    def compose(self) -> ComposeResult:
        """Yield the texts and their source lines."""
        cited = [(citation, of_citation(citation)) for citation in self.statement.citations]
        if self.statement.kind == "quotation":
            for citation, reference in cited:
                yield _Quotation(citation, self._numbers[reference])
                yield ReferenceLine(self._numbers[reference], reference, self._reader)
            return
        claim = _Claim(self.statement, tuple(self._numbers[reference] for _citation, reference in cited))
        if self.statement.supported:
            yield Marked(SUPPORTED, claim, classes="claim")
        else:
            yield Marked(UNSUPPORTED, claim, style="bold $warning", classes="claim unsupported")
        for _citation, reference in cited:
            yield ReferenceLine(self._numbers[reference], reference, self._reader)


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def marker(number: int) -> Content:
    """The number of a source, raised, as it stands in the text and before the source's line."""
    return Content.styled(str(number).translate(_RAISED), "bold $accent")
