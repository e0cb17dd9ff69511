"""What is given out of the record for an access request: which entries are opened, and the files that show them.

An entry that is not opened stands there as the tree has it, with its proof: that it is there, of which kind and from
when, and nothing of what it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, Literal

from assistant.audit.keeping import EVIDENCE, PURGED
from assistant.audit.naming import KIND as NAMED
from assistant.audit.reading import Told
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.audit.clearance import Screened
    from assistant.audit.log import Entry

Status = Literal["opened", "left out", "withheld", "destroyed"]
"""left out: somebody chose so. withheld: whoever exports is not cleared for it."""


class ChoiceError(AssistantError):
    """What is to be opened or left out cannot be told apart so: name other entries."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of each entry, and which questions are left out because they repeat words of one that is."""

    statuses: Mapping[int, Status]
    along: tuple[int, ...] = ()

    @property
    def opened(self) -> list[int]:
        """The entries that are opened, in order."""
        return sorted(index for index, status in self.statuses.items() if status == "opened")


def exchanges(entries: Iterable[Entry]) -> dict[int, int]:
    """The question that each entry belongs to, by their indexes: itself, what was stated and answered, judgements."""
    asked: dict[str, list[Entry]] = {}
    found: dict[int, int] = {}
    for entry in entries:
        if entry.session is None:
            continue
        questions = asked.setdefault(entry.session, [])
        question = _question(entry, questions, found)
        if entry.kind == "question":
            questions.append(entry)
        if question is not None:
            found[entry.index] = question
    return found


def _question(entry: Entry, asked: Sequence[Entry], found: Mapping[int, int]) -> int | None:
    if entry.kind == "question":
        return entry.index
    if entry.kind == "validated":
        answer = entry.facts.get("answer")
        return found.get(answer) if isinstance(answer, int) else None
    if entry.kind not in ("statement", "answer", "answer.cancelled") or not asked:
        return None
    named = entry.facts.get("question")
    of_it = [one.index for one in asked if named in (one.index, one.facts.get("question"))]
    return of_it[-1] if of_it else asked[-1].index


def repeating(entries: Iterable[Entry]) -> dict[int, set[int]]:
    """The questions whose words each question repeats, because it took them over from the conversation."""
    asked: list[Entry] = []
    found: dict[int, set[int]] = {}
    for entry in entries:
        if entry.kind != "question":
            continue
        carried: Any = entry.facts.get("carried")
        if isinstance(carried, Mapping):
            words = {word["entry"] for word in carried.get("words", ())}
            opener = {
                one.index
                for one in asked
                if one.session == entry.session and one.facts.get("question") == carried.get("question")
            }
            found[entry.index] = words | opener
        asked.append(entry)
    return found


def choose(seen: Sequence[Screened], keep: Collection[int] = (), without: Collection[int] = ()) -> Choice:
    """Decide what is opened of the entries of sessions: all that may be; or only what belongs to the questions of the
    entries in `keep`; or all but what belongs to those of the entries in `without`. A question goes with all that was
    said to it, for that repeats it; and with it go later ones that took words over from it.

    Raises:
        ChoiceError: an entry belongs to no question of these sessions, or one is kept that repeats what is not.
    """
    entries = [one.entry for one in seen]
    belongs = exchanges(entries)
    repeats = repeating(entries)
    questions = sorted(set(belongs.values()))
    kept = _questions(keep, belongs)
    out = _questions(without, belongs) if not keep else set(questions) - kept
    along = tuple(_along(questions, repeats, out))
    for question in along:
        if question in kept:
            raise ChoiceError(
                _("Question {index} repeats words of question {other}, which is left out.").format(
                    index=question, other=min(repeats[question] & (out | set(along)))
                ),
                hint=_("Keep both, or neither."),
            )
    closed = out | set(along)
    return Choice({one.entry.index: _status(one, belongs.get(one.entry.index), closed) for one in seen}, along)


def _questions(named: Collection[int], belongs: Mapping[int, int]) -> set[int]:
    strange = sorted(set(named) - belongs.keys())
    if strange:
        raise ChoiceError(
            _("Entry {index} belongs to no question of these sessions.").format(index=strange[0]),
            hint=_("Name a question, or what was answered to it, as `greffier audit show` lists them."),
        )
    return {belongs[index] for index in named}


def _along(questions: Sequence[int], repeats: Mapping[int, set[int]], out: Collection[int]) -> Iterator[int]:
    """In the order in which they were asked: what repeats a question that goes along goes along, too."""
    gone = set(out)
    for question in questions:
        if question not in gone and repeats.get(question, set()) & gone:
            gone.add(question)
            yield question


def _status(one: Screened, question: int | None, closed: Collection[int]) -> Status:
    entry = one.entry
    if entry.destroyed is not None:
        return "destroyed"
    if one.withheld:
        return "withheld"
    if question in closed or (entry.kind in EVIDENCE and entry.kind != PURGED):
        return "left out"
    if entry.kind == NAMED and not closed:  # else it may repeat what is left out
        return "opened"
    return "opened" if question is not None or entry.kind in ("session.opened", PURGED) else "left out"


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry as it is given out: as it stands in the tree, its proof, and where it is opened its salt and payload."""

    index: int
    entry: bytes
    proof: str
    opened: tuple[bytes, bytes] | None = None

    def files(self) -> dict[str, bytes]:
        """The files of it, by their names in the export."""
        name = f"entries/{self.index}"
        found = {f"{name}.json": self.entry, f"{name}.tlog-proof": self.proof.encode()}
        if self.opened is not None:
            found[f"{name}.salt"], found[f"{name}.payload.json"] = self.opened
        return found


def pieces(
    choice: Choice,
    header: Callable[[int], bytes],
    proof: Callable[[int], str],
    opened: Callable[[int], tuple[bytes, bytes] | None],
) -> Iterator[Piece]:
    """The entries of a choice as they are given out; only what is opened is read."""
    for index, status in sorted(choice.statuses.items()):
        yield Piece(index, header(index), proof(index), opened(index) if status == "opened" else None)


def readable(told: Told, choice: Choice) -> Told:
    """A session as the readable files show it: without what is not opened, and what was said of that."""
    opened = set(choice.opened)
    return Told(
        told.session,
        tuple(
            one if one.entry.index in opened else replace(one, entry=replace(one.entry, facts={}))
            for one in told.entries
        ),
        {answer: said for answer, said in told.judgements.items() if answer in opened},
        told.purges,
    )


def document(facts: Mapping[str, object] | Sequence[object]) -> bytes:
    """JSON that people can read, too."""
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()
