"""What a session's entries prove by themselves, with the pages and the bytes that they name. Pure: `Sources` looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Protocol

from assistant.answer import Citation, Statement
from assistant.audit.log import Entry
from assistant.audit.replay.forms import malformed
from assistant.audit.replay.outcome import Finding
from assistant.audit.replay.sessions import Exchange, Purge, Recorded
from assistant.in_words import in_words

Bytes = Literal["whole", "changed", "gone"]
Kept = Literal["whole", "changed", "gone", "replaced"]


class Sources(Protocol):
    """Looks up what entries name, in the library as it is now and in the rest of the log."""

    def bytes_of(self, document: str) -> Bytes:
        """Whether the vault holds the bytes whose SHA-256 is the document's name."""

    def page(self, document: str, number: int) -> str | None:
        """The filed text of a page; None where it is not filed."""

    def purged(self, document: str) -> Purge | None:
        """By whose word a document was destroyed, as the log tells."""

    def filed_after(self, document: str, entry: int) -> int | None:
        """The entry after this one that says that the document was filed anew: read again, by another version."""

    def generation(self, name: str) -> Bytes:
        """Whether a generation of the indexes is kept, and is as it was published."""

    def model(self, name: str, sha256: str) -> Kept:
        """Whether the installed model of that name is the one with this hash; replaced: it is another one."""

    def purge(self, entry: int) -> Purge | None:
        """What an entry of kind `session.purged` says."""


def session_findings(recorded: Recorded, sources: Sources) -> Iterator[Finding]:
    """What holds of a session as a whole: its generation and its model are those of then, or said to be gone."""
    opened = recorded.opened
    if opened is None:
        yield Finding("session", "fails", None, "not opened")
        return
    if opened.destroyed is not None:
        yield _destroyed(opened, sources)
        return
    yield from _generation(opened, sources)
    yield from _model(opened, sources)


def exchange_findings(exchange: Exchange, sources: Sources) -> Iterator[Finding]:
    """What holds of an answer: its words, its statements, its citations, and the bytes that these name."""
    gone = [entry for entry in exchange.entries if entry.destroyed is not None]
    if gone:
        yield _destroyed(gone[0], sources)
        return
    unread = malformed(exchange)
    if unread is not None:
        yield Finding("session", "fails", unread.index, "malformed", {"entry": unread.index, "kind": unread.kind})
        return
    answer = exchange.answer
    stating = [*exchange.statements, *([answer] if answer is not None else [])]
    if answer is not None and exchange.answered:
        yield _rendering(answer)
    if exchange.statements and answer is not None:
        yield _stated(exchange, answer)
    seen: set[tuple[str, int, int, int]] = set()
    documents: set[str] = set()
    for entry in stating:
        for statement in statements_of(entry.facts):
            if statement["kind"] == "quotation" and not _is_quoted(statement):
                yield Finding("quotation", "fails", entry.index, "words", {"text": statement["text"]})
            for citation in statement["citations"]:
                if citation["document"] not in documents:
                    documents.add(citation["document"])
                    yield _document(citation, entry, sources)
                key = (citation["document"], citation["page"], citation["start"], citation["end"])
                if key not in seen:
                    seen.add(key)
                    yield _citation(citation, entry, sources)


