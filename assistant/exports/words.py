"""The words that exports and the linear mode say of answers, in the language that is spoken."""

from __future__ import annotations

import re
from gettext import gettext as _

from assistant.answer import Carried, Statement
from assistant.audit.validation import Judgement
from assistant.exchange import Exchange
from assistant.i18n import NO_BREAK
from indexes.records import Language

_BLANKS = re.compile("[ \t\r\n\u2028\u2029]+")  # no-break spaces are typography, and stay


def on_one_line(text: str) -> str:
    """A text with its lines joined by spaces."""
    return _BLANKS.sub(" ", text).strip()


def shortened(text: str, longest: int) -> str:
    """A text on one line, cut between words with an ellipsis where it has more than `longest` characters."""
    text = on_one_line(text)
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def quotation_marks(language: Language) -> tuple[str, str]:
    """The marks that open and close a quotation of a text in a language."""
    return (f"«{NO_BREAK}", f"{NO_BREAK}»") if language == "fr" else ("“", "”")


def quoted(text: str, language: Language) -> str:
    """A text in the quotation marks of its own language."""
    opening, closing = quotation_marks(language)
    return f"{opening}{text}{closing}"


def page_name(page: int, label: str | None) -> str:
    """The page by the label printed on it, and by its place in the file where the two differ."""
    if label and label.strip() and label.strip() != str(page):
        return _("p. {label} (page {page} of the file)").format(label=label.strip(), page=page)
    return _("p. {page}").format(page=page)


def language_name(language: Language) -> str:
    """The language, in the language that is spoken."""
    return _("in French") if language == "fr" else _("in English")


def claim_lead(statement: Statement) -> str:
    """What is said before the model's own words: what they are, and whether the sources were found to say them."""
    if statement.supported:
        return _("Claim, supported by its sources:")
    return _("Claim, not supported by its sources:")


def asked_on(exchange: Exchange) -> str:
    """When a question was put on the record, and as which entry."""
    return _("Asked on {day} at {time} (UTC); entry {entry} of the record.").format(
        day=exchange.asked[:10], time=exchange.asked[11:16], entry=exchange.entry
    )


def followed(carried: Carried) -> str:
    """What a question took over from the conversation."""
    marked = quoted(on_one_line(carried.question), carried.words[0].language if carried.words else "fr")
    return _("Follow-up to {question}; taken over: {words}.").format(
        question=marked, words=", ".join(word.text for word in carried.words)
    )


def outcome(exchange: Exchange) -> str:
    """What became of a question, in a few words."""
    if exchange.outcome == "destroyed":
        return _("question destroyed")
    if exchange.outcome == "withheld":
        return _("question withheld")
    if exchange.outcome == "broken off":
        return _("answer broken off")
    if exchange.answer is not None and exchange.answer.refused:
        return _("no answer")
    return _("answer given")


def why_nothing(exchange: Exchange) -> str:
    """Says of an exchange that has no answer why that is so; nothing where it has one."""
    if exchange.outcome == "destroyed":
        return _("What was asked and answered is destroyed.")
    if exchange.outcome == "withheld":
        return _("Withheld: it takes clearance for all that this session searched or cites.")
    if exchange.outcome == "broken off" and exchange.stated:
        return _("This answer was broken off, and is not complete. What stands of it is on record.")
    if exchange.outcome == "broken off":
        return _("Cancelled. The question stays on record.")
    return ""


def judged(said: Judgement) -> str:
    """What somebody said of an answer, without their note."""
    verdicts = {"validated": _("validated"), "corrected": _("corrected"), "rejected": _("rejected")}
    return _("{verdict} by {by} on {day} (entry {entry})").format(
        verdict=verdicts[said.verdict], by=said.by, day=said.time[:10], entry=said.entry
    )
