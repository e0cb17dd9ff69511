"""An answer in a report: the passages found, and each statement with the words of the pages that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from typing import Any

from assistant.audit.replay.page_parts import Filed, facts, in_context, paragraph, said
from assistant.i18n import number

_SHOWN = 400
"""Characters of a passage found that are shown."""


def evidence(answer: Mapping[str, Any], filed: Filed) -> str:
    """The passages that an answer was made of, best first, as they are filed now."""
    rows = "".join(f"<li>{''.join(_found(one, filed))}</li>" for one in answer["evidence"])
    if not rows:
        return paragraph(_("Nothing was found."))
    told = _("The estimate that the library answers this question was {estimate}; under {threshold}, it is refused.")
    estimate = number(float(answer["probability"]), 2) if "probability" in answer else "–"
    threshold = answer.get("settings", {}).get("threshold")
    limit = "–" if threshold is None else number(float(threshold), 2)
    return f'<ol class="found">{rows}</ol><p>{said(told.format(estimate=estimate, threshold=limit))}</p>'


def statements(stated: Sequence[Mapping[str, Any]], filed: Filed) -> str:
    """Statements, each with its citations, numbered through as in the answer."""
    items, first = [], 1
    for one in stated:
        items.append(f"<li>{''.join(_statement(one, first, filed))}</li>")
        first += len(one["citations"])
    return f'<ol class="statements">{"".join(items)}</ol>'


def _found(one: Mapping[str, Any], filed: Filed) -> Iterator[str]:
    passage = filed.passage(one["passage"])
    document = filed.document(one["document"]) if "document" in one else None
    title = one["passage"] if document is None else document.title
    where = _("p. {page}").format(page=one["page"]) if "page" in one else ""
    yield f"<b>{said(title)}</b> {said(where)}"
    if document is not None:
        yield f" <small>{said(document.file)}</small>"
    if passage is None:
        yield paragraph(_("This passage is filed no longer."))
        return
    if passage.heading:
        yield f"<p><small>{said(passage.heading)}</small></p>"
    text = passage.text if len(passage.text) <= _SHOWN else passage.text[: _SHOWN - 1].rstrip() + "…"
    yield f'<p lang="{passage.language}">{said(text)}</p>'


def _statement(one: Mapping[str, Any], first: int, filed: Filed) -> Iterator[str]:
    kind = _("Quotation") if one["kind"] == "quotation" else _("The model’s own words")
    yield f'<p class="stated"><b>{said(kind)}.</b> {said(one["text"])}</p>'
    if one["kind"] == "claim":
        told = _("Found to be supported by the sentences that it cites.")
        if not one["supported"]:
            told = _("Not supported by the sources; shown as such. {reason}").format(reason=one.get("reason", ""))
        yield f'<p class="{"holds" if one["supported"] else "fails"}">{said(told)}</p>'
    for n, citation in enumerate(one["citations"], start=first):
        yield "".join(_citation(n, citation, one, filed))


def _citation(n: int, citation: Mapping[str, Any], statement: Mapping[str, Any], filed: Filed) -> Iterator[str]:
    document = filed.document(citation["document"])
    page = filed.filed(citation["document"], citation["page"])
    about: dict[str, object] = {
        f"[{n}]": citation["file"] if document is None else f"{document.title} – {citation['file']}",
        _("Page"): _page(citation["page"], None if page is None else page.label),
        _("Characters"): _("{start} to {end}").format(start=citation["start"], end=citation["end"]),
        _("Sentences"): ", ".join(map(str, statement.get("pointers", []))),
        "SHA-256": citation["document"],
    }
    if "recognised" in citation:
        about[_("Read by a machine on a picture of the page, how sure")] = number(float(citation["recognised"]), 2)
    yield facts(about)
    start, end = citation["start"], citation["end"]
    if page is not None and page.text[start:end] == citation["quote"]:
        yield in_context(page.text, start, end)
    else:
        told = _("As it was quoted then; the page cannot be shown as it was:")
        yield f"<p>{said(told)}</p><blockquote><mark>{said(citation['quote'])}</mark></blockquote>"


def _page(page: int, label: str | None) -> str:
    if label and label != str(page):
        return _("{label} (page {page} of the file)").format(label=label, page=page)
    return str(page)
