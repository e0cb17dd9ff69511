"""What entries commit to: payloads, each under a key of its own, which the library's key wraps.

An entry holds SHA-256(salt ‖ payload). Salt and payload are encrypted together; where their key is overwritten nobody
reads them again, and the entry stands as it was. docs/log-format.md has the layout.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.audit.tiles import WIDTH, number

SALT_BYTES = 32
_NONCE = 12
_WRAPPED = 48
_HEAD = 13
"""Bytes of length, index and state."""

_WHOLE = 1


class PayloadError(ValueError):
    """A record is not what was written, or does not belong to its entry."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a payload file: at which byte it begins, its index, and all of it."""

    start: int
    index: int
    data: bytes

    @property
    def destroyed(self) -> bool:
        """Whether there is nothing left of it."""
        return self.data[_HEAD - 1] != _WHOLE


def seal(index: int, payload: bytes, library_key: bytes) -> tuple[str, bytes]:
    """Encrypt a payload; return what its entry holds, in hexadecimal, and the record."""
    salt, key = os.urandom(SALT_BYTES), AESGCM.generate_key(256)
    place = index.to_bytes(8, "big")
    wrapping, nonce = os.urandom(_NONCE), os.urandom(_NONCE)
    wrapped = AESGCM(library_key).encrypt(wrapping, key, b"greffier/payload-key" + place)
    hidden = AESGCM(key).encrypt(nonce, salt + payload, b"greffier/payload" + place)
    body = place + bytes([_WHOLE]) + wrapping + wrapped + nonce + hidden
    return sha256(salt + payload).hexdigest(), len(body).to_bytes(4, "big") + body


def opened(record: Record, library_key: bytes) -> tuple[bytes, bytes]:
    """Decrypt a whole record; return its salt and its payload.

    Raises:
        PayloadError: it was changed, or this is not the library's key.
    """
    place = record.index.to_bytes(8, "big")
    rest = record.data[_HEAD:]
    wrapping, wrapped = rest[:_NONCE], rest[_NONCE : _NONCE + _WRAPPED]
    nonce, hidden = rest[_NONCE + _WRAPPED : 2 * _NONCE + _WRAPPED], rest[2 * _NONCE + _WRAPPED :]
    try:
        key = AESGCM(library_key).decrypt(wrapping, wrapped, b"greffier/payload-key" + place)
        clear = AESGCM(key).decrypt(nonce, hidden, b"greffier/payload" + place)
    except (InvalidTag, ValueError) as error:
        raise PayloadError("it cannot be decrypted") from error
    return clear[:SALT_BYTES], clear[SALT_BYTES:]


def records(data: bytes, first: int) -> Iterator[Record]:
    """The whole records at the start of a payload file, of the entries from `first` on.

    What comes after the last is no record: ask where it ends by `Record.start` and its length.
    """
    at = 0
    while at + _HEAD <= len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        index = int.from_bytes(data[at + 4 : at + 12], "big")
        if end > len(data) or end - at < _HEAD or index != first:
            return
        yield Record(at, index, data[at:end])
        at, first = end, first + 1


def file_of(log: Path, index: int) -> Path:
    """The payload file in which an entry's record lies."""
    return log / "payloads" / number(index // WIDTH)


def destroy(log: Path, indexes: list[int]) -> None:
    """Overwrite the records of entries with zeros, and bring that to the disk. What is destroyed already stays so.

    Raises:
        OSError: it cannot be written.
        PayloadError: a record is not there.
    """
    for n in sorted({index // WIDTH for index in indexes}):
        wanted = {index for index in indexes if index // WIDTH == n}
        with file_of(log, n * WIDTH).open("r+b") as file:
            for record in records(file.read(), n * WIDTH):
                if record.index in wanted:
                    wanted.remove(record.index)
                    file.seek(record.start + _HEAD - 1)
                    file.write(bytes(len(record.data) - _HEAD + 1))
            file.flush()
            os.fsync(file.fileno())
        if wanted:
            raise PayloadError(f"no record of entry {min(wanted)}")
