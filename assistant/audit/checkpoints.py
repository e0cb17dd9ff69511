"""Checkpoints, the signed heads of a log (c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.audit.merkle import EMPTY_ROOT, HASH_SIZE, MAX_SIZE
from assistant.audit.notes import Note, NoteError, VerifierKey, parse, strict_base64, verified

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class CheckpointError(ValueError):
    """Not a checkpoint, or not one that a known key has signed."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: who it is, how many entries it has, and the root of their tree (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text to sign, without extension lines."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint. Extension lines, which other logs may write, are left out.

    Raises:
        CheckpointError: it is none.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise CheckpointError("a checkpoint has three lines at least, none of them empty")
    origin, size, root = lines[0], parse_number(lines[1]), parse_hash(lines[2])
    if size == 0 and root != EMPTY_ROOT:
        raise CheckpointError("that is not the root of an empty tree")
    return Checkpoint(origin, size, root)


def signed_checkpoint(data: bytes, keys: Iterable[VerifierKey]) -> tuple[Checkpoint, Note]:
    """Read a checkpoint whose log signed it: one of these keys at least, and none of them badly.

    A key of the log is one whose name is the origin and which makes plain Ed25519 signatures.

    Raises:
        CheckpointError: it is no checkpoint, or no known key of its log signed it.
    """
    try:
        note = parse(data)
        checkpoint = parse_checkpoint(note.text)
        signers = verified(note, keys)
    except NoteError as error:
        raise CheckpointError(str(error)) from error
    if not any(key.name == checkpoint.origin and key.kind == "ed25519" for key in signers):
        raise CheckpointError("no known key of the log signed the checkpoint")
    return checkpoint, note


def parse_number(text: str) -> int:
    """Read a size or an index: decimal, no leading zeroes, below 2^63.

    Raises:
        CheckpointError: it is none.
    """
    if not _NUMBER.fullmatch(text) or int(text) > MAX_SIZE:
        raise CheckpointError("a number is written in decimal, without leading zeroes, and is below 2^63")
    return int(text)


def parse_hash(text: str) -> bytes:
    """Read a hash (32 bytes) in base64.

    Raises:
        CheckpointError: it is none.
    """
    try:
        data = strict_base64(text)
    except NoteError as error:
        raise CheckpointError("a hash is written in base64") from error
    if len(data) != HASH_SIZE:
        raise CheckpointError("a hash has 32 bytes")
    return data
