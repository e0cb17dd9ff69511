"""What a witness makes of a log: whether it extends all that was seen of it before. Reads the log, and writes nothing.

A witness goes by the keys that it knows of an origin. A log that it sees for the first time brings its own, which
whoever keeps it can confirm by another way; later ones are learned from the entries that name them, where those can be
read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Literal

from assistant.audit.checkpoints import Checkpoint, CheckpointError, parse_checkpoint, signed_checkpoint
from assistant.audit.merkle import Frontier, ProofError, consistency_proof, verify_consistency
from assistant.audit.notes import NoteError, VerifierKey, parse
from assistant.audit.store import Header, Store, changed, damaged, header
from assistant.audit.tiles import WIDTH
from assistant.errors import AssistantError

Verdict = Literal["first", "unchanged", "extended", "continued", "short", "rolled back", "forked"]
"""first: nothing was seen of it before. unchanged, extended: it is what was seen, or more. continued: so it is, under
another origin. short: another origin was opened before the end of what was seen, so that the rest is not in it. rolled
back: it has fewer entries than were seen. forked: it has others."""

HOLDING: frozenset[Verdict] = frozenset(("first", "unchanged", "extended", "continued"))
"""The verdicts under which nothing that was seen is missing or changed."""

_OPENED, _ROTATED, _RETIRED = "log.opened", "key.rotated", "key.retired"
_NAMING = frozenset((_OPENED, _ROTATED, _RETIRED))


class UnprovenError(AssistantError):
    """What is shown does not verify: it is to be held against what others keep."""


class NoCheckpointError(AssistantError):
    """There is no log there, or nothing was recorded in it yet."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a log is to what was seen of it. against: the head that decides; opened: the entry where histories part.

    Where it is continued without an entry that opened the present origin, `opened` is None.
    """

    verdict: Verdict
    against: Checkpoint | None = None
    opened: int | None = None


def judge(
    shown: Checkpoint,
    seen: Sequence[Checkpoint],
    *,
    extends: Callable[[Checkpoint], bool],
    origins: Collection[str],
    openings: Callable[[], Sequence[int]],
) -> Finding:
    """Hold a head against those that were seen before; the worst that is found counts.

    extends: whether the tree that is shown is proven to extend a head that is no larger; origins: the names that the
    log says it had; openings: the entries that opened an origin, in order, which are read only where they matter.
    """
    found = []
    for head in seen:
        proven = head.size <= shown.size and extends(head)
        if head.origin == shown.origin:
            found.append(_of_the_same_name(shown, head, proven=proven))
        elif proven:
            after = [index for index in openings() if index >= head.size]
            found.append(Finding("continued", head, after[-1] if after else None))
        elif head.origin in origins:
            before = [index for index in openings() if index < head.size and index > 0]
            found.append(Finding("short", head, before[-1]) if before else Finding("forked", head))
    order: Sequence[Verdict] = ("forked", "rolled back", "short", "unchanged", "extended", "continued")
    return min(found, key=lambda one: order.index(one.verdict), default=Finding("first"))


def _of_the_same_name(shown: Checkpoint, head: Checkpoint, *, proven: bool) -> Finding:
    if head.size > shown.size:
        return Finding("rolled back", head)
    if not proven:
        return Finding("forked", head)
    return Finding("unchanged" if head.size == shown.size else "extended", head)


@dataclass(frozen=True, slots=True)
class Known:
    """What a witness knows of an origin: the last head that it saw, the signed note of it, and the keys it goes by."""

    head: Checkpoint
    note: bytes
    keys: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. against: the note of the head that decides; keys: those to go by from now on.

    unread: entries that name keys or origins and could not be read here, for want of the library's key; told: what the
    entry says at which histories part, or nothing.
    """

    finding: Finding
    head: Checkpoint
    note: bytes
    against: bytes | None
    keys: tuple[VerifierKey, ...]
    unread: tuple[int, ...]
    told: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A log as it is shown to a witness. library_key: None where it is not there, so that no payload can be read."""

    store: Store
    library_key: bytes | None

    def examine(
        self, memory: Mapping[str, Known], others: Sequence[bytes] = (), trusted: Sequence[VerifierKey] = ()
    ) -> Report:
        """Hold the log against what was seen of it before.

        memory: by origin; others: signed checkpoints that other witnesses saw; trusted: keys to go by besides.

        Raises:
            NoCheckpointError: there is nothing to examine.
            UnprovenError: its checkpoint, or one of the others, is signed by no key that is known, or badly.
            RecordError: it is not whole, or not what was signed.
        """
        note = self.store.note()
        if note is None:
            raise NoCheckpointError(
                _("There is no checkpoint in {folder}.").format(folder=self.store.folder),
                hint=_("Name the folder of a library, or the folder log in it."),
            )
        origin = self._origin(note)
        own = memory.get(origin)
        head = self._believed(note, self._keys(origin, own, trusted))
        if self.store.root_at(head.size) != head.root:
            raise damaged(_("its tree is not the one that was signed"))
        heads = {(one.head, one.note) for one in ([own] if own else memory.values())}
        for other in others:
            name = self._origin(other)
            heads.add((self._believed(other, self._keys(name, memory.get(name), trusted)), other))
        notes = dict(sorted(heads, key=lambda one: (one[0].size, one[0].root)))
        naming: list[Header] = []

        def openings() -> list[int]:
            if not naming:
                naming.extend(self._naming(Frontier(), head))
            return [one.index for one in naming if one.kind == _OPENED]

        finding = judge(
            head,
            list(reversed(notes)),
            extends=lambda seen: self._extends(head, seen),
            origins={key.name for key in self.store.verifiers()},
            openings=openings,
        )
        if finding.verdict == "continued" and finding.opened is None:
            raise _unproven(_("it goes on under an origin that no entry opened"))
        against = None if finding.against is None else notes[finding.against]
        told = {} if finding.opened is None else self._facts(self.store.header(finding.opened)) or {}
        if finding.verdict in ("forked", "rolled back"):
            return Report(finding, head, note, against, own.keys if own else (), (), told)
        start = Frontier.read(own.head.size, self.store.hash_at) if own else Frontier()
        keys, unread = self._declared(head, note, own, trusted, naming or list(self._naming(start, head)))
        return Report(finding, head, note, against, keys, unread, told)

    # Who signed

    def _origin(self, note: bytes) -> str:
        try:
            return parse_checkpoint(parse(note).text).origin
        except (NoteError, CheckpointError) as error:
            raise _unproven(_("what is shown as a checkpoint is none")) from error

    def _keys(self, origin: str, known: Known | None, trusted: Sequence[VerifierKey]) -> list[VerifierKey]:
        named = [key for key in trusted if key.name == origin]
        if known is not None:
            return [*known.keys, *named]
        return named or [key for key in self.store.verifiers() if key.name == origin]

    def _believed(self, note: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
        try:
            return signed_checkpoint(note, keys)[0]
        except CheckpointError as error:
            ids = ", ".join(key.id.hex() for key in keys) or "–"
            reason = _("none of the keys that are known signed a checkpoint, or one did badly (known: {keys})")
            raise _unproven(reason.format(keys=ids)) from error

    def _declared(
        self,
        head: Checkpoint,
        note: bytes,
        own: Known | None,
        trusted: Sequence[VerifierKey],
        naming: Sequence[Header],
    ) -> tuple[tuple[VerifierKey, ...], tuple[int, ...]]:
        """The keys to go by after these entries, and the entries that could not be read."""
        keys = {key.id: key for key in own.keys} if own else {}
        keys.update((key.id, key) for key in trusted if key.name == head.origin)
        unread = []
        for one in naming:
            facts = self._facts(one)
            if facts is None:
                unread.append(one.index)
            elif one.kind == _RETIRED:
                keys = {key_id: key for key_id, key in keys.items() if key_id.hex() != facts.get("key")}
            else:
                self._follow(head, one, facts)
                if (key := _verifier(facts)) is not None and key.name == head.origin:
                    keys[key.id] = key
        if not keys:
            keys = {key.id: key for key in self.store.verifiers() if key.name == head.origin}
        self._believed(note, tuple(keys.values()))
        return tuple(keys.values()), tuple(unread)

    def _follow(self, head: Checkpoint, one: Header, facts: Mapping[str, object]) -> None:
        """See that the log was, before an origin was opened, what the entry says that it was."""
        before = facts.get("before")
        if not isinstance(before, Mapping):
            return
        try:
            old = Checkpoint(str(before["origin"]), int(before["size"]), bytes.fromhex(before["root"]))
            holds = old.size <= one.index and self._extends(head, old)
        except (KeyError, TypeError, ValueError):
            holds = False
        if not holds:
            reason = _("entry {index} opens an origin over a tree that this log never was")
            raise _unproven(reason.format(index=one.index))

    # What stands in the tree

    def _extends(self, head: Checkpoint, seen: Checkpoint) -> bool:
        """Whether the tree extends what was seen: proven, one way or the other."""
        proof = consistency_proof(seen.size, head.size, self.store.hash_at)
        for root in (seen.root, self.store.root_at(seen.size)):
            try:
                verify_consistency(seen.size, head.size, root, head.root, proof)
            except ProofError:
                continue
            return root == seen.root
        raise damaged(_("its tiles contradict each other"))

    def _naming(self, start: Frontier, head: Checkpoint) -> Iterator[Header]:
        """The entries after `start` that name keys or origins, all entries being held against the head."""
        frontier, naming = start, []
        for n in range(start.size // WIDTH, -(-head.size // WIDTH)):
            bundle = self.store.bundle(n)
            for index in range(max(start.size, n * WIDTH), min((n + 1) * WIDTH, head.size)):
                found = header(bundle[index % WIDTH]) if index % WIDTH < len(bundle) else None
                if found is None or found.index != index:
                    raise changed(index)
                frontier = frontier.append(found.leaf)
                if found.kind in _NAMING:
                    naming.append(found)
        if frontier.root != head.root:
            raise damaged(_("its entries are not those that were signed"))
        yield from naming

    def _facts(self, one: Header) -> Mapping[str, object] | None:
        """What an entry says; None where it cannot be read here."""
        return None if self.library_key is None else self.store.facts(one, self.library_key)


def _verifier(facts: Mapping[str, object]) -> VerifierKey | None:
    try:
        return VerifierKey.parse(str(facts.get("verifier")))
    except NoteError:
        return None


def _unproven(reason: str) -> UnprovenError:
    return UnprovenError(
        _("This is not proven: {reason}.").format(reason=reason),
        hint=_(
            "Ask those who keep the log whether its keys were changed, and compare what they say with what you were "
            "told before. A key that you then trust is named by: --trust KEY"
        ),
    )
