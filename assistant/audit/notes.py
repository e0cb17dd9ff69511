"""Signed notes (c2sp.org/signed-note), with Ed25519 and the timestamped cosignatures of c2sp.org/tlog-cosignature."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar, Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Kind = Literal["ed25519", "cosignature"]

MAX_BYTES = 1_000_000
MAX_SIGNATURES = 100
_TYPES: dict[Kind, int] = {"ed25519": 0x01, "cosignature": 0x04}
_PREFIX = "PRIVATE+KEY+"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_MAX_TIME = (1 << 63) - 1


class NoteError(ValueError):
    """Not a signed note, not a key, or a signature that does not hold."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line: who says to have signed, with which key (4 bytes), and the bytes of the signature."""

    name: str
    key_id: bytes
    blob: bytes

    def line(self) -> str:
        """The line in a note, with its line feed."""
        return f"— {self.name} {b64encode(self.key_id + self.blob).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line feed, and its signatures. What it says counts once a known key has signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def encoded(self) -> bytes:
        """The note as it is written."""
        return (self.text + "\n" + "".join(one.line() for one in self.signatures)).encode()


def parse(data: bytes) -> Note:
    """Read a signed note.

    Raises:
        NoteError: it is not one, to the byte.
    """
    if len(data) > MAX_BYTES:
        raise NoteError("the note is too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("the note is not UTF-8") from error
    if _CONTROL.search(whole):
        raise NoteError("the note holds a control character")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteError("the note has no signatures after a blank line")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise NoteError("the note has too many signatures")
    return Note(text + "\n", signatures)


def verified(note: Note, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    """The known keys that signed a note, in the order of its lines, each once. What none signed is to be refused.

    Raises:
        NoteError: a signature by a known key does not hold. Those by unknown keys are ignored.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[tuple[str, bytes], VerifierKey] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verify(note.text, signature):
            raise NoteError(f"the signature by {key.name}+{key.id.hex()} does not hold")
        found[key.name, key.id] = key
    return list(found.values())


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key, of 32 bytes, and the name of whoever holds its secret."""

    name: str
    kind: Kind
    public: bytes
    id: bytes = field(init=False)
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the key's short id."""
        _check_name(self.name)
        if len(self.public) != 32:
            raise NoteError("a public key has 32 bytes")
        object.__setattr__(self, "id", sha256(self.name.encode() + b"\n" + self._typed()).digest()[:4])
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.public))

    @classmethod
    def parse(cls, vkey: str) -> VerifierKey:
        """Read a key as `name+id+key`.

        Raises:
            NoteError: it is none, or of a kind that is not known here, or its id is not its own.
        """
        parts = vkey.split("+", 2)
        if len(parts) != 3:
            raise NoteError("a verifier key is a name, an id and a key, with + between")
        name, key_id, encoded = parts
        kind, public = _typed_key(encoded)
        key = cls(name, kind, public)
        if key.id.hex() != key_id:
            raise NoteError("the id of the key is another key's")
        return key

    def vkey(self) -> str:
        """The key as others write it down."""
        return f"{self.name}+{self.id.hex()}+{b64encode(self._typed()).decode()}"

    def verify(self, text: str, signature: Signature) -> bool:
        """Whether this key signed the text."""
        if (signature.name, signature.key_id) != (self.name, self.id):
            return False
        message, blob = text.encode(), signature.blob
        if self.kind == "cosignature":
            time = cosigned_at(signature)
            if time is None:
                return False
            message, blob = _cosigned(text, time), blob[8:]
        try:
            self._key.verify(blob, message)
        except InvalidSignature:
            return False
        return True

    def _typed(self) -> bytes:
        return bytes((_TYPES[self.kind],)) + self.public


@dataclass(frozen=True, slots=True)
class _Secret:
    """A secret key, in the form of Go's sumdb/note: `PRIVATE+KEY+name+id+seed`."""

    KIND: ClassVar[Kind]

    verifier: VerifierKey
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def new(cls, name: str) -> Self:
        """Make a key, of the system's randomness."""
        return cls._of(name, Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, text: str) -> Self:
        """Read a key; one line feed may end it.

        Raises:
            NoteError: it is none of this kind, or its id is not its own. The message never holds the secret.
        """
        parts = text.removesuffix("\n").removeprefix(_PREFIX).split("+", 2)
        if not text.startswith(_PREFIX) or len(parts) != 3:
            raise NoteError("that is no signing key")
        name, key_id, encoded = parts
        kind, seed = _typed_key(encoded)
        if kind != cls.KIND:
            raise NoteError("that is a key of another kind")
        key = cls._of(name, Ed25519PrivateKey.from_private_bytes(seed))
        if key.verifier.id.hex() != key_id:
            raise NoteError("the id of the key is another key's")
        return key

    @classmethod
    def _of(cls, name: str, key: Ed25519PrivateKey) -> Self:
        return cls(VerifierKey(name, cls.KIND, key.public_key().public_bytes_raw()), key)

    @property
    def name(self) -> str:
        """The name that stands in its signatures."""
        return self.verifier.name

    def text(self) -> str:
        """The secret, as it is kept in a file, without a line feed."""
        typed = bytes((_TYPES[self.KIND],)) + self._key.private_bytes_raw()
        return f"{_PREFIX}{self.name}+{self.verifier.id.hex()}+{b64encode(typed).decode()}"


@dataclass(frozen=True, slots=True)
class SigningKey(_Secret):
    """The key of a log."""

    KIND = "ed25519"

    def sign(self, text: str) -> Signature:
        """Sign the text of a note."""
        return Signature(self.verifier.name, self.verifier.id, self._key.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class CosigningKey(_Secret):
    """The key of a witness."""

    KIND = "cosignature"

    def cosign(self, text: str, posix_time: int) -> Signature:
        """Say that at this time (seconds) this was the largest tree that the witness had seen of the log."""
        if not 0 <= posix_time <= _MAX_TIME:
            raise ValueError("the time is out of range")
        blob = posix_time.to_bytes(8, "big") + self._key.sign(_cosigned(text, posix_time))
        return Signature(self.verifier.name, self.verifier.id, blob)


def cosigned_at(signature: Signature) -> int | None:
    """The time (POSIX, seconds) that a cosignature gives; None where it cannot be one."""
    if len(signature.blob) != 72:
        return None
    time = int.from_bytes(signature.blob[:8], "big")
    return time if time <= _MAX_TIME else None


def strict_base64(text: str) -> bytes:
    """Decode base64, of which there is one way only to write any bytes.

    Raises:
        NoteError: it is not that.
    """
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise NoteError("that is not base64") from error
    if b64encode(data).decode() != text:
        raise NoteError("that is not base64 as it is to be written")
    return data


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise NoteError("a signature is a dash, a name and base64")
    _check_name(parts[1])
    data = strict_base64(parts[2])
    if len(data) < 5:
        raise NoteError("a signature is longer than the id of its key")
    return Signature(parts[1], data[:4], data[4:])


def _typed_key(encoded: str) -> tuple[Kind, bytes]:
    data = strict_base64(encoded)
    for kind, number in _TYPES.items():
        if len(data) == 33 and data[0] == number:
            return kind, data[1:]
    raise NoteError("that is a key of an unknown kind, or of another length")


def _check_name(name: str) -> None:
    if not name or "+" in name or _CONTROL.search(name) or any(char.isspace() for char in name):
        raise NoteError("a name has no spaces and no +")
