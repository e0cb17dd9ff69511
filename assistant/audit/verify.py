"""Verifies a log from its files alone: `python verify.py LOG`. Another program than the one that writes it.

It imports nothing of ours, and works where it is copied to, with Python 3.11 or later and `cryptography`. What it reads
is in docs/log-format.md; hashes are those of RFC 6962, notes, checkpoints and tiles those of c2sp.org. Whatever does
not hold is one error, `Unproven`, with the index of the entry where it concerns one.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import stat
import struct
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import pairwise
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

WIDTH, HASH = 256, 32
_LARGE, _SPAN = 400, 64
"""From how many bundles on worker processes are worth their start, and how many of them are one task."""
_LIMIT = 1 << 32
_TELLING = frozenset((b"log.opened", b"key.rotated", b"key.retired", b"session.purged", b"recovery"))
"""Kinds of entries that say how the log itself went on."""
_WITH_KEY = ("log.opened", "key.rotated")
_RECORD, _SHORTEST = struct.Struct(">IQB"), 131
_ENTRY = re.compile(
    rb'(..)(\{"index":(0|[1-9][0-9]{0,18}),"kind":"([a-z.]+)","payload":"(.{64})","session":(null|".{16}"),"time":"(.{24})"\})',
    re.DOTALL,
)
_KIND = re.compile(rb"[a-z]+(\.[a-z]+)*")
_SESSION = re.compile(rb'null|"[0-9a-f]{16}"')
_DIGITS, _HEX = b"0123456789", b"0123456789abcdef"
_AS_ZERO = bytes.maketrans(_DIGITS, b"0" * 10)
_TIME = b"0000-00-00T00:00:00.000Z"
_PLACE = re.compile(
    r"(tile/entries|tile/(?:0|[1-9][0-9]?)|payloads)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)
_ORIGIN = re.compile(r"greffier\.local/[0-9a-f]{16}")
_WITNESSED = re.compile(r"witnessed/[^./][^/]*")
_UNFINISHED = ("purging", "checkpoint.new", ".purging.new", ".verifiers.new")
_ASIDE = re.compile(r"(?:torn|before)/[\w.-]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_CANONICAL = re.compile(r'(?:[^"\s]++|"(?:[^"\\\x00-\x1f]++|\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f])))*+")*+')
_TEXTS = """
missing {file} is missing, or is no file.
  {file} manque, ou n’est pas un fichier.
form It is not an entry in its place, to the byte.
  Ce n’est pas, à l’octet près, une inscription à sa place.
leaf It is not the entry that the tree holds.
  Ce n’est pas l’inscription que l’arbre contient.
tile {file} does not hold the hashes of the entries.
  {file} ne contient pas les empreintes des inscriptions.
root The entries do not come to the root that was signed.
  Les inscriptions ne donnent pas la racine qui a été signée.
note {file} is not a signed checkpoint, to the byte.
  {file} n’est pas, à l’octet près, un point de contrôle signé.
key {file} holds what is no key, or not the keys that the log tells of.
  {file} contient ce qui n’est pas une clé, ou pas les clés dont le registre fait état.
signature {file}: the signature by {key} does not hold.
  {file} : la signature de {key} ne tient pas.
unsigned {file} is signed by no key that is trusted, or by none that the log had then.
  {file} n’est signé par aucune clé à laquelle on se fie, ou par aucune que le registre avait alors.
record The record of its payload was changed.
  L’enregistrement de son contenu a été modifié.
payload Its payload is not what it commits to.
  Son contenu n’est pas celui auquel elle engage.
canonical Its payload is not canonical JSON.
  Son contenu n’est pas du JSON canonique.
unnamed Its payload is destroyed, and no later entry says so.
  Son contenu est détruit, et aucune inscription ultérieure ne le dit.
opening It does not carry the log on from the entries before it.
  Elle ne poursuit pas le registre à partir des inscriptions qui la précèdent.
aside {file} is not what it says was set aside.
  {file} n’est pas ce qu’elle dit avoir été mis de côté.
cut The log ends before it, and {file} shows {size} entries: some were cut off.
  Le registre s’arrête avant elle, et {file} montre {size} inscriptions : il en a été retranché.
history The first {size} entries are not those of {file}: history was rewritten.
  Les {size} premières inscriptions ne sont pas celles de {file} : l’histoire a été réécrite.
behind Several entries follow the checkpoint: it is an older one, put back.
  Plusieurs inscriptions suivent le point de contrôle : c’en est un ancien, remis en place.
tail {file}: what follows the checkpoint was never acknowledged.
  {file} : ce qui suit le point de contrôle n’a jamais été confirmé.
