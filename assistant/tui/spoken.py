"""A widget whose words are chosen each time it is painted, so that the language can change under it."""

from __future__ import annotations

from textual.app import App
from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from assistant.tui.hanging import Hanging
from assistant.tui.nobreak import held, released, released_strip


class Spoken(Widget):
    """Shows what `words` returns."""

    DEFAULT_CSS = """
    Spoken {
        width: 1fr;
        height: auto;
    }
    """

    def words(self) -> Content:
        """What to show, in the language that is spoken now."""
        raise NotImplementedError

    def render(self) -> Visual:
        """Paint the words as they are now."""
        return held(self.words())

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected of the words, as they are and not as they are painted."""
        visual = self._render()
        painted = visual.body if isinstance(visual, Hanging) else visual
        return (selection.extract(released(painted).plain), "\n") if isinstance(painted, Content) else None

    def render_line(self, y: int) -> Strip:
        """One line of what was painted."""
        return released_strip(super().render_line(y))

    def say_again(self) -> None:
        """Paint anew: the words, or the language, have changed."""
        self.refresh(layout=True)


class Mark(Spoken):
    """A sign in the margin of a text."""

    DEFAULT_CSS = """
    Mark {
        width: 2;
    }
    """

    def __init__(self, sign: str, style: str) -> None:
        super().__init__()
        self._sign = Content.styled(sign, style)

    def words(self) -> Content:
        """The sign, the same in every language."""
        return self._sign


class Marked(Spoken):
    """A text with a sign in its margin, so that its lines stand under each other: one widget, however it is made up.

    Only the words of `text` are taken; it is no child.
    """

    def __init__(self, sign: str, text: Spoken, *, style: str = "bold $accent", classes: str = "") -> None:
        super().__init__(classes=classes)
        self._sign = Content.styled(sign, style)
        self._text = text

    def words(self) -> Content:
        """Those of the text, without the sign."""
        return self._text.words()

    def render(self) -> Hanging:
        """Paint the sign, and the words beside it."""
        return Hanging(self._sign, held(self.words()))


class Heading(Spoken):
    """One line that is cut with an ellipsis where the screen is narrow."""

    DEFAULT_CSS = """
    Heading {
        height: 1;
    }
    """

    def render(self) -> Content:
        """Paint as much of the words as one line holds."""
        return self.words().truncate(max(1, self.content_size.width), ellipsis=True)


def say_all_again(app: App[None]) -> None:
    """Have every widget of every screen that says something say it again, whether the screen is shown or kept."""
    for stack in app._screen_stacks.values():  # Textual names the stack of the mode that is shown only
        for screen in stack:
            for node in screen.walk_children(with_self=True):
                again = getattr(node, "say_again", None)
                if again is not None:
                    again()
