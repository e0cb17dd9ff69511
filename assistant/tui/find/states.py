"""What the room says of itself: how much was found and how, what is filtered, what to do where nothing is listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.i18n import spoken
from assistant.tui.desk import Trouble
from assistant.tui.find.desk import Filters, Found
from assistant.tui.keys import key_name
from assistant.tui.plain import one_line, plain, shortened
from assistant.tui.spoken import Heading, Spoken
from indexes.browsing import Listed

_TITLE = 48
"""Characters of a document's title that are said of the filter that it is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The state of the room. found: what is listed; only: the one document that is searched; wrong: what is written as
    a date and is none; ranking: whether the passages are being ranked closely.
    """

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    found: Found | None = None
    only: Listed | None = None
    wrong: str | None = None
    opened: bool = False
    ranking: bool = False
    trouble: Trouble | None = None

    @property
    def is_listed(self) -> bool:
        """Whether there are passages to be listed."""
        return self.trouble is None and bool(self.query.strip()) and self.found is not None and bool(self.found.hits)

    @property
    def keys(self) -> tuple[object, ...]:
        """What decides which keys do something."""
        return self.is_listed, self.trouble, self.filters, self.wrong, bool(self.query.strip())


def state_words(seen: Seen) -> Content:
    """One line: what matters most stands first, since it may be cut."""
    parts: list[Content] = []
    if seen.wrong is not None:
        wrong = _("“{written}” is no date: write 2019, 2019-06 or 2019-06-30").format(written=seen.wrong)
        return Content.assemble(("! ", "bold $warning"), one_line(wrong))
    if seen.found is not None and seen.is_listed:
        count = len(seen.found.hits)
        found = ngettext("{count} passage of {searched}", "{count} passages of {searched}", count)
        parts.append(Content.styled(found.format(count=count, searched=seen.found.searched), "bold"))
    if count := seen.filters.count():
        text = ngettext("{count} filter: {key} clears it", "{count} filters: {key} clears them", count)
        parts.append(Content.styled(text.format(count=count, key=key_name("ctrl+u")), "bold $accent"))
    if seen.ranking:
        parts.append(Content(_("ranking closely…")))
    elif seen.found is not None and seen.is_listed:
        parts.append(Content(_("ranked closely") if seen.found.closely else _("Enter ranks them closely")))
    if seen.found is not None and seen.is_listed:
        parts.append(Content(_("{seconds} s").format(seconds=_decimal(seen.found.seconds))))
    return Content(" · ").join(parts)


def _decimal(seconds: float) -> str:
    return f"{seconds:.2f}".replace(".", "," if spoken() == "fr" else ".")


def filter_words(filters: Filters, only: Listed | None) -> Iterator[str]:
    """Each filter that is set, in a few words."""
    if filters.collection is not None:
        yield _("collection {name}").format(name=filters.collection)
    if filters.language is not None:
        yield _("passages in French") if filters.language == "fr" else _("passages in English")
    if filters.since is not None:
        yield _("dated {day} or later").format(day=filters.since.isoformat())
    if filters.until is not None:
        yield _("dated {day} or earlier").format(day=filters.until.isoformat())
    if filters.as_of is not None:
        yield _("in force on {day}").format(day=filters.as_of.isoformat())
    if filters.document is not None:
        title = shortened(only.title or only.file, _TITLE) if only is not None else filters.document[:8]
        yield _("only in {title}").format(title=title)


def hint_words(seen: Seen) -> Content:
    """What stands in place of the list: why it is empty, and what to do."""
    if seen.trouble is not None:
        return Content.assemble(
            ("! ", "bold $warning"),
            plain(seen.trouble.message, "bold"),
            "\n→ ",
            plain(seen.trouble.hint),
            "\n\n",
            _("Once this is mended, press F5 to try again."),
        )
    if not seen.opened:
        return Content(_("Opening the library…"))
    if not seen.query.strip():
        return Content("\n").join(_how_to())
    if seen.found is None:
        return Content(_("Searching…"))
    lines = [Content.styled(_("Nothing was found."), "bold")]
    if seen.filters.count():
        lines.append(Content(_("These filters are set:")))
        lines += [Content.assemble("  • ", one_line(words)) for words in filter_words(seen.filters, seen.only)]
        if seen.filters.since is not None or seen.filters.until is not None:
            lines.append(Content(_("Documents that bear no date are left out while dates are set.")))
        lines.append(Content(_("{key} clears them.").format(key=key_name("ctrl+u"))))
    else:
        lines.append(Content(_("Try other words: one that the document itself would use.")))
    return Content("\n").join(lines)


def _how_to() -> Iterator[Content]:
    yield Content.styled(_("Type what you look for, in French or in English."), "bold")
    yield Content(_("Passages in both languages appear as you type. Nothing is put on the record."))
    yield Content("")
    for key, does in (
        ("enter", _("ranks what was found more closely")),
        ("down", _("goes to the passages; Enter reads one on its page")),
        ("ctrl+l", _("goes to the filters: collection, language, dates")),
        ("f4", _("shows the documents of the library")),
        ("ctrl+g", _("asks what you typed as a question")),
    ):
        yield Content.assemble((f"{key_name(key):<8}", "bold $accent"), does)


class StateLine(Heading):
    """How much was found, and what is filtered."""

    def __init__(self) -> None:
        super().__init__(id="state")
        self.seen = Seen()

    def see(self, seen: Seen) -> None:
        """Say how it stands now."""
        self.seen = seen
        self.refresh()

    def words(self) -> Content:
        """The line."""
        return state_words(self.seen)


class OnlyLine(Heading):
    """The one document that is searched, where it is one."""

    def __init__(self) -> None:
        super().__init__(id="only")
        self.only: Listed | None = None

    def see(self, seen: Seen) -> None:
        """Say which it is now."""
        if seen.only != self.only:
            self.only = seen.only
            self.refresh()

    def words(self) -> Content:
        """The line."""
        if self.only is None:
            return Content("")
        said = _("Only in: {title}").format(title=self.only.title or self.only.file)
        return Content.assemble(("▸ ", "bold $accent"), one_line(said))


class Hint(Spoken):
    """Stands where the passages would, while there are none."""

    def __init__(self) -> None:
        super().__init__(id="hint")
        self.seen = Seen()

    def see(self, seen: Seen) -> None:
        """Say what to do now."""
        self.seen = seen
        if not seen.is_listed:
            self.refresh()

    def words(self) -> Content:
        """What to do."""
        return hint_words(self.seen)
