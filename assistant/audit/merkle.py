"""The tree of the log, as in RFC 6962 and RFC 9162: hashes, roots, and proofs that are made and verified. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
MAX_SIZE = (1 << 63) - 1
EMPTY_ROOT = sha256(b"").digest()

HashAt = Callable[[int, int], bytes]
"""The hash of the complete subtree over leaves `index << level` to `(index + 1) << level`, the latter not included."""


class ProofError(ValueError):
    """A proof that does not hold, or that no tree can have."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two subtrees (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that an append needs: the roots of the complete subtrees of a tree of `size` leaves, the largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no frontier of that size."""
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"{len(self.hashes)} subtrees for {self.size} leaves")

    @classmethod
    def read(cls, size: int, hash_at: HashAt) -> Frontier:
        """The frontier of the first `size` leaves of a tree."""
        return cls(size, tuple(hash_at(level, index) for level, index in _subtrees(0, size)))

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf, given by its hash."""
        kept, bits = len(self.hashes), self.size
        while bits & 1:
            kept -= 1
            leaf = node_hash(self.hashes[kept], leaf)
            bits >>= 1
        return Frontier(self.size + 1, (*self.hashes[:kept], leaf))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return _fold(self.hashes) if self.hashes else EMPTY_ROOT


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over these leaves."""
    frontier = Frontier()
    for leaf in leaf_hashes:
        frontier = frontier.append(leaf)
    return frontier.root


def root_at(size: int, hash_at: HashAt) -> bytes:
    """The root that the tree had at a size."""
    _check_size(size)
    return Frontier.read(size, hash_at).root


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> list[bytes]:
    """The siblings from a leaf up to the root (RFC 6962, section 2.1.1).

    Raises:
        ProofError: the tree of that size has no such leaf.
    """
    _check_index(index, size)
    siblings = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            siblings.append((middle, high))
            high = middle
        else:
            siblings.append((low, middle))
            low = middle
    return [_range_root(*one, hash_at) for one in reversed(siblings)]


def consistency_proof(old: int, new: int, hash_at: HashAt) -> list[bytes]:
    """What shows that the tree of size `new` extends that of size `old` (RFC 6962, section 2.1.2).

    It is empty from an empty tree, which all trees extend, and between equal sizes.

    Raises:
        ProofError: `old` is larger than `new`.
    """
    _check_sizes(old, new)
    if old in (0, new):
        return []
    parts = []
    low, high = 0, new
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            parts.append((middle, high))
            high = middle
        else:
            parts.append((low, middle))
            low = middle
    if low:  # else the reader holds that subtree's root already: it is the old root
        parts.append((low, high))
    return [_range_root(*one, hash_at) for one in reversed(parts)]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Verify that the leaf with this hash stands at `index` of the tree (RFC 9162, section 2.1.3.2).

    Raises:
        ProofError: it is not shown.
    """
    _check_index(index, size)
    _check_hashes((leaf, root, *proof))
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    if found != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Verify that the tree of size `new` extends that of size `old` (RFC 9162, section 2.1.4.2).

    Raises:
        ProofError: it is not shown.
    """
    _check_sizes(old, new)
    _check_hashes((old_root, new_root, *proof))
    for size, root in ((old, old_root), (new, new_root)):
        if size == 0 and root != EMPTY_ROOT:
            raise ProofError("that is not the root of an empty tree")
    if old in (0, new):
        if proof:
            raise ProofError("the proof is too long")
        if old == new and old_root != new_root:
            raise ProofError("two roots at one size")
        return
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    if not path:
        raise ProofError("the proof is too short")
    shift = _trailing_ones(old - 1)
    place, last = (old - 1) >> shift, (new - 1) >> shift
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if place & 1 or place == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    if old_found != old_root:
        raise ProofError("the proof does not start from the old root")
    if new_found != new_root:
        raise ProofError("the proof leads to another root")


def _split(width: int) -> int:
    """The largest power of two below `width`, where a tree of that many leaves parts."""
    return 1 << ((width - 1).bit_length() - 1)


def _trailing_ones(number: int) -> int:
    return (~number & (number + 1)).bit_length() - 1


def _subtrees(low: int, high: int) -> list[tuple[int, int]]:
    """The complete subtrees, as (level, index), of a range of leaves that a node of the tree covers."""
    found = []
    width = high - low
    for level in range(width.bit_length() - 1, -1, -1):
        if width >> level & 1:
            found.append((level, low >> level))
            low += 1 << level
    return found


def _range_root(low: int, high: int, hash_at: HashAt) -> bytes:
    return _fold([hash_at(level, index) for level, index in _subtrees(low, high)])


def _fold(hashes: Sequence[bytes]) -> bytes:
    root = hashes[-1]
    for left in hashes[-2::-1]:
        root = node_hash(left, root)
    return root


def _check_size(size: int) -> None:
    if not 0 <= size <= MAX_SIZE:
        raise ProofError(f"no tree has {size} leaves")


def _check_sizes(old: int, new: int) -> None:
    _check_size(old)
    _check_size(new)
    if old > new:
        raise ProofError(f"a tree of {new} leaves does not extend one of {old}")


def _check_index(index: int, size: int) -> None:
    _check_size(size)
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has none at {index}")


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise ProofError("a hash has 32 bytes")
