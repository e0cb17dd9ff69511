"""Holds a checkpoint that somebody kept, on paper or in a file, against the log that is there."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _
from typing import Literal

from assistant.audit.checkpoints import Checkpoint, CheckpointError, parse_checkpoint, signed_checkpoint
from assistant.audit.merkle import ProofError, consistency_proof, verify_consistency
from assistant.audit.notes import NoteError, VerifierKey, parse
from assistant.audit.paper import PaperError, read
from assistant.audit.store import Store, damaged

Outcome = Literal["extended", "rolled back", "forked", "unsigned"]
"""extended: the log is what was kept, or more. rolled back: it has fewer entries. forked: it has others. unsigned: no
key of this log signed what was kept, or one did badly."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that was kept. origin: None where a short text names a key that the log never had."""

    origin: str | None
    size: int
    root: bytes
    signed: bool


def kept(text: str, keys: list[VerifierKey]) -> Kept:
    """Read a signed note, or a short text, which nobody signed but whose key must be one of the log's.

    Raises:
        PaperError: it is neither.
    """
    try:
        parse(text.encode())
    except NoteError:
        short = read(text)
        origin = next((key.name for key in keys if key.id == short.key_id), None)
        return Kept(origin, short.size, short.root, origin is not None)
    return _noted(text, keys)


def compare(store: Store, found: Kept) -> tuple[Outcome, Checkpoint]:
    """Whether the log extends what was kept; and its present head.

    Raises:
        RecordError: the log is not whole, or not what was signed.
    """
    head = store.checkpoint()
    if head is None:
        raise damaged(_("its checkpoint is missing"))
    if store.root_at(head.size) != head.root:
        raise damaged(_("its tree is not the one that was signed"))
    if not found.signed:
        return "unsigned", head
    if found.size > head.size:
        return "rolled back", head
    proof = consistency_proof(found.size, head.size, store.hash_at)
    try:
        verify_consistency(found.size, head.size, found.root, head.root, proof)
    except ProofError:
        return "forked", head
    return "extended", head


def _noted(text: str, keys: list[VerifierKey]) -> Kept:
    try:
        head = parse_checkpoint(parse(text.encode()).text)
    except CheckpointError as error:
        raise PaperError(str(error)) from error
    try:
        signed_checkpoint(text.encode(), keys)
    except CheckpointError:
        return Kept(head.origin, head.size, head.root, signed=False)
    return Kept(head.origin, head.size, head.root, signed=True)
