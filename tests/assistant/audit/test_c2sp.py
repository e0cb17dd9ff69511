"""Another implementation of what c2sp.org says of logs, as short as it can be, reads what the product writes.

It follows the texts of signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature and tlog-proof, and RFC 6962 for the
tree; nothing of the product's is used but to write.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from assistant.audit.log import Log
from assistant.audit.notes import CosigningKey, Note, parse
from assistant.audit.proofs import entry_proof, extension_proof

SIZES = (2, 3, 4, 200, 255, 256, 257, 300, 511, 512, 513)


# The reader. A MUST of the texts is an assertion here.


@dataclass(frozen=True)
class Verifier:
    """A vkey: a name, an id, a type and a key."""

    name: str
    id: bytes
    kind: int
    key: Ed25519PublicKey


def vkey(text: str) -> Verifier:
    name, short, encoded = text.split("+", 2)
    data = base64.b64decode(encoded, validate=True)
    key_id = hashlib.sha256(name.encode() + b"\x0a" + data).digest()[:4]
    assert short == key_id.hex()
    return Verifier(name, key_id, data[0], Ed25519PublicKey.from_public_bytes(data[1:]))


def opened(note: bytes, verifiers: Sequence[Verifier]) -> tuple[str, list[str]]:
    """The text of a signed note, and who signed it of those that are known (signed-note)."""
    whole = note.decode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", whole), "no control characters but line feeds"
    cut = whole.rindex("\n\n")
    text, lines = whole[: cut + 1], whole[cut + 2 :]
    assert lines.endswith("\n")
    assert text.endswith("\n")
    signed = []
    for line in lines[:-1].split("\n"):
        found = re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+=*)", line)
        assert found, line
        blob = base64.b64decode(found[2], validate=True)
        for verifier in verifiers:
            if (verifier.name, verifier.id) == (found[1], blob[:4]):
                check(verifier, text, blob[4:])
                signed.append(verifier.name)
    assert signed, "a note that no known key signed is rejected"
    return text, signed


def check(verifier: Verifier, text: str, signature: bytes) -> None:
    """Verify a plain signature (type 1), or the timestamped one of a witness (type 4, tlog-cosignature)."""
    if verifier.kind == 1:
        assert len(signature) == 64
        verifier.key.verify(signature, text.encode())
    else:
        assert verifier.kind == 4
        assert len(signature) == 72
        time = int.from_bytes(signature[:8], "big")
        assert time < 1 << 63
        verifier.key.verify(signature[8:], f"cosignature/v1\ntime {time}\n{text}".encode())


def checkpoint(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root (tlog-checkpoint)."""
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) >= 3
    assert all(lines)
    assert re.fullmatch("0|[1-9][0-9]*", lines[1])
    root = base64.b64decode(lines[2], validate=True)
    assert base64.b64encode(root).decode() == lines[2]
    assert len(root) == 32
    return lines[0], int(lines[1]), root


def tile_path(level: str, n: int, width: int) -> str:
    """The path of a tile or a bundle (tlog-tiles)."""
    digits = f"{n:d}"
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{place}" + (f".p/{width}" if width < 256 else "")


