"""Proofs that leave the house: of one entry (c2sp.org/tlog-proof), and that a log only grew (c2sp.org/tlog-witness)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.audit.checkpoints import (
    Checkpoint,
    CheckpointError,
    parse_checkpoint,
    parse_hash,
    parse_number,
    signed_checkpoint,
)
from assistant.audit.merkle import (
    HashAt,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from assistant.audit.notes import NoteError, VerifierKey, parse, strict_base64

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = 63  # the height of the tallest tree, and what tlog-witness allows


class Provable(Protocol):
    """A log that can be proven from."""

    def checkpoint(self) -> str:
        """The signed note of its head."""

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""

    def header(self, index: int) -> bytes:
        """An entry as it stands in the tree."""


@dataclass(frozen=True, slots=True)
class EntryProof:
    """That an entry stands in a log. hashes: 32 bytes each, from the leaf's sibling up; note: the signed checkpoint.

    extra: what the proof carries besides, and does not vouch for; here, the entry as it stands in the tree.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes | None = None

    def text(self) -> str:
        """The proof as a file, `.tlog-proof`."""
        extra = [] if self.extra is None else [f"extra {b64encode(self.extra).decode()}"]
        head = [_FIRST_LINE, *extra, f"index {self.index}", *_encoded(self.hashes), ""]
        return "\n".join(head) + "\n" + self.note.decode()

    def verify(self, entry: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
        """Verify that `entry` stands there, in a tree that one of the keys of its log signed; return its head.

        Raises:
            ProofError: it is not shown.
        """
        try:
            head, _note = signed_checkpoint(self.note, keys)
        except CheckpointError as error:
            raise ProofError(str(error)) from error
        verify_inclusion(leaf_hash(entry), self.index, head.size, self.hashes, head.root)
        return head


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That a log extends what it was at size `old`. hashes: 32 bytes each; note: the signed checkpoint it is now at."""

    old: int
    hashes: tuple[bytes, ...]
    note: bytes

    def text(self) -> str:
        """The proof as a witness is asked: the body of `add-checkpoint`."""
        return "\n".join([f"old {self.old}", *_encoded(self.hashes), ""]) + "\n" + self.note.decode()

    def verify(self, old_root: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
        """Verify that the tree that one of the keys of its log signed extends that root; return its head.

        Raises:
            ProofError: it is not shown.
        """
        try:
            head, _note = signed_checkpoint(self.note, keys)
        except CheckpointError as error:
            raise ProofError(str(error)) from error
        verify_consistency(self.old, head.size, old_root, head.root, self.hashes)
        return head


def entry_proof(log: Provable, index: int) -> str:
    """The proof that entry `index` stands in a log, with the entry itself beside it.

    Raises:
        ProofError: the log has no such entry.
    """
    note = log.checkpoint().encode()
    size = _size(note)
    hashes = tuple(inclusion_proof(index, size, log.hash_at))
    return EntryProof(index, hashes, note, log.header(index)).text()


def extension_proof(note: bytes, old: int, hash_at: HashAt) -> ConsistencyProof:
    """The proof that the log with this signed checkpoint extends what it was at size `old`.

    Raises:
        ProofError: it is smaller than that, or the note is no checkpoint.
    """
    return ConsistencyProof(old, tuple(consistency_proof(old, _size(note), hash_at)), note)


def parse_entry_proof(data: bytes) -> EntryProof:
    """Read a proof of an entry. What it says is not verified by that.

    Raises:
        ProofError: it is none, to the byte.
    """
    lines, note = _parts(data)
    if not lines or lines.pop(0) != _FIRST_LINE:
        raise ProofError("that is no tlog-proof")
    extra = None
    try:
        if lines and lines[0].startswith("extra "):
            extra = strict_base64(lines.pop(0).removeprefix("extra "))
        index = _number(lines, "index ")
        return EntryProof(index, _hashes(lines), note, extra)
    except (NoteError, CheckpointError) as error:
        raise ProofError(str(error)) from error


def parse_consistency_proof(data: bytes) -> ConsistencyProof:
    """Read a proof that a log only grew. What it says is not verified by that.

    Raises:
        ProofError: it is none, to the byte.
    """
    lines, note = _parts(data)
    try:
        old = _number(lines, "old ")
        return ConsistencyProof(old, _hashes(lines), note)
    except CheckpointError as error:
        raise ProofError(str(error)) from error


def _size(note: bytes) -> int:
    try:
        return parse_checkpoint(parse(note).text).size
    except (NoteError, CheckpointError) as error:
        raise ProofError(str(error)) from error


def _parts(data: bytes) -> tuple[list[str], bytes]:
    """The lines before the first empty one, and the note after it, which must be a checkpoint."""
    head, blank, note = data.partition(b"\n\n")
    if not blank:
        raise ProofError("no checkpoint stands after an empty line")
    _size(note)
    try:
        return head.decode("ascii").split("\n"), note
    except UnicodeDecodeError as error:
        raise ProofError("the proof is not ASCII before its checkpoint") from error


def _number(lines: list[str], word: str) -> int:
    if not lines or not lines[0].startswith(word):
        raise ProofError(f"the line {word.strip()!r} is missing")
    return parse_number(lines.pop(0).removeprefix(word))


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > _MOST_HASHES:
        raise ProofError("the proof is too long")
    return tuple(parse_hash(line) for line in lines)


def _encoded(hashes: Iterable[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in hashes]
