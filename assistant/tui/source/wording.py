"""What the source pane says over a page: where it stands, how its document stands, and what to mind. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _

from textual.content import Content

from assistant.marks import marks
from assistant.recognised import caution, mark
from assistant.tui.desk import Trouble
from assistant.tui.plain import one_line, plain
from assistant.tui.reference import page_name
from indexes.records import Document, Language, Page


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that was opened: what of it is known so far. number: of the page that is wanted, 1-based.

    cited: the page on which the cited sentence is, with the label printed on it, where that is another. trouble: why
    the page could not be read. ready: the library was asked.
    """

    title: str
    language: Language
    number: int
    document: Document | None = None
    page: Page | None = None
    cited: tuple[int, str | None] | None = None
    trouble: Trouble | None = None
    ready: bool = False


def place(opened: Opened) -> Content:
    """The page as printed, its place in the file, the language, who read it, and the file."""
    page, document = opened.page, opened.document
    printed = page.label if page is not None and page.label else None
    parts = [one_line(_("p. {page}").format(page=printed) if printed else page_name(opened.number, None))]
    if document is not None:
        parts.append(Content(_("page {page} / {pages}").format(page=opened.number, pages=document.pages)))
    parts.append(Content(_("French") if opened.language == "fr" else _("English")))
    if page is not None and page.confidence is not None:
        parts.append(Content(mark(page.confidence)))
    if document is not None:
        parts.append(one_line(document.file))
    return Content(" · ").join(parts)


def standing(opened: Opened) -> Content:
    """Whether the document is current, since when it is in force, who may see it, its number and date, its twin."""
    document = opened.document
    if document is None:
        return Content("")
    said = [one_line(words) for words in marks(document)]  # whether something took its place, first
    if is_current(document):
        said.insert(0, Content(_("current")))
    in_force = document.notes.get("in_force")
    if isinstance(in_force, str) and in_force != document.facts.date:
        said.insert(1, one_line(_("in force on {day}").format(day=in_force)))
    said.insert(2, one_line(_("label: {label}").format(label=document.label)))
    return Content(" · ").join(said)


def is_current(document: Document) -> bool:
    """Whether nothing took its place, and it was not taken out of search."""
    return not document.notes.get("superseded_by") and not document.notes.get("removed")


def notice(opened: Opened) -> Content:
    """What is said over the page, or in its place: that it is not there, not the cited one, or read by a machine."""
    if opened.trouble is not None:
        return troubled(opened.trouble)
    if opened.ready and opened.page is None:
        return Content.assemble(("! ", "bold $warning"), _("This page is no longer in the library."))
    if opened.cited is not None:
        return Content.assemble(_("The cited sentence is on another page:"), " ", one_line(page_name(*opened.cited)))
    if opened.page is not None and opened.page.confidence is not None:
        return Content(caution(opened.page.confidence))
    return Content("")


def troubled(trouble: Trouble) -> Content:
    """What went wrong, and what mends it."""
    return Content.assemble(("! ", "bold $warning"), one_line(trouble.message), "\n→ ", plain(trouble.hint))
