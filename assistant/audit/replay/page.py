"""Writes what came of replaying as one HTML page: French, then English; no script, nothing to fetch, fit to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from gettext import gettext as _
from gettext import ngettext
from html import escape
from importlib.metadata import version
from pathlib import Path

from assistant.audit.replay import wording
from assistant.audit.replay.language import speaking
from assistant.audit.replay.outcome import ReplayedSession, Summary
from assistant.audit.replay.page_head import Head
from assistant.audit.replay.page_parts import Filed, facts, paragraph, section, table
from assistant.audit.replay.page_session import session
from indexes.records import LANGUAGES

_TITLES = {"fr": "Relecture de séances", "en": "Replay of sessions"}
_NAMES = {"fr": "Français", "en": "English"}


def page(
    sessions: Sequence[ReplayedSession],
    summary: Summary,
    head: Head | None,
    filed: Filed,
    made: datetime | None = None,
) -> str:
    """The whole page: the same in both languages. made: when; now, where it is not said."""
    when = (made or datetime.now(UTC)).isoformat(timespec="seconds")
    parts = []
    for language in LANGUAGES:
        with speaking(language):
            parts.append(
                f'<article lang="{language}" id="{language}">\n{"".join(_part(sessions, summary, head, filed, when))}'
                "</article>"
            )
    links = " · ".join(f'<a href="#{one}" lang="{one}">{_NAMES[one]}</a>' for one in LANGUAGES)
    title = " / ".join(_TITLES[one] for one in LANGUAGES)
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing that a document or a question holds may run or be fetched, even were it not escaped.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'\">\n"
        f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n"
        f"<nav>{links}</nav>\n{''.join(parts)}\n</main>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def _part(
    sessions: Sequence[ReplayedSession], summary: Summary, head: Head | None, filed: Filed, when: str
) -> Iterator[str]:
    title = escape(_("Replay of sessions"))
    yield f"<header><h1>{title}</h1>{''.join(_lead(summary))}</header>\n"
    if len(sessions) > 1:
        yield section(_("Summary"), "".join(_summary(sessions, summary)))
    for one in sessions:
        yield session(one, head, filed)
    yield section(_("The head of the log"), "".join(_head(head, summary)))
    yield section(_("How to verify this oneself"), "".join(_how()))
    made = facts({_("Made"): when, _("Greffier, version"): version("greffier")})
    yield f"<footer>{made}</footer>\n"


def _lead(summary: Summary) -> Iterator[str]:
    good = summary.good
    mark = "holds" if good else "fails"
    told = _("Nothing that was checked fails.") if good else _("Something that was checked fails; it is marked below.")
    yield f'<p class="verdict {mark}">{escape(told)}</p>'
    count = sum(summary.checks.values())
    sessions = ngettext("{n} session", "{n} sessions", summary.sessions).format(n=summary.sessions)
    questions = ngettext("{n} question", "{n} questions", summary.questions).format(n=summary.questions)
    checks = ngettext("{n} check", "{n} checks", count).format(n=count)
    yield f'<p class="soft">{escape(f"{sessions} · {questions} · {checks}")}</p>'
    text = _(
        "This report shows what was asked and answered as it stands on the record, what each statement rests on, and "
        "what was checked today. It shows that the record was not changed and that its citations are on the pages that "
        "they name; whether an answer was right in law is for its reader to judge."
    )
    yield f"<p>{escape(text)}</p>"


def _summary(sessions: Sequence[ReplayedSession], summary: Summary) -> Iterator[str]:
    rows = [[wording.state(name), str(count)] for name, count in summary.checks.items()]
    yield table([_("Checks"), _("how many")], rows)
    if summary.results:
        rows = [[wording.result(name), str(count)] for name, count in summary.results.items()]
        yield table([_("Computed again"), _("how many")], rows)
    rows = [
        [
            one.recorded.session,
            one.recorded.time,
            str(len(one.exchanges)),
            wording.state("holds" if one.holds else "fails"),
        ]
        for one in sessions
    ]
    yield table([_("Session"), _("Opened (UTC)"), _("Questions"), _("Evidence")], rows)


def _head(head: Head | None, summary: Summary) -> Iterator[str]:
    if head is None:
        yield paragraph(_("The log has no head that can be read."))
        return
    if summary.broken:
        yield paragraph(_("The log does not hold against this head."), "fails")
    text = _(
        "All entries of the log are leaves of one tree, of which this is the signed root. Any change of any entry "
        "gives another root. Compare it with a checkpoint that was kept elsewhere."
    )
    yield f"<p>{escape(text)}</p>"
    signed = ", ".join(f"{name} ({key})" for name, key in head.keys)
    yield facts(
        {
            _("Origin"): head.origin,
            _("Entries"): str(head.size),
            _("Root (SHA-256)"): head.root,
            _("Signed by (key)"): signed,
        }
    )
    yield f"<pre>{escape(head.note)}</pre>"


def _how() -> Iterator[str]:
    steps = (
        _("Ask for a copy of the folder log/ of the library, and for a checkpoint from someone who kept one."),
        _(
            "Verify the copy: greffier audit verify; or, without Greffier, with its checker alone, which needs Python "
            "and the package cryptography only: python verify.py LOG"
        ),
        _(
            "Compare the root above with the one of the verified copy. The leaf hashes in this report are SHA-256 of a "
            "zero byte and the entry, as RFC 6962 has it."
        ),
        _("Ask for the documents cited, and hash them with SHA-256: each is named by its own hash."),
        _("Replay a session again, with the library at hand: greffier audit replay SESSION --recompute"),
    )
    yield f"<ol>{''.join(f'<li>{escape(step)}</li>' for step in steps)}</ol>"