stray {file} is no part of the log.
  {file} ne fait pas partie du registre.
conflict {file} is kept as proof of another history.
  {file} est gardé comme preuve d’une autre histoire.
set-aside {file} was set aside, and is no part of the log.
  {file} a été mis de côté, et ne fait pas partie du registre.
orphan The key {key} is listed, and no entry tells of it.
  La clé {key} figure sur la liste, et aucune inscription n’en fait état.
closed Payloads were not opened: that takes the library’s key.
  Les contenus n’ont pas été ouverts : il y faut la clé de la bibliothèque.
own The keys trusted are those that lie in the log’s own folder.
  Les clés auxquelles on se fie sont celles du dossier même du registre.
remains Entry {index} is said to be destroyed, and is still there.
  L’inscription {index} est dite détruite, et elle est encore là.
cosigned {file}: cosigned by {key}, at {size} entries.
  {file} : contresigné par {key}, à {size} inscriptions.
unseen {key} has cosigned nothing here.
  {key} n’a rien contresigné ici.
destroyed Entry {index}: destroyed, as entry {by} says, by rule {rule}, approved by {approver}.
  Inscription {index} : détruite, comme le dit l’inscription {by}, selon la règle {rule}, avec l’accord de {approver}.
gone Entry {index}: destroyed, as a later entry says; which one takes the library’s key.
  Inscription {index} : détruite, comme le dit une inscription ultérieure : il faut la clé pour savoir laquelle.
clock Entry {index}: the clock had been set back.
  Inscription {index} : l’horloge avait été reculée.
entry Entry {index}:
  Inscription {index} :
verified {size} entries verified, root {root}.
  {size} inscriptions vérifiées, racine {root}.
"""
_Telling = list[tuple[int, str, dict[str, Any] | None]]
"""Entries that say how the log went on: index, kind, and what they say where that was read."""
_SAID = dict(re.findall(r"^([a-z-]+) (.*\n  .*)$", _TEXTS, re.MULTILINE))


def text(what: str, lang: str, about: dict[str, Any]) -> str:
    """What is said of a finding, in French ("fr") or English."""
    said = _SAID[what].split("\n  ")[lang == "fr"]
    return str(said.format_map({key: _shown(value) for key, value in about.items()}))


def _shown(value: object) -> str:
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in str(value))


class Unproven(Exception):  # noqa: N818  # what it says is no error of the program
    """The log is not what was signed. index: of the entry that shows it, where there is one."""

    def __init__(self, index: int | None, what: str, about: dict[str, Any] | None = None) -> None:
        super().__init__(index, what, about or {})
        self.index, self.what, self.about = index, what, about or {}

    def told(self, lang: str) -> str:
        """The message, in a language."""
        entry = "" if self.index is None else text("entry", lang, {"index": self.index}) + " "
        return entry + text(self.what, lang, self.about)

    def __str__(self) -> str:
        return self.told("en")


@dataclass(frozen=True, slots=True)
class Notice:
    """What was found and is no fault; `index` of an entry, where it concerns one."""

    what: str
    about: dict[str, Any]

    def told(self, lang: str) -> str:
        """The message, in a language."""
        return text(self.what, lang, self.about)


@dataclass(frozen=True, slots=True)
class Report:
    """What was verified. clock: entries before which the clock was set back; opened: whether payloads were read."""

    size: int = 0
    root: bytes = sha256().digest()
    origin: str | None = None
    opened: bool = False
    destroyed: tuple[Notice, ...] = ()
    clock: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()

    def data(self, lang: str) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "verified": True,
            "entries": self.size,
            "root": self.root.hex(),
            "origin": self.origin,
            "opened": self.opened,
            "destroyed": [one.about for one in self.destroyed],
            "clock": list(self.clock),
            "notices": [{"what": one.what, **one.about, "message": one.told(lang)} for one in self.notices],
        }

    def lines(self, lang: str) -> list[str]:
        """The report as lines for people."""
        head = text("verified", lang, {"size": self.size, "root": self.root.hex()})
        clock = [text("clock", lang, {"index": index}) for index in self.clock]
        return [head, *(one.told(lang) for one in self.destroyed), *clock, *(one.told(lang) for one in self.notices)]


# --- Signed notes, checkpoints and keys ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    id: bytes
    kind: int
    public: bytes

    def signed(self, message: str, blob: bytes) -> bool:
        data = message.encode()
        if self.kind == 4:  # a cosignature holds its time
            time = int.from_bytes(blob[:8], "big")
            data, blob = f"cosignature/v1\ntime {time}\n".encode() + data, blob[8:]
            if time >= 1 << 63:
                return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(blob, data)
        except InvalidSignature:
            return False
        return True


def _base64(encoded: str) -> bytes:
    data = b64decode(encoded, validate=True)
    if b64encode(data).decode() != encoded:
        raise ValueError(encoded)
    return data


def _named(name: str) -> bool:
    return bool(name) and "+" not in name and not any(one.isspace() for one in name) and not _CONTROL.search(name)


def _key(vkey: str, file: str, index: int | None = None) -> _Key:
    """Read a verifier key: a name, an id and a key, with + between."""
    try:
        name, short, encoded = vkey.split("+", 2)
        data = _base64(encoded)
        found = _Key(name, sha256(name.encode() + b"\n" + data).digest()[:4], data[0], data[1:])
        if found.kind not in (1, 4) or len(found.public) != HASH or found.id.hex() != short or not _named(name):
            raise ValueError(vkey)
    except (ValueError, IndexError) as error:
        raise Unproven(index, "key", {"file": file}) from error
    return found


@dataclass(frozen=True, slots=True)
class _Head:
    """A checkpoint, and its signatures: the key's name, its id, the signature."""

    file: str
    message: str
    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def signers(self, keys: Sequence[_Key]) -> list[_Key]:
        """The known keys that signed it; unknown ones are ignored, and a bad signature by a known one is a fault."""
        known = {(key.name, key.id): key for key in keys}
        found = []
        for name, short, blob in self.signatures:
            key = known.get((name, short))
            if key is not None and not key.signed(self.message, blob):
                raise Unproven(None, "signature", {"file": self.file, "key": name})
            if key is not None:
                found.append(key)
        return found


