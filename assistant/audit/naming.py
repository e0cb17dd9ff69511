"""What people call a session: each title is an entry of the record in that session, and the last counts."""

from __future__ import annotations

from collections.abc import Iterable
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from assistant.audit import keeping
from assistant.errors import AssistantError
from assistant.safe import visible

if TYPE_CHECKING:
    from assistant.audit.log import Entry, Log

KIND = "session.named"

LONGEST = 120
"""Characters of a title at most."""


class TitleError(AssistantError):
    """A title cannot be taken as it is: shorten it."""


def facts(title: str, by: str) -> dict[str, object]:
    """What the record says of a title."""
    return {"title": title, "by": by}


def taken(title: str) -> str:
    """A title as it is recorded: one line, without what a terminal would obey. An empty one takes the title away.

    Raises:
        TitleError: it is too long.
    """
    title = " ".join(visible(title.encode("utf-8", "replace").decode()).split())
    if len(title) > LONGEST:
        raise TitleError(
            ngettext(
                "The title has {length} character; it may have {most}.",
                "The title has {length} characters; it may have {most}.",
                len(title),
            ).format(length=len(title), most=LONGEST),
            hint=_("Say in a few words what the session is about."),
        )
    return title


def titles(entries: Iterable[Entry]) -> dict[str, str]:
    """What each session is called that has a title. One that is destroyed or withheld says nothing."""
    found: dict[str, str] = {}
    for entry in entries:
        title = entry.facts.get("title") if entry.kind == KIND else None
        if entry.session is not None and isinstance(title, str):
            found[entry.session] = title
    return {session: title for session, title in found.items() if title}


def name(log: Log, session: str, title: str, by: str) -> tuple[str, int]:
    """Give a session a title, under its own name or the start of it; return its whole name, and the entry.

    Raises:
        KeptError: nothing is left of the session.
        TitleError: the title is too long.
        UnknownSessionError: no session is called so, or several are.
        RecordError: the record cannot be written.
    """
    title = taken(title)
    with keeping.deciding(log.folder):  # nobody destroys it meanwhile: a title would be left over
        one = keeping.called(keeping.kept(log.entries()), session)
        keeping.check_standing(one)
        return one.session, log.record(KIND, facts(title, by), one.session)
