"""The documents of the library as a tree: collections, folders, documents."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from assistant.i18n import NO_BREAK
from assistant.tui.find.shelves import Shelf
from assistant.tui.plain import N_, one_line
from assistant.tui.reference import Reference
from indexes.browsing import Listed
from indexes.records import Span, other

_OPEN_UNDER = 60
"""Documents up to which every shelf is open at first."""


def of_document(document: Listed) -> Reference:
    """The first page of a document; nothing on it is lit."""
    return Reference(document.id, document.title or document.file, document.language, None, (Span(1, 0, 0),))


def label(shelved: Shelf | Listed) -> Text:
    """A line of the tree. What stands first in a document's line is the same for all, so that it reads as columns; a
    date that is not known takes no room from the title.

    `fr⇄en` is a French document that has a twin in English.
    """
    if isinstance(shelved, Shelf):
        count = ngettext("{count} document", "{count} documents", shelved.count).format(count=shelved.count)
        return Text.assemble((one_line(shelved.name).plain, "bold"), f"  {count}")
    languages = f"{shelved.language}{'⇄' + other(shelved.language) if shelved.twin is not None else '':<3}"
    pages = _("{pages} p.").format(pages=shelved.pages)
    words = [f"{languages} {pages:>6}", *([one_line(shelved.date).plain] if shelved.date else [])]
    title = one_line(shelved.title or shelved.file).plain
    words.append(f"!{NO_BREAK}" + _("superseded") + f" {title}" if shelved.superseded else title)
    return Text("  ".join(words), no_wrap=True)


class DocumentsTree(Tree[Shelf | Listed]):
    """What is filed. A shelf is filled when it is opened, so that a large library costs nothing until then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", N_("Open the document, or the folder"), show=False),
        Binding("space", "toggle_node", N_("Open or close the folder"), show=False),
        Binding("left", "cursor_parent", N_("Go to the folder"), show=False),
        Binding("right", "open_shelf", N_("Open the folder"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__("", id="documents")
        self.show_root = False
        self.guide_depth = 2
        self._shown: tuple[Shelf, ...] | None = None

    def show(self, shelves: tuple[Shelf, ...]) -> None:
        """Show these shelves. Where they are those that are shown already, what is open stays so."""
        if self._shown == shelves:
            return
        self._shown = shelves
        self.clear()
        few = sum(shelf.count for shelf in shelves) <= _OPEN_UNDER
        for shelf in shelves:
            node = self.root.add(label(shelf), shelf)
            if few:
                self._open_all(node)
        self.root.expand()
        self.call_after_refresh(self._to_first)

    def say_again(self) -> None:
        """Write every line anew, in the language that is spoken."""
        for node in self._walk(self.root):
            if node.data is not None:
                node.set_label(label(node.data))

    def _to_first(self) -> None:
        if self.cursor_node is None and self.root.children:
            self.cursor_line = -1  # it may say 0 of the tree that was
            self.move_cursor(self.root.children[0])

    def _open_all(self, node: TreeNode[Shelf | Listed]) -> None:
        self._fill(node)
        node.expand()
        for child in node.children:
            if isinstance(child.data, Shelf):
                self._open_all(child)

    def _fill(self, node: TreeNode[Shelf | Listed]) -> None:
        if isinstance(node.data, Shelf) and not node.children:
            for shelf in node.data.shelves:
                node.add(label(shelf), shelf)
            for document in node.data.documents:
                node.add_leaf(label(document), document)

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Shelf | Listed]) -> None:
        """Fill a shelf that is opened."""
        self._fill(event.node)

    @property
    def chosen(self) -> Listed | None:
        """The document that the cursor stands on."""
        node = self.cursor_node
        return node.data if node is not None and isinstance(node.data, Listed) else None

    def neighbours(self) -> list[Listed]:
        """The documents in the order in which they stand in the open shelves."""
        return [node.data for node in self._walk(self.root, opened=True) if isinstance(node.data, Listed)]

    def choose(self, document: str) -> None:
        """Put the cursor on a document in an open shelf."""
        for node in self._walk(self.root, opened=True):
            if isinstance(node.data, Listed) and node.data.id == document:
                self.move_cursor(node)

    def action_open_shelf(self) -> None:
        """Open the shelf that the cursor stands on."""
        if self.cursor_node is not None and isinstance(self.cursor_node.data, Shelf):
            self.cursor_node.expand()

    def _walk(self, node: TreeNode[Shelf | Listed], *, opened: bool = False) -> Iterator[TreeNode[Shelf | Listed]]:
        for child in node.children:
            yield child
            if child.is_expanded or not opened:
                yield from self._walk(child, opened=opened)

    def render_label(self, node: TreeNode[Shelf | Listed], base_style: Style, style: Style) -> Text:
        """A line of the tree, cut where the pane ends."""
        text = super().render_label(node, base_style, style)
        depth, above = 0, node.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        text.truncate(max(8, self.size.width - self.guide_depth * depth - 1), overflow="ellipsis")
        return text