def widths(size: int, level: int) -> list[int]:
    """How many hashes each tile of a level has."""
    count = size // 256**level
    return [256] * (count // 256) + ([count % 256] if count % 256 else [])


def mth(hashes: Sequence[bytes]) -> bytes:
    """The Merkle Tree Hash of RFC 6962, section 2.1, over leaf hashes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + mth(hashes[:k]) + mth(hashes[k:])).digest()


def leaves(prefix: Path, size: int) -> list[bytes]:
    """The leaf hashes of a log, held against each of its tiles and each of its bundles."""
    found: list[bytes] = []
    for n, width in enumerate(widths(size, 0)):
        bundle = (prefix / tile_path("entries", n, width)).read_bytes()
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            assert len(bundle) >= 2 + length
            found.append(hashlib.sha256(b"\x00" + bundle[2 : 2 + length]).digest())
            bundle = bundle[2 + length :]
    assert len(found) == size
    level = 0
    while widths(size, level):
        for n, width in enumerate(widths(size, level)):
            tile, span = (prefix / tile_path(str(level), n, width)).read_bytes(), 256**level
            expected = [mth(found[(n * 256 + i) * span : (n * 256 + i + 1) * span]) for i in range(width)]
            assert tile == b"".join(expected)
        level += 1
    return found


def up(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 6962, section 2.1.1)."""
    if size == 1:
        assert not path
        return leaf
    k = 1 << (size - 1).bit_length() - 1
    if index < k:
        left, right = up(leaf, index, k, path[:-1]), path[-1]
    else:
        left, right = path[-1], up(leaf, index - k, size - k, path[:-1])
    return hashlib.sha256(b"\x01" + left + right).digest()


# What the product writes


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    folder = tmp_path_factory.mktemp("log")
    return Log(folder / "log", state=folder / "state")


def keys(log: Log) -> list[Verifier]:
    return [vkey(line) for line in (log.folder / "verifiers").read_text(encoding="utf-8").splitlines()]


def test_the_paths_are_those_of_the_text() -> None:
    assert tile_path("0", 1234067, 256) == "tile/0/x001/x234/067"
    assert [len(widths(70_000, level)) for level in range(4)] == [274, 2, 1, 0]
    assert [widths(70_000, level)[-1] for level in range(3)] == [112, 17, 1]
    assert (widths(256, 0), widths(256, 1)) == ([256], [1])


def test_tiles_bundles_and_checkpoints_of_each_size(log: Log) -> None:
    heads: list[tuple[int, bytes]] = []
    for size in SIZES:
        while log.size() < size:
            log.record("question", {"number": log.size()}, "0123456789abcdef")
        note = (log.folder / "checkpoint").read_bytes()
        text, signed = opened(note, keys(log))
        origin, there, root = checkpoint(text)
        assert (there, signed) == (size, [origin])
        assert text.count("\n") == 3, "no extension lines"
        hashes = leaves(log.folder, size)
        assert mth(hashes) == root
        heads.append((size, root))
        assert all(mth(hashes[:before]) == known for before, known in heads), "each extends those before"
        files = {str(one.relative_to(log.folder)) for one in (log.folder / "tile").rglob("*") if one.is_file()}
        levels = [level for level in range(4) if widths(size, level)]
        served = {tile_path(str(level), n, w) for level in levels for n, w in enumerate(widths(size, level))}
        served |= {tile_path("entries", n, w) for n, w in enumerate(widths(size, 0))}
        assert files == served, "neither empty tiles nor others"


def test_proofs_of_entries(log: Log) -> None:
    while log.size() < 300:
        log.record("question", {"number": log.size()}, "0123456789abcdef")
    for index in (0, 1, 127, 255, 256, log.size() - 1):
        head, _blank, note = entry_proof(log, index).partition("\n\n")
        lines = head.split("\n")
        assert lines.pop(0) == "c2sp.org/tlog-proof@v1"
        entry = base64.b64decode(lines.pop(0).removeprefix("extra "), validate=True)
        assert lines.pop(0) == f"index {index}"
        text, _signed = opened(note.encode(), keys(log))
        _origin, size, root = checkpoint(text)
        path = [base64.b64decode(line, validate=True) for line in lines]
        assert up(hashlib.sha256(b"\x00" + entry).digest(), index, size, path) == root


def test_proofs_that_the_log_grew(log: Log) -> None:
    """The body of add-checkpoint: the old size, the proof of RFC 6962, section 2.1.2, and the checkpoint."""
    while log.size() < 300:
        log.record("question", {"number": log.size()}, "0123456789abcdef")
    note = log.checkpoint().encode()
    hashes = leaves(log.folder, log.size())
    for old in (1, 2, 3, 128, 255, 256, 257, 299):
        lines = extension_proof(note, old, log.hash_at).text().split("\n")
        assert lines[0] == f"old {old}"
        end = lines.index("")
        assert "\n".join(lines[end + 1 :]).encode() == note
        proof = [base64.b64decode(line, validate=True) for line in lines[1:end]]
        assert proof == subproof(old, hashes, whole=True)


def subproof(m: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if m == len(hashes):
        return [] if whole else [mth(hashes)]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    if m <= k:
        return [*subproof(m, hashes[:k], whole=whole), mth(hashes[k:])]
    return [*subproof(m - k, hashes[k:], whole=False), mth(hashes[:k])]


def test_keys_that_overlap_and_unknown_ones(log: Log) -> None:
    log.rotate_key("la directrice")
    note = (log.folder / "checkpoint").read_bytes()
    text, signed = opened(note, keys(log))
    assert signed == [checkpoint(text)[0]] * 2
    assert opened(note, keys(log)[1:])[1] == signed[:1], "whoever knows one of the keys only, ignores the other"


def test_a_witness_cosigns(log: Log) -> None:
    witness = CosigningKey.new("ville.example/auditrice")
    note = parse((log.folder / "checkpoint").read_bytes())
    cosigned = Note(note.text, (*note.signatures, witness.cosign(note.text, 1_790_000_000))).encoded()
    known = [*keys(log), vkey(witness.verifier.vkey())]
    assert known[-1].kind == 4
    assert opened(cosigned, known)[1][-1] == witness.name
    other = Note(note.text, (*note.signatures, witness.cosign(note.text.replace("=", "A"), 1_790_000_000))).encoded()
    with pytest.raises(InvalidSignature):
        opened(other, known)
