"""Writes hits and answers for outside programs (JSON) and for people (plain text)."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext

from assistant.answer import Answer, Citation, Statement
from assistant.i18n import NO_BREAK, spoken
from assistant.recognised import mark
from assistant.safe import visible
from indexes.records import Also, Document, Hit, Language, Sentence

ALSO = 3
"""How many of the passages that say the same as a hit people are shown."""


def hit_json(hit: Hit) -> dict[str, object]:
    """A hit as outside programs read it; a sentence that runs over to the next page has a row a page."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "document": _document_json(hit.document),
        "page": hit.passage.page,
        "page_label": hit.page_label,
        "heading": hit.passage.heading,
        "text": hit.passage.text,
        "sentences": [
            {"id": sentence.id, "page": span.page, "start": span.start, "end": span.end, "text": text}
            for sentence in hit.passage.sentences
            for span, text in zip(sentence.spans, _parts(sentence), strict=True)
        ],
        "also": [_also_json(also) for also in hit.also],
    }


def _also_json(also: Also) -> dict[str, object]:
    return {
        "kind": also.kind,
        "score": round(also.score, 6),
        "document": _document_json(also.document),
        "page": also.passage.page,
        "page_label": also.page_label,
        "heading": also.passage.heading,
        "text": also.passage.text,
    }


def _document_json(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "file": document.file,
        "title": document.title,
        "language": document.language,
        "collection": document.collection,
    }


def answer_json(answer: Answer) -> dict[str, object]:
    """An answer as outside programs read it; what was left out, and what a refusal missed, only where something was."""
    facts: dict[str, object] = {
        "question": answer.question,
        "language": answer.language,
        "answer": answer.text,
        "refused": answer.refused,
        "mode": answer.mode,
        "statements": [_statement_json(statement) for statement in answer.statements],
        "nearest": [hit_json(hit) for hit in answer.nearest],
        "session": answer.session,
        "entry": answer.entry,
        "model": answer.model,
        "generation": answer.generation,
        "timings": {name: round(seconds, 4) for name, seconds in answer.timings.items()},
    }
    if answer.left_out:
        facts["left_out"] = answer.left_out
    if answer.refused:
        facts["missing"] = list(answer.missing)
    return facts


def _statement_json(statement: Statement) -> dict[str, object]:
    return {
        "text": statement.text,
        "kind": statement.kind,
        "supported": statement.supported,
        "reason": statement.reason,
        "citations": [_citation_json(citation) for citation in statement.citations],
    }


def _citation_json(citation: Citation) -> dict[str, object]:
    """A citation as outside programs read it; what a machine read says so, and several sentences which says most."""
    facts: dict[str, object] = {
        "document": citation.document,
        "file": citation.file,
        "title": citation.title,
        "language": citation.language,
        "page": citation.page,
        "page_label": citation.page_label,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "boxes": [list(box) for box in citation.boxes],
    }
    if citation.recognised is not None:
        facts["recognised"] = round(citation.recognised, 4)
    if citation.best is not None:
        facts["best"] = list(citation.best)
    return facts


def _parts(sentence: Sentence) -> Iterator[str]:
    """Take a sentence's text apart again into its spans', which a space joined."""
    offset = 0
    for span in sentence.spans:
        length = span.end - span.start
        yield sentence.text[offset : offset + length]
        offset += length + 1


def quoted(text: str) -> str:
    """Put a quotation between the marks of the language spoken."""
    if spoken() == "fr":
        return f"«{NO_BREAK}{text}{NO_BREAK}»"
    return f"“{text}”"


def place(citation: Citation, reader: Language | None = None) -> str:
    """Say where a citation stands, as people do: title, page by the number printed on it, and if a machine read it.

    `reader` is the language of the question: a document in the other one is said to be so.
    """
    if citation.page_label and citation.page_label != str(citation.page):
        page = _("p. {label} (page {page} of the file)").format(label=citation.page_label, page=citation.page)
    else:
        page = _("p. {page}").format(page=citation.page)
    parts = [f"{citation.title}, {page}", citation.file]
    if reader is not None and citation.language != reader:
        parts.append(_("in French") if citation.language == "fr" else _("in English"))
    if citation.recognised is not None:
        parts.append(mark(citation.recognised))
    return " – ".join(parts)


