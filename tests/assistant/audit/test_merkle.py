"""The tree, held against the known cases of RFC 6962, a naive definition of it, and proofs bent in every way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    HashAt,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
    root_of,
    verify_consistency,
    verify_inclusion,
)

CASES: dict[str, Any] = json.loads(Path(__file__).with_name("merkle_cases.json").read_text())
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in CASES["leaves"]]
ROOTS = [bytes.fromhex(root) for root in CASES["roots"]]
SOME = sha256(b"some other hash").digest()
INCLUSION = [
    (one["index"], one["size"], [bytes.fromhex(sibling) for sibling in one["proof"]]) for one in CASES["inclusion"]
]
CONSISTENCY = [(one["old"], one["new"], [bytes.fromhex(node) for node in one["proof"]]) for one in CASES["consistency"]]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = largest_power_below(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(old: int, leaves: Sequence[bytes], known: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if old == len(leaves):
        return [] if known else [naive_root(leaves)]
    k = largest_power_below(len(leaves))
    if old <= k:
        return [*naive_subproof(old, leaves[:k], known), naive_root(leaves[k:])]
    return [*naive_subproof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def largest_power_below(number: int) -> int:
    power = 1
    while power * 2 < number:
        power *= 2
    return power


def over(leaves: Sequence[bytes]) -> HashAt:
    """Complete subtrees only, as tiles hold them."""

    def hash_at(level: int, index: int) -> bytes:
        part = leaves[index << level : (index + 1) << level]
        assert len(part) == 1 << level, "a subtree that is not complete was asked for"
        return naive_root(part)

    return hash_at


def numbered(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def test_the_roots_of_the_known_leaves() -> None:
    assert ROOTS[0] == EMPTY_ROOT
    for size, root in enumerate(ROOTS):
        assert root_of(LEAVES[:size]) == root
        assert root_at(size, over(LEAVES)) == root


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_the_known_inclusion_proofs(index: int, size: int, proof: list[bytes]) -> None:
    assert inclusion_proof(index, size, over(LEAVES)) == proof
    verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_the_known_consistency_proofs(old: int, new: int, proof: list[bytes]) -> None:
    assert consistency_proof(old, new, over(LEAVES)) == proof
    verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)


def bent(proof: list[bytes], *others: bytes) -> Iterator[list[bytes]]:
    """What others may make of a proof: cut, longer at either end, with a bit flipped, with two parts swapped."""
    for more in (b"", SOME, *others, *proof[:1]):
        yield [*proof, more]
        yield [more, *proof]
    for at, part in enumerate(proof):
        yield [*proof[:at], bytes((part[0] ^ 8,)) + part[1:], *proof[at + 1 :]]
        yield [*proof[:at], part[:-1], *proof[at + 1 :]]
        yield [*proof[:at], *proof[at + 1 :]]
        yield [*proof[: at + 1], SOME, *proof[at + 1 :]]
    for at in range(1, len(proof)):
        yield [*proof[: at - 1], proof[at], proof[at - 1], *proof[at + 1 :]]
    if proof:
        yield []


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_bent_inclusion_proofs_are_refused(index: int, size: int, proof: list[bytes]) -> None:
    leaf, root = LEAVES[index], ROOTS[size]
    for other in (index - 1, index + 1, index ^ 2, size, -1):
        with pytest.raises(ProofError):
            verify_inclusion(leaf, other, size, proof, root)
    for other in (size * 2, size // 2, 0, -1, 1 << 64):
        with pytest.raises(ProofError):
            verify_inclusion(leaf, index, other, proof, root)
    for wrong in (SOME, EMPTY_ROOT, b"", leaf + b"\0", b"a short hash"):
        with pytest.raises(ProofError):
            verify_inclusion(wrong, index, size, proof, root)
        with pytest.raises(ProofError):
            verify_inclusion(leaf, index, size, proof, wrong)
    for wrong_proof in bent(proof, root):
        with pytest.raises(ProofError):
            verify_inclusion(leaf, index, size, wrong_proof, root)


@pytest.mark.parametrize(("old", "new", "proof"), [one for one in CONSISTENCY if one[2]])
def test_bent_consistency_proofs_are_refused(old: int, new: int, proof: list[bytes]) -> None:
    old_root, new_root = ROOTS[old], ROOTS[new]
    for other in (old - 1, old + 1, old ^ 2, new + 1, -1):
        with pytest.raises(ProofError):
            verify_consistency(other, new, old_root, new_root, proof)
    for other in (new * 2, new // 2, 0, -1, 1 << 64):
        with pytest.raises(ProofError):
            verify_consistency(old, other, old_root, new_root, proof)
    for wrong in (SOME, EMPTY_ROOT, b"", b"a short hash"):
        with pytest.raises(ProofError):
            verify_consistency(old, new, wrong, new_root, proof)
        with pytest.raises(ProofError):
            verify_consistency(old, new, old_root, wrong, proof)
    with pytest.raises(ProofError):
        verify_consistency(old, new, new_root, old_root, proof)
    for wrong_proof in bent(proof, old_root, new_root):
        with pytest.raises(ProofError):
            verify_consistency(old, new, old_root, new_root, wrong_proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 0), (1, 1), (2, 1)])
def test_no_leaf_is_where_the_tree_has_none(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(SOME, index, size, [], SOME)
    with pytest.raises(ProofError):
        inclusion_proof(index, size, over([]))


def test_the_only_leaf_is_the_root() -> None:
    verify_inclusion(SOME, 0, 1, [], SOME)
    for leaf, root in ((SOME, b""), (b"", SOME), (b"", b""), (SOME, EMPTY_ROOT)):
        with pytest.raises(ProofError):
            verify_inclusion(leaf, 0, 1, [], root)


@pytest.mark.parametrize(
    ("old", "new", "old_root", "new_root", "proof"),
    [
        (0, 0, EMPTY_ROOT, SOME, []),
        (0, 0, SOME, SOME, []),
        (0, 1, SOME, SOME, []),
        (0, 1, EMPTY_ROOT, SOME, [SOME]),
        (1, 1, EMPTY_ROOT, SOME, []),
        (1, 1, SOME, SOME, [SOME]),
        (1, 0, SOME, EMPTY_ROOT, []),
        (2, 1, SOME, SOME, []),
        (1, 2, SOME, SOME, []),
        (3, 4, SOME, SOME, []),
    ],
)
def test_what_is_never_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> None:
    with pytest.raises(ProofError):
        verify_consistency(old, new, old_root, new_root, proof)


def test_what_has_not_32_bytes_is_no_hash() -> None:
    for wrong in (b"", SOME[:-1], SOME + b"\0"):
        with pytest.raises(ProofError, match="32 bytes"):
            verify_consistency(2, 2, wrong, wrong, [])
        with pytest.raises(ProofError, match="32 bytes"):
            verify_inclusion(wrong, 0, 1, [], wrong)


def test_no_tree_is_larger_than_a_signed_number_of_64_bits_says() -> None:
    for size in (-1, 1 << 63):
        with pytest.raises(ProofError, match="no tree"):
            root_at(size, over([]))
        with pytest.raises(ProofError, match="no tree"):
            verify_consistency(0, size, EMPTY_ROOT, SOME, [])


def test_every_tree_extends_itself_and_the_empty_one() -> None:
    for size, root in enumerate(ROOTS):
        verify_consistency(0, size, EMPTY_ROOT, root, [])
        verify_consistency(size, size, root, root, [])


def test_no_proof_leads_to_a_smaller_tree() -> None:
    with pytest.raises(ProofError):
        consistency_proof(3, 2, over(LEAVES))


@given(st.integers(0, 300))
def test_roots_are_as_defined(size: int) -> None:
    leaves = numbered(size)
    assert root_of(leaves) == naive_root(leaves) == root_at(size, over(leaves))
    frontier = Frontier.read(size, over(leaves))
    assert frontier.append(SOME).root == naive_root([*leaves, SOME])


@given(st.data())
def test_inclusion_proofs_are_as_defined_and_hold(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    proof = inclusion_proof(index, size, over(leaves))
    assert proof == naive_path(index, leaves)
    verify_inclusion(leaves[index], index, size, proof, naive_root(leaves))


@given(st.data())
def test_consistency_proofs_are_as_defined_and_hold(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 200))
    old = data.draw(st.integers(1, new))
    leaves = numbered(new)
    proof = consistency_proof(old, new, over(leaves))
    assert proof == naive_subproof(old, leaves, known=True)
    verify_consistency(old, new, naive_root(leaves[:old]), naive_root(leaves), proof)


@given(st.data())
@settings(max_examples=300)
def test_a_proof_holds_for_one_leaf_and_one_place_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 64))
    index, claimed = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    proof, root = inclusion_proof(index, size, over(leaves)), naive_root(leaves)
    if claimed == index:
        return verify_inclusion(leaves[claimed], claimed, size, proof, root)
    for leaf in (leaves[claimed], leaves[index]):
        with pytest.raises(ProofError):
            verify_inclusion(leaf, claimed, size, proof, root)
    return None


@given(st.data())
@settings(max_examples=300)
def test_a_changed_history_is_never_consistent(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 64))
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    leaves = numbered(new)
    rewritten = [*leaves[:changed], SOME, *leaves[changed + 1 :]]
    proof = consistency_proof(old, new, over(rewritten))
    with pytest.raises(ProofError):
        verify_consistency(old, new, naive_root(leaves[:old]), naive_root(rewritten), proof)


def test_a_frontier_has_a_subtree_for_each_bit_of_its_size() -> None:
    with pytest.raises(ValueError, match="1 subtrees for 3 leaves"):
        Frontier(3, (SOME,))
    with pytest.raises(ValueError, match="leaves"):
        Frontier(-1)
