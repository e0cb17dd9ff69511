"""Says of a question that it was understood from the conversation, what it took over, and how to refuse that."""

from __future__ import annotations

from gettext import gettext as _

from textual.content import Content

from assistant.answer import Carried
from assistant.tui.keys import key_name
from assistant.tui.plain import one_line, quoted, shortened
from assistant.tui.spoken import Spoken

ASK_ANEW = "f4"
"""The key that asks the latest question again, with nothing taken over."""

_QUESTION, _WORDS = 90, 120  # characters


class Followed(Spoken):
    """One quiet line under a question; while it is the latest, with the key."""

    def __init__(self, carried: Carried) -> None:
        super().__init__(classes="followed")
        self._carried = carried
        self.latest = True

    def words(self) -> Content:
        """The question followed, and the words taken over from it and what came after."""
        followed = _("Follow-up to {question}; taken over: {words}.").format(
            question=quoted(shortened(self._carried.question, _QUESTION)).plain,
            words=shortened(", ".join(word.text for word in self._carried.words), _WORDS),
        )
        if not self.latest:
            return one_line(followed)
        key = _("{key}: as a new question").format(key=key_name(ASK_ANEW))
        return Content.assemble(one_line(followed), " ", (key, "$accent"))
