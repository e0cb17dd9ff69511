"""The head of a log as a report shows it: enough to hold it against one that is kept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.audit.checkpoints import CheckpointError, parse_checkpoint
from assistant.audit.merkle import leaf_hash
from assistant.audit.notes import NoteError, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.audit.log import Entry, Log


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head. root: hexadecimal; keys: the names and ids (hexadecimal) of those who signed; note: all of it,
    as it is signed; leaves: the leaf hash (hexadecimal) of each entry that the report shows, by its index.
    """

    origin: str
    size: int
    root: str
    keys: tuple[tuple[str, str], ...]
    note: str
    leaves: dict[int, str]


def head(log: Log, entries: Iterable[Entry]) -> Head | None:
    """The head of a log, with the leaf hashes of some of its entries; None where it has none that can be read."""
    written = log.checkpoint()
    try:
        note = parse(written.encode())
        checkpoint = parse_checkpoint(note.text)
    except (NoteError, CheckpointError):
        return None
    keys = tuple((one.name, one.key_id.hex()) for one in note.signatures)
    leaves = {entry.index: leaf_hash(log.header(entry.index)).hex() for entry in entries}
    return Head(checkpoint.origin, checkpoint.size, checkpoint.root.hex(), keys, written, leaves)