def statements_of(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The statements that an entry holds, those left out among them."""
    shown, left_out = facts.get("statements"), facts.get("left_out")
    hidden = left_out.get("statements") if isinstance(left_out, Mapping) else None
    return [*(shown if isinstance(shown, list) else []), *(hidden if isinstance(hidden, list) else [])]


def rendered(facts: Mapping[str, Any]) -> str:
    """The answer in words, made anew of its statements as they stand on the record."""
    shown = [
        Statement(
            text=one["text"],
            kind=one["kind"],
            supported=one["supported"],
            citations=tuple(_as_citation(citation) for citation in one["citations"]),
        )
        for one in facts["statements"]
    ]
    left_out = facts.get("left_out")
    count = left_out["count"] if isinstance(left_out, Mapping) else 0
    return in_words(shown, count, facts["language"])


def _as_citation(citation: Mapping[str, Any]) -> Citation:
    return Citation(
        document=citation["document"],
        file=citation["file"],
        title="",
        language="fr",
        page=citation["page"],
        page_label=None,
        start=citation["start"],
        end=citation["end"],
        quote=citation["quote"],
        boxes=(),
    )


def _rendering(answer: Entry) -> Finding:
    if rendered(answer.facts) == answer.facts["answer"]:
        return Finding("rendering", "holds", answer.index)
    return Finding("rendering", "fails", answer.index, "words", {"text": rendered(answer.facts)})


def _stated(exchange: Exchange, answer: Entry) -> Finding:
    """Hold the statements that were shown one by one against those of the answer, which begins with them."""
    shown = [one for entry in exchange.statements for one in entry.facts["statements"]]  # type: ignore[attr-defined]
    whole: Any = answer.facts.get("statements")
    state: Literal["holds", "fails"] = "holds" if list(whole)[: len(shown)] == shown else "fails"
    return Finding("statements", state, answer.index, facts={"count": len(shown)})


def _is_quoted(statement: Mapping[str, Any]) -> bool:
    quotes = [" ".join(citation["quote"].split("\n")) for citation in statement["citations"]]
    return bool(quotes) and statement["text"] == " ".join(quotes)


def _document(citation: Mapping[str, Any], entry: Entry, sources: Sources) -> Finding:
    document = citation["document"]
    about = {"document": document, "file": citation["file"]}
    found = sources.bytes_of(document)
    if found == "whole":
        return Finding("document", "holds", entry.index, facts=about)
    purge = sources.purged(document) if found == "gone" else None
    if purge is not None:
        return Finding("document", "noted", entry.index, "destroyed", {**about, **_told(purge)})
    return Finding("document", "fails", entry.index, found, about)


def _citation(citation: Mapping[str, Any], entry: Entry, sources: Sources) -> Finding:
    document, number, quote = citation["document"], citation["page"], citation["quote"]
    about = {name: citation[name] for name in ("document", "file", "page", "start", "end")}
    text = sources.page(document, number)
    if text is not None and text[citation["start"] : citation["end"]] == quote:
        return Finding("citation", "holds", entry.index, facts=about)
    purge = sources.purged(document) if text is None else None
    if purge is not None:
        return Finding("citation", "noted", entry.index, "destroyed", {**about, **_told(purge)})
    again = sources.filed_after(document, entry.index)
    if again is not None:
        # The bytes are the same, and another version of the program has read them: the record says since when.
        still = text is not None and _flat(quote) in _flat(text)
        return Finding("citation", "noted", entry.index, "moved" if still else "read again", {**about, "by": again})
    return Finding("citation", "fails", entry.index, "gone" if text is None else "changed", about)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _generation(opened: Entry, sources: Sources) -> Iterator[Finding]:
    name = opened.facts.get("generation")
    if not isinstance(name, str):
        return
    found = sources.generation(name)
    state: Literal["holds", "noted", "fails"] = "holds" if found == "whole" else "noted" if found == "gone" else "fails"
    yield Finding("generation", state, opened.index, "" if found == "whole" else found, {"generation": name})


def _model(opened: Entry, sources: Sources) -> Iterator[Finding]:
    """The generator's file, where one was used; a server's is its own."""
    name, environment = opened.facts.get("model"), opened.facts.get("environment")
    if name is None or not isinstance(environment, Mapping):
        return
    about = {"model": name}
    if "url" in environment:
        yield Finding("model", "noted", opened.index, "server", {**about, "url": environment["url"]})
        return
    sha256 = environment.get("model")
    if not isinstance(sha256, str):
        return
    found = sources.model(str(name), sha256)
    state: Literal["holds", "noted", "fails"] = (
        "holds" if found == "whole" else "fails" if found == "changed" else "noted"
    )
    yield Finding("model", state, opened.index, "" if found == "whole" else found, {**about, "sha256": sha256})


def _destroyed(entry: Entry, sources: Sources) -> Finding:
    purge = None if entry.destroyed is None else sources.purge(entry.destroyed)
    if purge is None:
        return Finding("session", "fails", entry.index, "untold")
    return Finding("session", "noted", entry.index, "destroyed", _told(purge))


def _told(purge: Purge) -> dict[str, object]:
    return {"rule": purge.rule, "approver": purge.approver, "day": purge.time[:10], "by": purge.entry}
