"""Times the checker on a large log, against reading and hashing the same files; or flips every byte of a small log.

`time` writes a log of N entries by a writer of its own, in the format of docs/log-format.md, and verifies it three
times in turn with what it is held against:
  nodes   reading all its files, and hashing each entry and each node as RFC 6962 asks: the least any verifier hashes
  bytes   reading all its files, with one SHA-256 over all of it
`flips` flips one bit of every byte of every file of a log that the product's own writer wrote, one after the other. To
be done within the hour it asks that part of the checker first which reads the bundle that was flipped, and the whole
checker where that finds nothing, and in any case for one flip of fifty.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import tempfile
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.audit.verify import Report, Unproven, _expected, _Log, library_key, verify

ORIGIN = "greffier.local/00112233aabbccdd"
STEP = 4096
KINDS = ("question", "statement", "answer", "validated")


def number(n: int) -> str:
    """The path of a tile."""
    digits = str(n).zfill(-(-len(str(n)) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def put(path: Path, data: bytes) -> None:
    """Write a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def written(folder: Path, size: int, words: int, library: bytes) -> None:
    """Write a log of `size` entries, with payloads of about 6 bytes for each of `words`."""
    signer = Ed25519PrivateKey.generate()
    typed = b"\1" + signer.public_key().public_bytes_raw()
    key_id = sha256(ORIGIN.encode() + b"\n" + typed).digest()[:4]
    vkey = f"{ORIGIN}+{key_id.hex()}+{b64encode(typed).decode()}"
    wrap, own = AESGCM(library), os.urandom(32)  # one key for all: it takes the checker as long
    hide = AESGCM(own)
    opened = json.dumps({"before": None, "by": "", "reason": "new", "verifier": vkey}, separators=(",", ":")).encode()
    filler = " ".join(["mot"] * words)
    level, roots = 0, []
    for n in range(-(-size // 256)):
        bundle, records, leaves = [], [], []
        for index in range(n * 256, min(size, n * 256 + 256)):
            place = index.to_bytes(8, "big")
            payload = f'{{"text":"{filler} {index}"}}'.encode() if index else opened
            clear = sha256(place).digest() + payload
            wrapping, nonce = place + b"wrap", place + b"hide"
            body = place + b"\1" + wrapping + wrap.encrypt(wrapping, own, b"greffier/payload-key" + place)
            body += nonce + hide.encrypt(nonce, clear, b"greffier/payload" + place)
            records.append(len(body).to_bytes(4, "big") + body)
            seconds = index // 10
            entry = (
                f'{{"index":{index},"kind":"{KINDS[index % 4] if index else "log.opened"}",'
                f'"payload":"{sha256(clear).hexdigest()}","session":"{index // 40:016x}","time":"2026-'
                f"{1 + seconds // 2419200:02}-{1 + seconds // 86400 % 28:02}T{seconds // 3600 % 24:02}:"
                f'{seconds // 60 % 60:02}:{seconds % 60:02}.{index % 10}00Z"}}'
            ).encode()
            bundle.append(len(entry).to_bytes(2, "big") + entry)
            leaves.append(sha256(b"\0" + entry).digest())
        part = "" if len(leaves) == 256 else f".p/{len(leaves)}"
        put(folder / "payloads" / number(n), b"".join(records))
        put(folder / "tile" / "entries" / (number(n) + part), b"".join(bundle))
        put(folder / "tile" / "0" / (number(n) + part), b"".join(leaves))
        roots.append(leaves)
    peaks: list[bytes] = []
    while roots:
        full = [node(one) for one in roots if len(one) == 256]
        if len(roots[-1]) < 256:
            peaks += perfect(roots[-1])[::-1]
        level += 1
        roots = [full[at : at + 256] for at in range(0, len(full), 256)]
        for n, hashes in enumerate(roots):
            part = "" if len(hashes) == 256 else f".p/{len(hashes)}"
            put(folder / "tile" / str(level) / (number(n) + part), b"".join(hashes))
    root = peaks[0]
    for peak in peaks[1:]:
        root = sha256(b"\1" + peak + root).digest()
    text = f"{ORIGIN}\n{size}\n{b64encode(root).decode()}\n"
    signature = b64encode(key_id + signer.sign(text.encode())).decode()
    put(folder / "checkpoint", f"{text}\n— {ORIGIN} {signature}\n".encode())
    put(folder / "verifiers", f"{vkey}\n".encode())
    put(folder / "lock", b"")


def node(hashes: list[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        pairs = range(0, len(hashes), 2)
        hashes = [sha256(b"\1" + hashes[at] + hashes[at + 1]).digest() for at in pairs]
    return hashes[0]


def perfect(hashes: list[bytes]) -> list[bytes]:
    """The roots of the complete subtrees of a partial tile, from the left."""
    found = []
    while hashes:
        width = 1 << (len(hashes).bit_length() - 1)
        found.append(node(hashes[:width]))
        hashes = hashes[width:]
    return found


def files(folder: Path) -> list[str]:
    """All files of a folder."""
    return [os.path.join(place, name) for place, _folders, names in os.walk(folder) for name in names]  # noqa: PTH118


def hash_bytes(folder: Path) -> int:
    """Read all files, with one hash over all of it; return how many bytes that was."""
    whole, count = sha256(), 0
    for path in files(folder):
        with open(path, "rb") as file:  # noqa: PTH123  # as fast as it can be done
            data = file.read()
        whole.update(data)
        count += len(data)
    whole.hexdigest()
    return count


def hash_nodes(folder: Path) -> int:
    """Read all files, and hash each entry and each node; return how many hashes that was."""
    count = 0
    for path in files(folder):
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read()
        if "/tile/entries/" in path:
            at = 0
            while at < len(data):
                end = at + 2 + (data[at] << 8 | data[at + 1])
                sha256(b"\0" + data[at + 2 : end]).digest()
                at = end
                count += 1
        elif "/tile/" in path:
            while len(data) > 32:
                data = b"".join([sha256(b"\1" + data[at : at + 64]).digest() for at in range(0, len(data), 64)])
                count += len(data) // 32
    return count


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long something takes: by the clock, and of the processors, its worker processes included."""
    start, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    return time.perf_counter() - start, sum(after[:4]) - sum(before[:4])


def timed(size: int, words: int, rounds: int) -> None:
    """Write a log, verify it, and say how long that takes against what it is held against."""
    library = os.urandom(32)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "log"
        print(
            f"{size} entries written in {seconds(lambda: written(folder, size, words, library))[0]:.0f} s", flush=True
        )
        count = hash_bytes(folder)  # now in the page cache, for all alike
        print(f"{len(files(folder))} files, {count / 1e6:.0f} MB, load {os.getloadavg()[0]:.1f}", flush=True)
        work: dict[str, Callable[[], object]] = {
            "bytes": lambda: hash_bytes(folder),
            "nodes": lambda: hash_nodes(folder),
            "verify, one process": lambda: verify(folder, workers=1),
            "verify": lambda: verify(folder),
            "verify with the library's key, one process": lambda: verify(folder, key=library, workers=1),
            "verify with the library's key": lambda: verify(folder, key=library),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
        for _round in range(rounds):
            for name, do in work.items():
                taken[name].append(seconds(do))
                print(f"  {name}: {taken[name][-1][0]:.2f} s, {taken[name][-1][1]:.2f} s of processors", flush=True)
        for at, what in enumerate(("by the clock", "of the processors")):
            middle = {name: statistics.median(one[at] for one in found) for name, found in taken.items()}
            for name, found in middle.items():
                ratios = ", ".join(f"{found / (middle[base] or 1e-9):.2f} × {base}" for base in ("nodes", "bytes"))
                print(f"{name:45} {found:7.2f} s {what}: {ratios}")


def sample(folder: Path, size: int) -> tuple[Path, bytes]:
    """A log by the product's writer: sessions, a purge, two keys and two origins."""
    from assistant.audit.log import Log

    log = Log(folder / "library" / "log", state=folder / "state")
    for at in range(size // 2):
        log.record(KINDS[at % 4], {"n": at / 7}, session=f"{at // 8:016x}")
    log.rotate_key("greffier")
    log.destroy(list(range(8, 16)), "C-12", "la directrice", session=f"{1:016x}")
    log.new_origin("essai", "greffier")
    while log.size() < size:
        log.record("answer", {"text": "fin", "at": log.size()}, session="f" * 16)
    return log.folder, library_key(log.folder / "keys")


Outcome = Counter[tuple[str, str]]


def bundle_fails(log: _Log, name: str) -> bool:
    """Whether the part of the checker that reads this file finds fault with it; False for files of no bundle."""
    place = re.match(r"(?:tile/entries|tile/0|payloads)/([0-9]{3})", name)
    if place is None:
        return False
    try:
        log.part(int(place[1]), int(place[1]) + 1)
    except Unproven as fault:
        return fault.index is not None
    return False


def outcome(folder: Path, key: bytes, whole: Report) -> str:
    """What the checker says of a log that was changed, whose report was `whole` before."""
    try:
        after = verify(folder, key=key, workers=1)
    except Unproven as fault:
        return "found" if fault.index is None else "found, entry named"
    said = (after.size, after.root, after.origin, after.destroyed, after.clock)
    return "harmless" if said == (whole.size, whole.root, whole.origin, whole.destroyed, whole.clock) else "MISSED"


def flip_some(log: Path, key: bytes, name: str, low: int, high: int) -> Outcome:
    """Flip one bit of each byte of a part of a file, one after the other, in a copy; count what came of it."""
    found: Outcome = Counter()
    chance = random.Random(f"{name} {low}")  # noqa: S311  # not a secret
    kind = name if "/" not in name else "/".join(name.split("/")[: 2 if name.startswith("tile") else 1])
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "log"
        shutil.copytree(log, folder)
        whole, path = verify(folder, key=key, workers=1), folder / name
        data = path.read_bytes()
        part = _Log(str(folder), whole.size, key, {}, frozenset())
        list(_expected(whole.size, {os.path.relpath(one, folder) for one in files(folder)}, part.partial))
        for at in range(low, high):
            changed = bytearray(data)
            changed[at] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            kept = key
            if name == "keys/library.key":
                try:
                    kept = library_key(path)
                except ValueError:
                    found[kind, "found"] += 1
                    continue
            if at % 50 and bundle_fails(part, name):
                found[kind, "found, entry named"] += 1
            else:
                found[kind, outcome(folder, kept, whole)] += 1
    return found


def flips(size: int, workers: int) -> None:
    """Flip one bit of every byte of every file of a log by the product's writer."""
    with tempfile.TemporaryDirectory() as made:
        log, key = sample(Path(made), size)
        names = [os.path.relpath(path, log) for path in sorted(files(log))]
        lengths = {name: (log / name).stat().st_size for name in names}
        parts = [
            (name, low, min(low + STEP, length)) for name, length in lengths.items() for low in range(0, length, STEP)
        ]
        print(f"{size} entries, {len(names)} files, {sum(lengths.values())} bytes", flush=True)
        whole: Outcome = Counter()
        with ProcessPoolExecutor(workers) as pool:
            for done in [pool.submit(flip_some, log, key, *part) for part in parts]:
                whole += done.result()
        for (kind, result), count in sorted(whole.items()):
            print(f"{kind:16} {result:20} {count}")
        print({result: sum(n for (_kind, one), n in whole.items() if one == result) for _kind, result in whole})


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("time", "flips"))
    parser.add_argument("--entries", type=int, default=None, help="1,000,000 to time, 1,000 to flip")
    parser.add_argument("--words", type=int, default=20, help="words of a payload")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if asked.what == "time":
        timed(asked.entries or 1_000_000, asked.words, asked.rounds)
    else:
        flips(asked.entries or 1_000, asked.workers)


if __name__ == "__main__":
    main()