def _head(data: bytes, file: str) -> _Head:
    """Read a signed checkpoint, to the byte."""
    try:
        whole = data.decode()
        message, blank, lines = whole.rpartition("\n\n")
        origin, size, root = message.split("\n")
        signatures = []
        for line in lines.removesuffix("\n").split("\n"):
            dash, name, encoded = line.split(" ")
            blob = _base64(encoded)
            if dash != "—" or not _named(name) or len(blob) < 5:
                raise ValueError(line)
            signatures.append((name, blob[:4], blob[4:]))
        found = _Head(file, message + "\n", origin, int(size), _base64(root), tuple(signatures))
        if not blank or not lines.endswith("\n") or _CONTROL.search(whole) or not _ORIGIN.fullmatch(origin):
            raise ValueError(whole)
        if not _SIZE.fullmatch(size) or len(found.root) != HASH:
            raise ValueError(size)
    except ValueError as error:
        raise Unproven(None, "note", {"file": file}) from error
    return found


# --- Files and hashes ---------------------------------------------------------------------------------------------


def _number(n: int) -> str:
    groups = f"{n:0{-(-len(str(n)) // 3) * 3}}"
    parts = [groups[at : at + 3] for at in range(0, len(groups), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def _bytes(folder: str, file: str, index: int | None = None) -> bytes:
    path = os.path.join(folder, file)  # noqa: PTH118  # a log has many files, and pathlib is slow
    try:
        found = os.stat(path)  # noqa: PTH116
        if stat.S_ISREG(found.st_mode) and found.st_size <= _LIMIT:
            with open(path, "rb") as opened:  # noqa: PTH123
                return opened.read()
    except OSError as error:
        raise Unproven(index, "missing", {"file": file}) from error
    raise Unproven(index, "missing", {"file": file})


def _over(hashes: bytes) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > HASH:
        hashes = b"".join([sha256(b"\1" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)])
    return hashes


@dataclass(slots=True)
class _Part:
    """What a run of bundles came to. roots: of the full ones, joined; span: the first time and the last."""

    roots: bytes = b""
    span: list[bytes] = field(default_factory=list)
    clock: list[int] = field(default_factory=list)
    telling: _Telling = field(default_factory=list)
    destroyed: list[int] = field(default_factory=list)
    longer: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Rows:
    kinds: list[bytes]
    commitments: list[bytes]
    times: list[bytes]
    leaves: bytes
    end: int


def _rows(data: bytes, first: int, count: int) -> _Rows | None:
    """Read `count` entries from `first` on; None where they are not exactly that. All at once: a log has many."""
    found = _ENTRY.findall(data)[:count]
    if len(found) != count:
        return None
    lengths, entries, indexes, kinds, commitments, sessions, times = map(list, zip(*found, strict=True))
    whole, joined = b"".join([a + b for a, b in zip(lengths, entries, strict=True)]), b"".join(times)
    right = (
        data.startswith(whole)
        and struct.unpack(f">{count}H", b"".join(lengths)) == tuple(map(len, entries))
        and list(map(int, indexes)) == list(range(first, first + count))
        and all(map(_KIND.fullmatch, set(kinds)))
        and not b"".join(commitments).translate(None, _HEX)
        and all(map(_SESSION.fullmatch, set(sessions)))
        and joined.translate(_AS_ZERO) == _TIME * count
        and max(joined[14::24]) < ord("6")
        and max(joined[17::24]) < ord("6")
        and all(map(_hour, set(map(itemgetter(slice(13)), times))))
    )
    leaves = b"".join([sha256(b"\0" + entry).digest() for entry in entries]) if right else b""
    return _Rows(kinds, commitments, times, leaves, len(whole)) if right else None


@cache
def _hour(time: bytes) -> bool:
    try:
        datetime.fromisoformat(time.decode())
    except ValueError:
        return False
    return True


def _misplaced(data: bytes, first: int, count: int) -> int:
    """The first entry that does not stand in its place."""
    at = 0
    for index in range(first, first + count - 1):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if _rows(data[at:end], index, 1) is None:
            return index
        at = end
    return first + count - 1


@dataclass(frozen=True, slots=True)
class _Log:
    """The files to verify. partial: where those lie that are not full; pending: payloads about to be destroyed."""

    folder: str
    size: int
    key: bytes | None
    partial: dict[str, str]
    pending: frozenset[int]

    def read(self, name: str, index: int) -> bytes:
        return _bytes(self.folder, self.partial.get(name, name), index)

    def part(self, low: int, high: int) -> _Part:
        """Verify the bundles from `low` to `high` against their tiles and their payloads."""
        part, key = _Part(), AESGCM(self.key) if self.key else None
        collecting = gc.isenabled()
        gc.disable()  # nothing here makes cycles, and to look for some takes a third of the time
        try:
            for n in range(low, high):
                self._bundle(n, part, key)
        finally:
            if collecting:
                gc.enable()
        return part

    def _bundle(self, n: int, part: _Part, key: AESGCM | None) -> None:
        first, place = n * WIDTH, _number(n)
        count = min(WIDTH, self.size - first)
        data = self.read(f"tile/entries/{place}", first)
        rows = _rows(data, first, count)
        if rows is None or (count == WIDTH and rows.end != len(data)):
            raise Unproven(first + count - 1 if rows else _misplaced(data, first, count), "form")
        tile = self.read(f"tile/0/{place}", first)
        _held(tile, rows.leaves, first, 1, f"tile/0/{place}")
        records = self.read(f"payloads/{place}", first)
        end = _payloads(records, first, rows, key, part, self.pending)
        if count == WIDTH:
            part.roots += _over(rows.leaves)
            if end != len(records):
                raise Unproven(first + count - 1, "record")
        lengths = {"tile/entries": (len(data), rows.end), "tile/0": (len(tile), HASH * count)}
        for name, (there, used) in {**lengths, "payloads": (len(records), end)}.items():
            part.longer += [self.partial.get(f"{name}/{place}", f"{name}/{place}")] if there > used else []
        times = [*part.span[1:], *rows.times]
        if times != sorted(times):
            steps = enumerate(pairwise(times), first + count - len(times) + 1)
            part.clock += [index for index, (before, after) in steps if after < before]
        part.span = [*part.span[:1], *rows.times[: not part.span], rows.times[-1]]

    def levels(self, roots: bytes, longer: list[str]) -> list[bytes]:
        """Verify the tiles above the first level; return the hashes of each."""
        found = [b"", roots]
        while found[-1]:
            level, hashes, above = len(found) - 1, found[-1], []
            for at in range(0, len(hashes), WIDTH * HASH):
                one, first = hashes[at : at + WIDTH * HASH], at // HASH * WIDTH**level
                name = f"tile/{level}/{_number(at // HASH // WIDTH)}"
                tile = self.read(name, first)
                _held(tile, one, first, WIDTH**level, name)
                longer += [self.partial.get(name, name)] if len(tile) > len(one) else []
                above += [_over(one)] if len(one) == WIDTH * HASH else []
            found.append(b"".join(above))
        return found

    def root(self, size: int, levels: list[bytes], root: bytes = b"") -> bytes:
        """The root of the tree when it had this size; `root`: of one more entry at its end."""
        for level in range(len(levels) if size else 0):
            n, width = divmod(size >> 8 * level, WIDTH)
            start, end = n * WIDTH * HASH, (n * WIDTH + width) * HASH
            tile = levels[level][start:end] if level or not width else self.read(f"tile/0/{_number(n)}", n * WIDTH)
            for bit in range(8):
                if width >> bit & 1:
                    width -= 1 << bit
                    peak = _over(tile[width * HASH : (width + (1 << bit)) * HASH])
                    root = sha256(b"\1" + peak + root).digest() if root else peak
        return root or sha256().digest()


def _held(tile: bytes, hashes: bytes, first: int, step: int, name: str) -> None:
    """Hold a tile against its hashes, each of which covers `step` entries."""
    if not tile.startswith(hashes) or (len(hashes) == WIDTH * HASH and len(tile) > len(hashes)):
        wrong = (at for at in range(0, len(hashes), HASH) if tile[at : at + HASH] != hashes[at : at + HASH])
        index = first + next(wrong, len(hashes) - HASH) // HASH * step
        raise Unproven(index, "leaf" if step == 1 else "tile", {"file": name})


# --- Payloads -----------------------------------------------------------------------------------------------------


def _payloads(data: bytes, first: int, rows: _Rows, key: AESGCM | None, part: _Part, pending: frozenset[int]) -> int:
    """Verify the records of a bundle, and the payloads where there is a key; return where they end."""
    at, telling, total, unpack = 0, not _TELLING.isdisjoint(rows.kinds), len(data), _RECORD.unpack_from
    data += bytes(_RECORD.size)  # so that a head can always be read
    for index, kind, committed in zip(range(first, first + len(rows.kinds)), rows.kinds, rows.commitments, strict=True):
        length, place, state = unpack(data, at)
        end, facts = at + 4 + length, None
        if length < _SHORTEST or end > total or place != index or state > 1:
            raise Unproven(index, "record")
        if state == 0:
            part.destroyed.append(index)
            if data.count(0, at + 12, end) != length - 8 and index not in pending:
                raise Unproven(index, "record")
        elif key is not None:
            try:
                facts = _facts(_opened(data[at + 4 : end], index, committed, key), index)
            except Unproven:
                if index not in pending:
                    raise
                part.destroyed.append(index)
        if telling and kind in _TELLING:
            part.telling.append((index, kind.decode(), facts))
        at = end
    return at


def _opened(record: bytes, index: int, committed: bytes, key: AESGCM) -> bytes:
    try:
        own = key.decrypt(record[9:21], record[21:69], b"greffier/payload-key" + record[:8])
        clear = AESGCM(own).decrypt(record[69:81], record[81:], b"greffier/payload" + record[:8])
    except (InvalidTag, ValueError) as error:
        raise Unproven(index, "record") from error
    if sha256(clear).hexdigest().encode() != committed:
        raise Unproven(index, "payload")
    return clear[32:]


def _facts(payload: bytes, index: int) -> dict[str, Any]:
    """Read a payload that has the form of RFC 8785."""
    try:
        read = payload.decode()
        facts = _JSON.decode(read)
        if not isinstance(facts, dict) or not _CANONICAL.fullmatch(read):
            raise ValueError(read)
    except (ValueError, RecursionError) as error:
        raise Unproven(index, "canonical") from error
    return facts


def _ordered(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name.encode("utf-16-be") for name, _value in pairs]
    if any(after <= before for before, after in pairwise(names)):
        raise ValueError(names)
    return dict(pairs)


def _int(read: str) -> float:
    return int(read) if read != "-0" and len(read) < 16 else _float(read)


def _float(read: str) -> float:
    """Read a number that stands as ECMAScript writes it."""
    value = float(read)
    mantissa, _e, exponent = repr(abs(value)).partition("e")
    whole, _point, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(digits) - len(part) + int(exponent or 0)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        shown = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        shown = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        shown = "0." + "0" * -point + digits
    else:
        shown = f"{digits[:1]}{'.' * (len(digits) > 1)}{digits[1:]}e{point - 1:+}"
    if read != "-" * (value < 0) + (shown if digits else "0"):
        raise ValueError(read)
    return value


_JSON = json.JSONDecoder(object_pairs_hook=_ordered, parse_float=_float, parse_int=_int, parse_constant=_float)


# --- The whole ----------------------------------------------------------------------------------------------------


def verify(
    folder: Path | str,
    *,
    key: bytes | None = None,
    verifiers: Sequence[str] = (),
    checkpoints: Sequence[tuple[str, bytes]] = (),
    witnesses: Sequence[str] = (),
    remembered: tuple[str, int, bytes] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Verify a log; where one is being written to, its files are read again until they are of one moment.

    key: the library's (32 bytes), without which payloads are not opened. verifiers: the only keys to trust, with those
    that the log tells of before a checkpoint signed by them; else those of its own folder. checkpoints: kept outside,
    each with its name. remembered: by what, a size, and the root then. progress: is told how many entries were read so
    far, of how many.

    Raises:
        Unproven: it is not what was signed.
    """
    for attempt in range(9):
        before = _checkpoint(folder)
        try:
            return _verify(str(folder), before, key, verifiers, checkpoints, witnesses, remembered, workers, progress)
        except Unproven:
            if attempt == 8 or _checkpoint(folder) == before:
                raise
    raise AssertionError


def _checkpoint(folder: Path | str) -> bytes | None:
    return _bytes(str(folder), "checkpoint") if (Path(folder) / "checkpoint").exists() else None


def _verify(
    folder: str,
    signed: bytes | None,
    key: bytes | None,
    verifiers: Sequence[str],
    checkpoints: Sequence[tuple[str, bytes]],
    witnesses: Sequence[str],
    remembered: tuple[str, int, bytes] | None,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> Report:
    places = (
        (os.path.relpath(place, folder).replace(os.sep, "/"), names) for place, _folders, names in os.walk(folder)
    )
    present = {name if place == "." else f"{place}/{name}" for place, names in places for name in names}
    head = _head(signed, "checkpoint") if signed is not None else None
    size = head.size if head else 0
    listed = _bytes(folder, "verifiers").decode(errors="replace").split("\n") if head else [""]
    if listed.pop():
        raise Unproven(None, "key", {"file": "verifiers"})
    own = [_key(line, "verifiers") for line in listed]
    given, cosigners = [_key(one, "--verifier") for one in verifiers], [_key(one, "--witness") for one in witnesses]
    witnessed = [(name, _bytes(folder, name)) for name in sorted(present) if _WITNESSED.fullmatch(name)]
    kept = sorted((_head(data, name) for name, data in (*checkpoints, *witnessed)), key=lambda one: one.size)
    heads = [*kept, *([head] if head else [])]
    signers = [one.signers([*own, *given, *cosigners]) for one in heads]

    log = _Log(folder, size, key, {}, _pending(folder, present))
    expected = set(_expected(size, present, log.partial))
    part = _parts(log, workers, progress)
    levels = log.levels(part.roots, part.longer)
    if head and log.root(size, levels) != head.root:
        raise Unproven(None, "root")
    extra = _beyond(folder, present, size)
    seen = [(one.file, one.size, one.root) for one in heads] + ([remembered] if remembered else [])
    for file, there, root in seen:
        if there > size and not (extra and (file, there, root) == remembered and root == log.root(size, levels, extra)):
            raise Unproven(size, "cut", {"file": file, "size": there})
        if there <= size and log.root(there, levels) != root:
            raise Unproven(None, "history", {"file": file, "size": there})

    telling = part.telling if key else []
    _carried_on(log, levels, telling)
    trusted = set(given or own)
    for one, found in zip(heads, signers, strict=True):
        then, origin = _keys_at(one.size, telling) if key else (own + given, one.origin)
        valid = {each for each in found if each.kind == 1 and each.name == one.origin == origin} & set(then)
        if not valid or (one is head and not valid & trusted):
            raise Unproven(None, "unsigned", {"file": one.file})
        trusted |= set(then if valid & trusted and key else ())
    notices = [Notice(what, {}) for what, so in (("own", head and not given), ("closed", head and not key)) if so]
    notices += [Notice("tail", {"file": name}) for name in part.longer]
    notices += _others(log, present - expected)
    notices += [
        Notice("cosigned", {"file": one.file, "key": each.name, "size": one.size})
        for one, found in zip(heads, signers, strict=True)
        for each in found
        if each.kind == 4
    ]
    cosigned = {each for found in signers for each in found}
    notices += [Notice("unseen", {"key": one.name}) for one in cosigners if one not in cosigned]
    told = [_key((facts or {})["verifier"], "verifiers") for _index, kind, facts in telling if kind in _WITH_KEY]
    if key and [one for one in own if one in told] != told:
        raise Unproven(None, "key", {"file": "verifiers"})
    notices += [Notice("orphan", {"key": f"{one.name}+{one.id.hex()}"}) for one in own if key and one not in told]
    destroyed, remaining = _destroyed(part, bool(key))
    notices += [Notice("remains", {"index": index}) for index in remaining]
    return Report(
        size,
        log.root(size, levels),
        head.origin if head else None,
        bool(key),
        destroyed,
        tuple(part.clock),
        tuple(notices),
    )


def _expected(size: int, present: set[str], partial: dict[str, str]) -> Iterator[str]:
    """The files that a tree of this size has; the names that the partial ones have now go to `partial`."""
    levels = [(f"tile/{level}", size >> 8 * level, WIDTH**level) for level in range(8) if size >> 8 * level]
    for kind, count, step in (("tile/entries", size, 1), ("payloads", size, 1), *levels):
        full, width = divmod(count, WIDTH)
        for n in range(full + bool(width)):
            name = f"{kind}/{_number(n)}"
            if n == full and kind != "payloads":
                wider = [f"{name}.p/{more}" for more in range(width, WIDTH)]
                partial[name] = next((one for one in (*wider, name) if one in present), wider[0])
            file = partial.get(name, name)
            if file not in present:
                raise Unproven(n * WIDTH * step, "missing", {"file": file})
            yield file


def _parts(log: _Log, workers: int | None, progress: Callable[[int, int], None] | None) -> _Part:
    """Verify all bundles, in worker processes where they are many."""
    bundles = -(-log.size // WIDTH)
    workers = workers or (os.cpu_count() or 1 if bundles >= _LARGE else 1)
    lows = range(0, bundles, _SPAN)
    highs = [min(low + _SPAN, bundles) for low in lows]
    if workers == 1:
        return _joined(log, lows, map(log.part, lows, highs), progress)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return _joined(log, lows, pool.map(log.part, lows, highs), progress)


def _joined(log: _Log, lows: range, parts: Iterable[_Part], progress: Callable[[int, int], None] | None) -> _Part:
    """What the runs of bundles that begin at `lows` come to together."""
    whole = _Part()
    for low, part in zip(lows, parts, strict=True):
        whole.roots += part.roots
        whole.clock += [low * WIDTH] if whole.span and part.span[0] < whole.span[-1] else []
        whole.clock += part.clock
        whole.span = part.span
        whole.telling += part.telling
        whole.destroyed += part.destroyed
        whole.longer += part.longer
        if progress is not None:
            progress(min((low + _SPAN) * WIDTH, log.size), log.size)
    return whole


def _pending(folder: str, present: set[str]) -> frozenset[int]:
    """The entries whose payloads a writer was about to destroy when it was cut off."""
    try:
        entries = json.loads(_bytes(folder, "purging"))["entries"] if "purging" in present else []
        return frozenset(index for index in entries if isinstance(index, int))
    except (ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def _beyond(folder: str, present: set[str], size: int) -> bytes:
    """The leaf of the entry that has no checkpoint yet, if there is one; there is never more than one."""
    leaves = {}
    for n in (size // WIDTH, size // WIDTH + 1):
        name = f"tile/entries/{_number(n)}"
        for file in present.intersection((name, *(f"{name}.p/{width}" for width in range(1, WIDTH)))):
            data, index = _bytes(folder, file), n * WIDTH
            while data:
                end = 2 + int.from_bytes(data[:2], "big")
                rows = _rows(data[:end], index, 1) if index >= size else None
                if rows is not None:
                    leaves[index] = rows.leaves
                elif index >= size:
                    break
                data, index = data[end:], index + 1
    if len(leaves) > 1:
        raise Unproven(size, "behind")
    return leaves.get(size, b"")


def _carried_on(log: _Log, levels: list[bytes], telling: _Telling) -> None:
    """Verify what the log says of itself: how it was opened, and what was set aside."""
    before: dict[str, Any] | None = None
    for index, kind, facts in telling:
        if facts is None:
            raise Unproven(index, "opening")
        if kind in _WITH_KEY:
            name = _key(str(facts.get("verifier")), "verifiers", index).name
            if (index == 0) != (before is None) or (kind == "key.rotated" and name != (before or {}).get("origin")):
                raise Unproven(index, "opening")
        if kind == "log.opened":
            if before is not None:
                before.update(size=index, root=log.root(index, levels).hex())
            if facts.get("before", "") != before:
                raise Unproven(index, "opening")
            before = {"origin": name}
        torn = facts.get("set_aside")
        for aside in (facts.get("chained"), *(torn if isinstance(torn, list) else ())):
            file = aside.get("file") if isinstance(aside, dict) else None
            if not isinstance(file, str) or not _ASIDE.fullmatch(file):
                continue
            if sha256(_bytes(log.folder, file, index)).hexdigest() != aside.get("sha256"):
                raise Unproven(index, "aside", {"file": file})
    if log.key and log.size and before is None:
        raise Unproven(0, "opening")


def _keys_at(size: int, telling: _Telling) -> tuple[list[_Key], str | None]:
    """The keys that the log signed with at this size, and its origin."""
    keys: list[_Key] = []
    for index, kind, facts in telling:
        if index < size and facts:
            if kind == "key.retired":
                keys = [one for one in keys if one.id.hex() != facts.get("key")]
            if kind in _WITH_KEY:
                found = _key(str(facts.get("verifier")), "verifiers", index)
                keys = [*(keys if kind == "key.rotated" else []), found]
    return keys, keys[-1].name if keys else None


def _destroyed(part: _Part, opened: bool) -> tuple[tuple[Notice, ...], list[int]]:
    """Who had the destroyed payloads destroyed; and those that are said to be, and are there."""
    named: dict[int, dict[str, Any]] = {}
    purges = [(index, facts or {}) for index, kind, facts in part.telling if kind == "session.purged"]
    for by, facts in purges:
        entries = facts.get("entries")
        for index in entries if isinstance(entries, list) else []:
            if type(index) is int and index < by:
                named.setdefault(index, {"by": by, "rule": facts.get("rule"), "approver": facts.get("approver")})
    for index in part.destroyed:
        if index not in named and (opened or not any(by > index for by, _facts in purges)):
            raise Unproven(index, "unnamed")
    told = tuple(
        Notice("destroyed", {"index": index, **named[index]}) if index in named else Notice("gone", {"index": index})
        for index in part.destroyed
    )
    return told, sorted(set(named) - set(part.destroyed))


def _others(log: _Log, names: set[str]) -> list[Notice]:
    """What is to be said of the files that the tree does not need."""
    found = []
    for name in sorted(names):
        place = _PLACE.fullmatch(name)
        level = int(place[1][5:]) if place and place[1][5:].isdigit() else 0
        if name in ("checkpoint", "verifiers") or name.startswith("keys/") or _WITNESSED.fullmatch(name):
            continue
        if name == "lock" and not _bytes(log.folder, name):
            continue
        after = place and int(re.sub("[x/]", "", place[2])) >= log.size >> 8 * (level + 1)
        what = "conflict" if name.startswith("witnessed/") else "set-aside" if _ASIDE.fullmatch(name) else "stray"
        if after or name in _UNFINISHED:
            what = "tail"
        found.append(Notice(what, {"file": name}))
    return found


# --- The command line ---------------------------------------------------------------------------------------------


def library_key(path: Path) -> bytes:
    """Read the library's key: 64 hexadecimal digits and a line feed, in that file or in `library.key` in a folder.

    Raises:
        ValueError: it is none.
        OSError: it cannot be read.
    """
    read = (path / "library.key" if path.is_dir() else path).read_bytes()
    if not re.fullmatch(rb"[0-9a-f]{64}\n", read):
        raise ValueError(str(path))
    return bytes.fromhex(read.decode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a log; 0: it holds, 4: it does not, 2: what was asked for cannot be done."""
    parser = argparse.ArgumentParser(description="Verify a log / Vérifier un registre.")
    parser.add_argument("log", type=Path, metavar="LOG")
    parser.add_argument("--keys", type=Path, metavar="KEYS", help="library.key, or its folder / ou son dossier")
    several: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument("--verifier", **several, metavar="VKEY", help="trust this key only / ne se fier qu’à cette clé")
    parser.add_argument("--checkpoint", **several, type=Path, metavar="FILE", help="kept elsewhere / gardé ailleurs")
    parser.add_argument("--witness", **several, metavar="VKEY", help="who cosigns / qui contresigne")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--lang", choices=("fr", "en"), default="en" if os.environ.get("LANG", "").startswith("en") else "fr"
    )
    asked = parser.parse_args(arguments)
    try:
        if not asked.log.is_dir():
            raise NotADirectoryError(str(asked.log))
        key = library_key(asked.keys) if asked.keys else None
        kept = [(str(path), path.read_bytes()) for path in asked.checkpoint]
    except (OSError, ValueError) as error:
        parser.error(str(error))
    try:
        report = verify(asked.log, key=key, verifiers=asked.verifier, checkpoints=kept, witnesses=asked.witness)
    except Unproven as fault:
        message = fault.told(asked.lang)
        failed = {"verified": False, "entry": fault.index, "what": fault.what, "message": message}
        sys.stdout.write((json.dumps(failed) if asked.json else message) + "\n")
        return 4
    said = [json.dumps(report.data(asked.lang))] if asked.json else report.lines(asked.lang)
    sys.stdout.write("\n".join(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
