"""A session in a report: under which notice, what was asked, found and answered, what was checked, who judged it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from typing import Any

from assistant.audit.log import Entry
from assistant.audit.replay import wording
from assistant.audit.replay.forms import malformed
from assistant.audit.replay.outcome import Divergence, Finding, Recomputed, ReplayedExchange, ReplayedSession
from assistant.audit.replay.page_answer import evidence, statements
from assistant.audit.replay.page_head import Head
from assistant.audit.replay.page_parts import Filed, facts, paragraph, said, section, table


def session(one: ReplayedSession, head: Head | None, filed: Filed) -> str:
    """A session, as HTML."""
    recorded = one.recorded
    content = "".join(_opened(recorded.opened, one.withheld)) + findings(one.findings)
    for number, exchange in enumerate(one.exchanges, start=1):
        content += _exchange(number, exchange, one, filed)
    rows = [
        [entry.index, entry.time, entry.kind, "" if head is None else head.leaves.get(entry.index, "")]
        for entry in recorded.entries
    ]
    listed = table([_("Entry"), _("Time (UTC)"), _("Kind"), _("Leaf hash")], rows)
    content += section(_("Entries of the session"), listed, level=3, mark="entries")
    return section(_("Session {session}").format(session=recorded.session), content, mark="session")


def findings(found: Sequence[Finding]) -> str:
    """What was checked and how it came out, those first that do not hold."""
    order = ("fails", "noted", "holds")
    rows = "".join(
        f'<li class="{one.state}"><b>{said(wording.state(one.state))}</b> {said(wording.finding(one))}</li>'
        for one in sorted(found, key=lambda one: order.index(one.state))
    )
    return f'<ul class="findings">{rows}</ul>'


def _opened(opened: Entry | None, withheld: frozenset[int]) -> Iterator[str]:
    if opened is None or opened.destroyed is not None or opened.index in withheld:
        return
    notice = opened.facts.get("notice")
    if isinstance(notice, Mapping):
        title = said(_("Notice shown"))
        yield (
            f"<h3>{title}</h3>"
            f'<p class="notice" lang="{said(notice.get("language", ""))}">{said(notice.get("text", ""))}</p>'
        )
    labels = opened.facts.get("labels")
    yield facts(
        {
            _("Opened (UTC)"): opened.time,
            _("Search index"): opened.facts.get("generation", ""),
            _("Model"): opened.facts.get("model") or _("none: only the record’s own words"),
            _("Cleared for"): ", ".join(map(str, labels)) if isinstance(labels, list) else "",
            _("Language of the interface"): opened.facts.get("ui", ""),
            _("Greffier, version"): opened.facts.get("version", ""),
            _("Series"): opened.facts.get("series", ""),
            **{name: value for name, value in _before(opened).items() if value},
        }
    )


def _before(opened: Entry) -> dict[str, object]:
    """Who asked, and after which session it goes on, where the record says so."""
    return {
        _("Asked by"): opened.facts.get("by", ""),
        _("Goes on after the session"): opened.facts.get("continues", ""),
    }


def _exchange(number: int, one: ReplayedExchange, session: ReplayedSession, filed: Filed) -> str:
    exchange = one.exchange
    title = _("Question {n}, entry {entry}").format(n=number, entry=exchange.question.index)
    if any(entry.destroyed is not None for entry in exchange.entries):
        body = paragraph(_("What was asked and answered is destroyed.")) + _checked(one)
    elif malformed(exchange) is not None:
        body = _checked(one)
    elif any(entry.index in session.withheld for entry in exchange.entries):
        told = _("Withheld: its reader is not cleared for all that it searched or cites. It was checked all the same.")
        body = f'<p>{said(told)}</p><p class="{_mark(one)}">{said(wording.state(_mark(one)))}</p>'
    else:
        body = "".join(_body(one, filed))
    return section(title, body, level=3, mark="exchange")


def _body(one: ReplayedExchange, filed: Filed) -> Iterator[str]:
    exchange = one.exchange
    asked = exchange.question.facts
    yield f'<p class="asked" lang="{said(asked["language"])}">{said(asked["question"])}</p>'
    about = {_("Asked (UTC)"): exchange.question.time, _("Collection"): asked.get("collection") or _("all")}
    if asked.get("as_of"):
        about[_("In what was valid on")] = asked["as_of"]
    carried = asked.get("carried")
    if isinstance(carried, Mapping):
        about[_("Understood, from the questions before, as")] = carried["searched"]
    yield facts(about)
    answer = exchange.answer
    if answer is None and not exchange.statements:
        yield paragraph(_("The question was stopped before anything was stated."))
    else:
        yield "".join(_answer(one, answer, filed))
    yield _checked(one)
    if exchange.judged:
        yield section(_("What a person said of it"), "".join(map(_judged, exchange.judged)), level=4)


def _answer(one: ReplayedExchange, answer: Entry | None, filed: Filed) -> Iterator[str]:
    exchange = one.exchange
    if answer is not None and exchange.answered:
        yield section(_("What was found"), evidence(answer.facts, filed), level=4)
        answered = _("What was answered (entry {entry})").format(entry=answer.index)
        lang = said(answer.facts["language"])
        text = said(answer.facts["answer"])
        yield section(answered, f'<p class="answer" lang="{lang}">{text}</p>', level=4)
        stated: Any = answer.facts["statements"]
    else:
        told = _("The answer was not completed. What was shown of it:")
        yield f"<p>{said(told)}</p>"
        entries = [answer] if answer is not None else exchange.statements
        stated = [each for entry in entries for each in entry.facts["statements"]]  # type: ignore[attr-defined]
    if stated:
        yield section(_("What each statement rests on"), statements(stated, filed), level=4)


def _checked(one: ReplayedExchange) -> str:
    content = findings(one.findings)
    if one.recomputed is not None:
        content += _recomputed(one.recomputed)
    return section(_("What was checked, and how it came out"), content, level=4)


def _recomputed(one: Recomputed) -> str:
    mark = {"identical": "holds", "diverged": "fails"}.get(one.result, "noted")
    told = _("Computed again: {said}").format(said=wording.recomputed(one))
    return f'<p class="again {mark}">{said(told)}</p>' + ("" if one.divergence is None else _texts(one.divergence))


def _texts(one: Divergence) -> str:
    sides = ((_("then"), one.then), (_("now"), one.now))
    cells = "".join(f"<div><b>{said(name)}</b><p>{said(text)}</p></div>" for name, text in sides)
    return f'<div class="sides">{cells}</div>'


def _judged(entry: Entry) -> str:
    said_of_it = entry.facts
    where = _("entry {entry}").format(entry=entry.index)
    return facts(
        {
            _("Judgement"): wording.verdict(said_of_it.get("verdict")),
            _("By"): said_of_it.get("by", ""),
            _("On (UTC)"): f"{entry.time} ({where})",
            _("Note"): said_of_it.get("note", ""),
        }
    )


def _mark(one: ReplayedExchange) -> Any:
    return "holds" if one.holds else "fails"
