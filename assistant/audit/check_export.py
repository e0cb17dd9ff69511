"""Checks what was given out of a record, by its files alone: `python check.py`. It is copied into each export.

It imports nothing of the program that wrote them: Python 3.11 or later is enough, and `cryptography` for signatures.
Hashes are those of RFC 6962, proofs those of c2sp.org/tlog-proof. Exit code: 0 all holds, 4 something does not,
3 all holds, and a checkpoint that was given could not be compared.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

_TEXTS = {  # English, French
    "holds": (
        "{entries} entries stand in the record of {origin} at {size} entries; {opened} of them are opened.",
        "{entries} inscriptions figurent au registre de {origin} à {size} inscriptions; {opened} sont ouvertes.",
    ),
    "signed": (
        "The checkpoint is signed by {key}. Compare that key with the one that the office publishes.",
        "Le point de contrôle est signé par {key}. Comparez cette clé avec celle que l’organisme publie.",
    ),
    "unsigned": (
        "No key in verifiers signed the checkpoint.",
        "Aucune clé de verifiers n’a signé le point de contrôle.",
    ),
    "no_crypto": (
        "The signature was not checked: install the Python package cryptography.",
        "La signature n’a pas été vérifiée\u00a0: installez le module Python cryptography.",
    ),
    "same": ("{file} shows the same tree.", "{file} montre le même arbre."),
    "other": (
        "{file} is of another size or name: ask the office for the proof that one extends the other.",
        "{file} n’a pas la même taille ou le même nom\u00a0: demandez à l’organisme la preuve de prolongement.",
    ),
    "fault": ("DOES NOT HOLD: {file}: {what}", "NE TIENT PAS\u00a0: {file}\u00a0: {what}"),
}


class Unproven(Exception):  # noqa: N818  # what it says is no error of the program
    """A file is not what the proof says."""


def root_from(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """The root that a proof of inclusion comes to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise Unproven("index")
    node, last, found = index, size - 1, leaf
    for one in hashes:
        if last == 0:
            raise Unproven("proof")
        if node & 1 or node == last:
            found = sha256(b"\1" + one + found).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\1" + found + one).digest()
        node, last = node >> 1, last >> 1
    if last:
        raise Unproven("proof")
    return found


def head(note: bytes) -> tuple[str, int, bytes]:
    """The origin, the size and the root of a checkpoint."""
    origin, size, root = note.decode().split("\n\n")[0].split("\n")[:3]
    return origin, int(size), _hash(root)


def _hash(encoded: str) -> bytes:
    found = b64decode(encoded, validate=True)
    if len(found) != 32 or b64encode(found).decode() != encoded:
        raise Unproven("base64")
    return found


def check_entry(folder: Path, proof: Path, note: bytes) -> bool:
    """Check one entry, and what is opened of it; say whether it is."""
    lines, _blank, given = proof.read_bytes().partition(b"\n\n")
    first, *rest = lines.decode().split("\n")
    if rest[0].startswith("extra "):  # the entry again, which nothing rests on
        rest = rest[1:]
    index = int(proof.name.removesuffix(".tlog-proof"))
    if first != "c2sp.org/tlog-proof@v1" or rest[0] != f"index {index}":
        raise Unproven("index")
    if given != note:
        raise Unproven("checkpoint")
    _origin, size, root = head(note)
    hashes = [_hash(line) for line in rest[1:]]
    entry = (folder / f"{index}.json").read_bytes()
    if root_from(sha256(b"\0" + entry).digest(), index, size, hashes) != root:
        raise Unproven("root")
    said = json.loads(entry)
    if said["index"] != index:
        raise Unproven("index")
    payload, salt = folder / f"{index}.payload.json", folder / f"{index}.salt"
    if not payload.exists() and not salt.exists():
        return False
    if sha256(salt.read_bytes() + payload.read_bytes()).hexdigest() != said["payload"]:
        raise Unproven("payload")
    return True


def signer(note: bytes, verifiers: str) -> str | None:
    """The key that signed a checkpoint; None where none of these did. Raises ImportError without `cryptography`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    text, _blank, lines = note.decode().rpartition("\n\n")
    for line in lines.splitlines():
        _dash, name, encoded = line.split(" ")
        blob = b64decode(encoded)
        for vkey in verifiers.split():
            known, short, key = vkey.split("+", 2)
            if (known, bytes.fromhex(short)) == (name, blob[:4]) and b64decode(key)[:1] == b"\1":
                try:
                    Ed25519PublicKey.from_public_bytes(b64decode(key)[1:]).verify(blob[4:], (text + "\n").encode())
                except InvalidSignature as error:
                    raise Unproven("signature") from error
                return vkey
    return None


def main(folder: Path, others: list[str]) -> int:
    """Check a folder, and hold checkpoints that were had from elsewhere against its own."""
    opened, count, compared = 0, 0, True
    at = folder / "checkpoint"
    try:
        note = at.read_bytes()
        origin, size, root = head(note)
        at = folder / "export.json"
        listed = {int(one["index"]) for one in json.loads(at.read_bytes())["entries"]}
        found = {int(path.name.split(".")[0]) for path in (folder / "entries").iterdir()}
        for index in sorted(listed | found):
            at = folder / "entries" / f"{index}.tlog-proof"
            opened += check_entry(folder / "entries", at, note)
            count += 1
        at = folder / "checkpoint"
        try:
            key = signer(note, (folder / "verifiers").read_text(encoding="utf-8"))
            if key is None:
                raise Unproven(_say("unsigned"))
            print(_say("signed", key=key))  # noqa: T201
        except ImportError:
            print(_say("no_crypto"))  # noqa: T201
        for other in others:
            at = Path(other)
            name, width, known = head(at.read_bytes())
            same = (name, width) == (origin, size)
            if same and known != root:
                raise Unproven("root")
            print(_say("same" if same else "other", file=other))  # noqa: T201
            compared &= same
    except (Unproven, OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print(_say("fault", file=at, what=error))  # noqa: T201
        return 4
    print(_say("holds", entries=count, origin=origin, size=size, opened=opened))  # noqa: T201
    return 0 if compared else 3


def _say(said: str, /, **about: object) -> str:
    return " / ".join(text.format_map(about) for text in _TEXTS[said])


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent, sys.argv[1:]))