def answer_lines(answer: Answer) -> Iterator[str]:
    """An answer as people read it: statements with numbered citations, or the refusal and the nearest passages."""
    number = 1
    for statement in answer.statements:
        yield from statement_lines(statement, number, answer.language)
        number += len(statement.citations)
    yield from closing_lines(answer)


def statement_lines(statement: Statement, first: int, reader: Language) -> Iterator[str]:
    """A statement as people read it, its citations numbered from `first`, with an empty line after it."""
    numbers = range(first, first + len(statement.citations))
    marks = "".join(f"[{n}]" for n in numbers)
    text = quoted(statement.text) if statement.kind == "quotation" else statement.text
    yield visible(f"{text} {marks}".rstrip())
    if not statement.supported:
        yield visible("  ! " + _("Not supported by the sources") + _reason(statement))
    for n, citation in zip(numbers, statement.citations, strict=True):
        yield visible(f"  [{n}] {place(citation, reader)}")
    yield ""


def closing_lines(answer: Answer) -> Iterator[str]:
    """What stands after an answer's statements: a refusal with the nearest passages; what was left out; its entry."""
    if answer.refused:
        yield visible(answer.text)
        if answer.missing:
            yield missing_line(answer)
    elif answer.left_out:
        yield left_out_line(answer)
    if not answer.refused and answer.unsupported:
        yield unsupported_line()
    if (answer.refused or answer.unsupported) and answer.nearest:
        yield ""
        yield _("The nearest passages:")
        for hit in answer.nearest[:3]:
            yield ""
            page = _("p. {page}").format(page=hit.page_label or hit.passage.page)
            yield visible(f"  {hit.document.title}, {page}")
            yield visible(f"  {_shortened(hit.passage.text)}")
        if not answer.refused:
            yield ""
    if not answer.refused:
        yield _("On the record: session {session}, entry {entry}.").format(session=answer.session, entry=answer.entry)


def missing_line(answer: Answer) -> str:
    """Which words of the question no passage found holds."""
    words = ", ".join(quoted(word) for word in answer.missing)
    return visible(_("Not in the passages found: {words}.").format(words=words))


def left_out_line(answer: Answer) -> str:
    """How many statements were left out, and why."""
    return ngettext(
        "{count} statement was left out because the sources do not support it.",
        "{count} statements were left out because the sources do not support them.",
        answer.left_out,
    ).format(count=answer.left_out)


def unsupported_line() -> str:
    """Says of an answer that there is nothing in it to rely on."""
    return _("Nothing in this answer is supported by the sources.")


def _reason(statement: Statement) -> str:
    return f" ({statement.reason})" if statement.reason else ""


def hit_lines(hit: Hit) -> Iterator[str]:
    """A hit as people read it."""
    page = _("p. {page}").format(page=hit.page_label or hit.passage.page)
    yield visible(f"{hit.rank}. {hit.document.title}, {page} – {hit.document.file}")
    if hit.passage.heading:
        yield visible(f"   {hit.passage.heading}")
    yield visible(f"   {_shortened(hit.passage.text)}")
    for also in hit.also[:ALSO]:
        page = _("p. {page}").format(page=also.page_label or also.passage.page)
        where = f"{also.document.title}, {page} – {also.document.file}"
        same = _("the same in English") if also.passage.language == "en" else _("the same in French")
        what = same if also.kind == "twin" else _("the same text")
        yield visible("   " + _("also: {place} ({what})").format(place=where, what=what))
    if len(hit.also) > ALSO:
        left = len(hit.also) - ALSO
        yield "   " + ngettext("also: {count} other", "also: {count} others", left).format(count=left)


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
