"""Whatever is done to the bytes of a log is found, or is harmless: nothing that the checker vouches for has changed.

What is harmless, and nothing else is: to add something after what the checkpoint covers, in a file that is not full
(never acknowledged, and told of); to add, take away or break lines of the checkpoint that no trusted key signed, or to
say twice what one signed, as long as its text stays; and all that is done to files that prove nothing: `lock`, those
beside the log, and the secret keys, of which the library's opens the payloads or does not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.audit.log import Log
from assistant.audit.verify import Report, Unproven, library_key, verify

from .written import LIBRARY_KEY, SESSION, Signer, Writing, origin, put

Change = tuple[str, bytes | None]
MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Kept:
    """A log, what is in its files, and what the checker says of it."""

    folder: Path
    files: dict[str, bytes]
    key: bytes
    report: Report

    @classmethod
    def of(cls, folder: Path, key: bytes) -> Kept:
        files = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
        return cls(folder, files, key, verify(folder, key=key))

    def outcome(self, changes: dict[str, bytes | None]) -> str:
        """What comes of changed or missing files: "found", or "harmless"; anything else fails."""
        for name, data in changes.items():
            (self.folder / name).unlink() if data is None else put(self.folder, {name: data})
        try:
            after = verify(self.folder, key=self.key)
        except Unproven as fault:
            return "found" if fault.told("fr") and fault.told("en") else "found, and cannot be said"
        finally:
            for name in changes:
                (self.folder / name).unlink(missing_ok=True)
                if name in self.files:
                    put(self.folder, {name: self.files[name]})
        assert vouched(after) == vouched(self.report)
        for name, data in changes.items():
            assert name not in self.files or harmless(name, self.files[name], data), f"{name} was changed unseen"
        return "harmless"


def vouched(report: Report) -> tuple[object, ...]:
    """All that a report says but its notices."""
    return report.size, report.root, report.origin, report.opened, report.destroyed, report.clock


def harmless(name: str, old: bytes, new: bytes | None) -> bool:
    """Whether all that counts in a file of the log is as it was."""
    if name == "lock" or name.startswith("keys/"):
        return True
    if new is None:
        return False
    if name == "checkpoint":
        return new.rpartition(b"\n\n")[0] == old.rpartition(b"\n\n")[0]
    full = name.startswith("tile") and ".p/" not in name
    return new == old or (name != "verifiers" and not full and new.startswith(old))


def by_the_format(folder: Path) -> Kept:
    """A log of two bundles, by what the format document says."""
    writing = Writing().questions(6)
    writing.rotate(Signer(origin(), "the next key"))
    writing.destroy(2, 3)
    writing.open(Signer(origin(2)))
    return Kept.of(writing.questions(259 - writing.size).save(folder), LIBRARY_KEY)


def by_the_product(folder: Path, count: int = 8) -> Kept:
    """A log of some twenty entries, or fewer, as the product writes it."""
    log = Log(folder / "log", state=folder / "state")
    for at in range(count):
        log.record("question", {"question": f"Où est l’article {at} ?", "weight": at / 7}, SESSION)
    log.rotate_key("la directrice")
    log.destroy([1, 2], "C-12", "la directrice", SESSION)
    log.new_origin("essai", "la directrice")
    log.rotate_key("la directrice")
    for _ in range(count):
        log.record("answer", {"answer": "Ici."}, SESSION)
    return Kept.of(log.folder, library_key(log.folder / "keys"))


@pytest.fixture(scope="module", params=[by_the_format, by_the_product])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    found = request.param(tmp_path_factory.mktemp("log"))
    yield found
    assert vouched(verify(found.folder, key=found.key)) == vouched(found.report), "each change was undone"


def spot(data: st.DataObject, length: int) -> tuple[int, int]:
    """A part of so many bytes: often a short one, often at an end."""
    low = data.draw(st.integers(0, length) | st.sampled_from([0, length]))
    return low, min(length, low + data.draw(st.integers(0, 40) | st.sampled_from([32, 64, 8192, length])))


def chosen(data: st.DataObject, kept: Kept) -> tuple[str, bytes]:
    """A file that counts, of any kind as often as another."""
    kinds = sorted({name.split("/0")[0] for name in kept.files if not name.startswith("keys/")})
    kind = data.draw(st.sampled_from(kinds))
    name = data.draw(st.sampled_from(sorted(one for one in kept.files if one.startswith(kind))))
    return name, kept.files[name]


@MANY
@given(st.data())
def test_row_28_any_bits_flipped_are_found(kept: Kept, data: st.DataObject) -> None:
    name, old = chosen(data, kept)
    if not old:
        return
    new = bytearray(old)
    for at in data.draw(st.sets(st.integers(0, len(old) - 1), min_size=1, max_size=4)):
        new[at] ^= 1 << data.draw(st.integers(0, 7))
    outcome = kept.outcome({name: bytes(new)})
    assert outcome == "found" or name == "checkpoint", "only a signature that is not needed may be broken"


@MANY
@given(st.data())
def test_bytes_cut_out_are_found(kept: Kept, data: st.DataObject) -> None:
    name, old = chosen(data, kept)
    low, high = spot(data, len(old))
    kept.outcome({name: old[:low] + old[high:]})


@MANY
@given(st.data())
def test_bytes_repeated_are_found(kept: Kept, data: st.DataObject) -> None:
    name, old = chosen(data, kept)
    low, high = spot(data, len(old))
    at = data.draw(st.sampled_from([high, low, 0, len(old)]) | st.integers(0, len(old)))
    kept.outcome({name: old[:at] + old[low:high] * data.draw(st.integers(1, 3)) + old[at:]})


@MANY
@given(st.data())
def test_bytes_that_change_places_are_found(kept: Kept, data: st.DataObject) -> None:
    name, old = chosen(data, kept)
    a, b = spot(data, len(old))
    c, d = spot(data, len(old))
    if b <= c:
        kept.outcome({name: old[:a] + old[c:d] + old[b:c] + old[a:b] + old[d:]})


@MANY
@given(st.data())
def test_bytes_of_one_file_in_another_are_found(kept: Kept, data: st.DataObject) -> None:
    name, old = chosen(data, kept)
    _other, source = chosen(data, kept)
    low, high = spot(data, len(source))
    at, until = spot(data, len(old))
    kept.outcome({name: old[:at] + source[low:high] + old[until if data.draw(st.booleans()) else at :]})


@MANY
@given(st.data(), st.binary(max_size=300))
def test_bytes_of_any_kind_are_found(kept: Kept, data: st.DataObject, junk: bytes) -> None:
    name, old = chosen(data, kept)
    at, until = spot(data, len(old))
    kept.outcome({name: old[:at] + junk + old[until:]})


@MANY
@given(st.data())
def test_whole_entries_that_change_places_or_are_left_out_are_found(kept: Kept, data: st.DataObject) -> None:
    """With their hashes and their payloads as well, so that every file is well formed."""
    heads = {"tile/entries": 2, "payloads": 4}
    a, b = data.draw(st.integers(0, 12)), data.draw(st.integers(0, 12))
    without = data.draw(st.booleans())
    if a == b:
        return
    changes: dict[str, bytes | None] = {}
    for kind, head in {**heads, "tile/0": 0}.items():
        name = min(one for one in kept.files if one.startswith(f"{kind}/0"))
        rest, parts = kept.files[name], []
        while rest:
            end = head + int.from_bytes(rest[:head], "big") if head else 32
            parts.append(rest[:end])
            rest = rest[end:]
        parts[a], parts[b] = parts[b], b"" if without else parts[a]
        changes[name] = b"".join(parts)
    assert kept.outcome(changes) == "found"


@MANY
@given(st.data())
def test_files_that_are_gone_or_change_places_are_found(kept: Kept, data: st.DataObject) -> None:
    name, old = chosen(data, kept)
    other, source = chosen(data, kept)
    if data.draw(st.booleans()):
        kept.outcome({name: None})
    elif source != old:
        kept.outcome({name: source, other: old})


@MANY
@given(st.data(), st.binary(max_size=64))
def test_files_that_are_added_change_nothing(kept: Kept, data: st.DataObject, junk: bytes) -> None:
    """Unless they stand where evidence does: then they are read, and are to be that."""
    _other, source = chosen(data, kept)
    places = ["tile/0/000.p/1", "tile/0/007", "tile/entries/001", "tile/2/000.p/1", "payloads/x001/000", "purging", "x"]
    name = data.draw(st.sampled_from([*places, "witnessed/one", "torn/1-entry", "before/entries.jsonl"]))
    if name not in kept.files:
        outcome = kept.outcome({name: data.draw(st.sampled_from([junk, source]))})
        assert outcome == "harmless" or name in ("witnessed/one", "tile/entries/001")


@pytest.mark.slow
def test_row_28_a_bit_flipped_in_each_byte_of_each_file_is_found(tmp_path: Path) -> None:
    """Over the log that the product writes; the entry is named wherever the byte belongs to one."""
    kept, chance = by_the_product(tmp_path, 3), random.Random(7)  # noqa: S311  # not a secret
    for name, old in kept.files.items():
        for at in range(0 if name.startswith("keys/") else len(old)):
            new = bytearray(old)
            new[at] ^= 1 << chance.randrange(8)
            (kept.folder / name).write_bytes(new)
            try:
                verify(kept.folder, key=kept.key)
            except Unproven as fault:
                assert (fault.index is None) == (name in ("checkpoint", "verifiers")), (name, at)  # noqa: PT017
            else:
                assert name == "checkpoint", (name, at)
                assert harmless(name, old, bytes(new)), "one of two signatures is broken"
        (kept.folder / name).write_bytes(old)
