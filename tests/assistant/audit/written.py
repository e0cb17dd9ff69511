"""Writes small logs by docs/log-format.md, with nothing of the product’s writer: what the checker is held against."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LIBRARY_KEY = sha256(b"the library's key").digest()
SESSION = "7b1e2a4c9d0f3a55"


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word; leaves are their hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\1" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def path(n: int) -> str:
    """The path of tile n."""
    last, rest = f"{n % 1000:03}", n // 1000
    return last if not rest else "/".join([f"x{part}" for part in path(rest).replace("x", "").split("/")] + [last])


@dataclass(frozen=True)
class Signer:
    """A key, made of a word. kind 1 signs as a log, 4 as a witness."""

    name: str
    word: str = "a key"
    kind: int = 1

    @property
    def secret(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(self.word.encode()).digest())

    @property
    def typed(self) -> bytes:
        return bytes([self.kind]) + self.secret.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.typed).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(self.typed).decode()}"

    def line(self, text: str, time: int = 1_790_000_000) -> str:
        """A signature line over the text of a note."""
        blob = self.secret.sign(text.encode())
        if self.kind == 4:
            blob = time.to_bytes(8, "big") + self.secret.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        return f"— {self.name} {b64encode(self.id + blob).decode()}\n"


def origin(number: int = 1) -> str:
    """A name for a log."""
    return f"greffier.local/{number:016x}"


@dataclass
class Writing:
    """A log in the making; `save` writes its files."""

    signers: list[Signer] = field(default_factory=lambda: [Signer(origin())])
    verifiers: list[str] = field(default_factory=list)
    headers: list[bytes] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Every log begins by its opening."""
        if not self.headers:
            self.open(self.signers[0])

    @property
    def leaves(self) -> list[bytes]:
        return [sha256(b"\0" + one).digest() for one in self.headers]

    @property
    def size(self) -> int:
        return len(self.headers)

    def add(
        self,
        kind: str,
        facts: Mapping[str, object] | bytes,
        session: str | None = SESSION,
        time: str | None = None,
    ) -> int:
        """Append an entry. `facts` may be the payload itself, to write one that is not canonical."""
        index = self.size
        place = index.to_bytes(8, "big")
        payload = facts
        if not isinstance(payload, bytes):
            payload = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        clear = sha256(b"salt" + place).digest() + payload
        own = sha256(b"own" + place).digest()
        body = place + b"\1" + b"wrapping" + place[-4:]
        body += AESGCM(LIBRARY_KEY).encrypt(body[-12:], own, b"greffier/payload-key" + place)
        body += (nonce := b"wrapped." + place[-4:])
        body += AESGCM(own).encrypt(nonce, clear, b"greffier/payload" + place)
        self.records.append(len(body).to_bytes(4, "big") + body)
        clock = datetime(2026, 7, 31, 14, 5, 9, tzinfo=UTC) + timedelta(seconds=index)
        header = {
            "index": index,
            "kind": kind,
            "payload": sha256(clear).hexdigest(),
            "session": session,
            "time": time or clock.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        self.headers.append(json.dumps(header, separators=(",", ":")).encode())
        return index

    def questions(self, count: int) -> Writing:
        """Append some questions."""
        for _ in range(count):
            self.add("question", {"question": f"Où est l’article {self.size} ?", "weights": [0.5, 3]})
        return self

    def open(self, signer: Signer, **facts: object) -> int:
        """Open the log, or open it again under another name."""
        before = None
        if self.headers:
            root = tree_hash(self.leaves).hex()
            before = {"origin": self.signers[-1].name, "size": self.size, "root": root}
        self.signers = [signer]
        self.verifiers.append(signer.vkey)
        return self.add(
            "log.opened", {"verifier": signer.vkey, "before": before, "reason": "", "by": "", **facts}, None
        )

    def rotate(self, signer: Signer) -> int:
        """Sign with one more key."""
        self.signers.append(signer)
        self.verifiers.append(signer.vkey)
        return self.add("key.rotated", {"verifier": signer.vkey, "by": "x"}, None)

    def retire(self, signer: Signer) -> int:
        """Sign with one key less."""
        self.signers.remove(signer)
        return self.add("key.retired", {"key": signer.id.hex(), "by": "x"}, None)

    def zero(self, index: int) -> None:
        """Destroy the payload of an entry, and say nothing."""
        record = self.records[index]
        self.records[index] = record[:12] + bytes(len(record) - 12)

    def destroy(self, *indexes: int) -> int:
        """Destroy payloads, and tell of it."""
        for index in indexes:
            self.zero(index)
        return self.add("session.purged", {"entries": list(indexes), "rule": "C-12", "approver": "la directrice"})

    def text(self, size: int | None = None) -> str:
        """The text of a checkpoint at a size."""
        size = self.size if size is None else size
        root = b64encode(tree_hash(self.leaves[:size])).decode()
        return f"{self.signers[0].name}\n{size}\n{root}\n"

    def note(self, size: int | None = None, *more: Signer) -> bytes:
        """The signed checkpoint at a size."""
        text = self.text(size)
        return (text + "\n" + "".join(one.line(text) for one in (*self.signers, *more))).encode()

    def files(self, size: int | None = None) -> dict[str, bytes]:
        """All files of the log, at a size."""
        size = self.size if size is None else size
        leaves = self.leaves[:size]
        framed = [len(one).to_bytes(2, "big") + one for one in self.headers[:size]]
        found = {"checkpoint": self.note(size), "verifiers": "".join(f"{one}\n" for one in self.verifiers).encode()}
        found["lock"] = b""
        for n in range(0, size, 256):
            found[f"payloads/{path(n // 256)}"] = b"".join(self.records[n : min(n + 256, size)])
        level = 0
        while count := size // 256**level:
            span = 256**level
            hashes = [tree_hash(leaves[at * span : (at + 1) * span]) for at in range(count)]
            for n in range(0, count, 256):
                held = hashes[n : n + 256]
                name = path(n // 256) + ("" if len(held) == 256 else f".p/{len(held)}")
                found[f"tile/{level}/{name}"] = b"".join(held)
                if level == 0:
                    found[f"tile/entries/{name}"] = b"".join(framed[n : n + 256])
            level += 1
        return found

    def save(self, folder: Path, size: int | None = None) -> Path:
        """Write the log in a folder, where nothing else is left."""
        shutil.rmtree(folder, ignore_errors=True)
        put(folder, self.files(size))
        return folder


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files."""
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
