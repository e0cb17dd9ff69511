"""What answered, how often, of which kind and how it was judged: the figures of a yearly declaration, from the record.

Pure: it counts entries. What was destroyed still counts by its kind and its time, which is all that is left of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from assistant.audit.validation import VERDICTS, judgements

if TYPE_CHECKING:
    from assistant.audit.log import Entry

Role = Literal["generator", "adapter", "encoder", "reranker", "lexicon"]


@dataclass(frozen=True, slots=True)
class Model:
    """What took part in answers. name: as the record calls it, empty where it does not; fingerprint: a SHA-256, or the
    address of a server. first, last: of its answers (UTC, ISO 8601); answers: how many.
    """

    role: Role
    name: str
    fingerprint: str
    first: str
    last: str
    answers: int


@dataclass(slots=True)
class Tally:
    """How many of each. claims, unsupported: as they were shown; destroyed: answers of which nothing else is known."""

    sessions: int = 0
    questions: int = 0
    answers: int = 0
    refusals: int = 0
    cancelled: int = 0
    quotations: int = 0
    claims: int = 0
    unsupported: int = 0
    destroyed: int = 0


@dataclass(slots=True)
class Inventory:
    """The record of a year (None: of all years). months: YYYY-MM; verdicts: of answers, each by its last judgement."""

    year: int | None = None
    first: str | None = None
    last: str | None = None
    total: Tally = field(default_factory=Tally)
    months: dict[str, Tally] = field(default_factory=dict)
    modes: dict[str, Tally] = field(default_factory=dict)
    languages: dict[str, Tally] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    models: list[Model] = field(default_factory=list)
    imported: list[dict[str, str]] = field(default_factory=list)
    sessions_destroyed: int = 0
    exports: int = 0


def take(entries: Iterable[Entry], year: int | None = None) -> Inventory:
    """Count what the record holds of a year, by the machine's clock (UTC). All entries are needed: a session may have
    been opened, and a model imported, before it.
    """
    found = Inventory(year, verdicts=dict.fromkeys(VERDICTS, 0))
    opened: dict[str, Mapping[str, Any]] = {}
    names: dict[str, str] = {}
    used: dict[tuple[Role, str, str], Model] = {}
    judged: list[Entry] = []
    for entry in entries:
        if entry.kind == "session.opened" and entry.session is not None:
            opened[entry.session] = entry.facts
        if entry.kind == "model.imported" and "sha256" in entry.facts:
            names[str(entry.facts["sha256"])] = str(entry.facts.get("name", ""))
        if year is not None and entry.time[:4] != f"{year:04}":
            continue
        found.first, found.last = found.first or entry.time, max(found.last or "", entry.time)
        _count(found, entry)
        if entry.kind == "validated":
            judged.append(entry)
        if entry.kind == "answer" and entry.session is not None:
            for role, name, fingerprint in _making(opened.get(entry.session, {}), entry.facts):
                key = (role, name, fingerprint)
                before = used.get(key, Model(role, name, fingerprint, entry.time, entry.time, 0))
                used[key] = replace(before, last=max(before.last, entry.time), answers=before.answers + 1)
    found.verdicts |= Counter(said[-1].verdict for said in judgements(judged).values())
    found.models = [replace(one, name=one.name or names.get(one.fingerprint, "")) for one in used.values()]
    return found


def _count(found: Inventory, entry: Entry) -> None:
    if entry.kind == "model.imported":
        found.imported.append(
            {"time": entry.time, **{key: str(entry.facts.get(key, "")) for key in ("name", "sha256")}}
        )
    found.sessions_destroyed += entry.kind == "session.purged"
    found.exports += entry.kind == "session.exported"
    if entry.kind not in ("session.opened", "question", "answer", "answer.cancelled"):
        return
    for tally in _tallies(found, entry):
        tally.sessions += entry.kind == "session.opened"
        tally.questions += entry.kind == "question"
        tally.cancelled += entry.kind == "answer.cancelled"
        if entry.kind == "answer":
            _answered(tally, entry)


def _tallies(found: Inventory, entry: Entry) -> Iterator[Tally]:
    yield found.total
    yield found.months.setdefault(entry.time[:7], Tally())
    for by, name in ((found.modes, "mode"), (found.languages, "language")):
        value = entry.facts.get(name)
        if isinstance(value, str) and entry.kind in ("question", "answer"):
            yield by.setdefault(value, Tally())


def _answered(tally: Tally, entry: Entry) -> None:
    tally.answers += 1
    if entry.destroyed is not None:
        tally.destroyed += 1
        return
    tally.refusals += bool(entry.facts.get("refused"))
    statements: Any = entry.facts.get("statements")
    for statement in statements if isinstance(statements, list) else []:
        tally.quotations += statement["kind"] == "quotation"
        tally.claims += statement["kind"] == "claim"
        tally.unsupported += statement["kind"] == "claim" and not statement["supported"]


def _making(opened: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[tuple[Role, str, str]]:
    """What an answer was made with, as its session said when it was opened: (role, name, fingerprint)."""
    environment: Any = opened.get("environment")
    if not isinstance(environment, Mapping):
        return
    model = answer.get("model") or opened.get("model")
    if model:
        yield "generator", str(model), str(environment.get("url") or environment.get("model") or "")
    if environment.get("adapter"):
        yield "adapter", "", str(environment["adapter"])
    for role in ("encoder", "lexicon"):
        if environment.get(role):
            yield role, "", str(environment[role])
    for name, one in {**environment.get("reranked", {}), **environment.get("rerankings", {})}.items():
        yield "reranker", str(name), str(one["fingerprint"] if isinstance(one, Mapping) else one)
