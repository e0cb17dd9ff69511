"""Checkpoints: read to the byte, and believed where a key of their log signed them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.checkpoints import Checkpoint, CheckpointError, parse_checkpoint, signed_checkpoint
from assistant.audit.merkle import EMPTY_ROOT
from assistant.audit.notes import CosigningKey, Note, SigningKey

# The example of c2sp.org/tlog-checkpoint.
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.new("greffier.local/0123456789abcdef")


@pytest.fixture(scope="module")
def head(key: SigningKey) -> Checkpoint:
    return Checkpoint(key.name, 3, bytes(range(32)))


def test_the_known_example() -> None:
    found = parse_checkpoint(EXAMPLE)
    assert (found.origin, found.size, len(found.root)) == ("example.com/behind-the-sofa", 20852163, 32)
    assert found.text() == EXAMPLE


def test_extension_lines_of_others_are_left_out() -> None:
    found = parse_checkpoint(EXAMPLE + "more\nand more\n")
    assert found.text() == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        EXAMPLE[:-1],
        EXAMPLE + "\n",
        EXAMPLE + "more",
        EXAMPLE + "more\n\nmore\n",
        "\n" + EXAMPLE,
        EXAMPLE.replace("example.com/behind-the-sofa", ""),
        EXAMPLE.replace("20852163\n", ""),
        EXAMPLE.replace("20852163", "020852163"),
        EXAMPLE.replace("20852163", "+20852163"),
        EXAMPLE.replace("20852163", "-20852163"),
        EXAMPLE.replace("20852163", " 20852163"),
        EXAMPLE.replace("20852163", "20852163 "),
        EXAMPLE.replace("20852163", "2_0852163"),
        EXAMPLE.replace("20852163", "0x20852163"),
        EXAMPLE.replace("20852163", "٢٠"),
        EXAMPLE.replace("20852163", "9223372036854775808"),
        EXAMPLE.replace("20852163", "9" * 5000),
        EXAMPLE.replace("20852163", "0"),
        EXAMPLE.replace(ROOT, ""),
        EXAMPLE.replace(ROOT, ROOT[:-1]),
        EXAMPLE.replace(ROOT, ROOT.replace("I=", "J=")),
        EXAMPLE.replace(ROOT, ROOT + ROOT),
        EXAMPLE.replace(ROOT, ROOT[:-4]),
        EXAMPLE.replace(ROOT, ROOT.replace("/", "_")),
        EXAMPLE.replace(ROOT, "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"),
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint(text)


def test_an_empty_log_has_one_root() -> None:
    head = Checkpoint("log", 0, EMPTY_ROOT)
    assert parse_checkpoint(head.text()) == head


@given(st.integers(1, (1 << 63) - 1), st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read(size: int, root: bytes) -> None:
    head = Checkpoint("greffier.local/0123456789abcdef", size, root)
    assert parse_checkpoint(head.text()) == head


def test_a_key_of_the_log_must_have_signed(key: SigningKey, head: Checkpoint) -> None:
    text = head.text()
    witness = CosigningKey.new("auditor.example")
    note = Note(text, (key.sign(text), witness.cosign(text, 5)))
    assert signed_checkpoint(note.encoded(), [key.verifier]) == (head, note)
    assert signed_checkpoint(note.encoded(), [key.verifier, witness.verifier]) == (head, note)
    with pytest.raises(CheckpointError, match="no known key of the log"):
        signed_checkpoint(note.encoded(), [witness.verifier])
    with pytest.raises(CheckpointError, match="no known key of the log"):
        signed_checkpoint(note.encoded(), [])


def test_a_key_of_another_log_counts_for_nothing(key: SigningKey) -> None:
    text = Checkpoint("greffier.local/fedcba9876543210", 3, bytes(32)).text()
    with pytest.raises(CheckpointError, match="no known key of the log"):
        signed_checkpoint(Note(text, (key.sign(text),)).encoded(), [key.verifier])


def test_a_witness_who_is_called_as_the_log_is_not_the_log(head: Checkpoint) -> None:
    namesake = CosigningKey.new(head.origin)
    note = Note(head.text(), (namesake.cosign(head.text(), 5),))
    with pytest.raises(CheckpointError, match="no known key of the log"):
        signed_checkpoint(note.encoded(), [namesake.verifier])


def test_row_35_a_bad_signature_by_a_known_key_is_rejected(key: SigningKey, head: Checkpoint) -> None:
    text, other = head.text(), Checkpoint(head.origin, 4, head.root).text()
    second = SigningKey.new(key.name)
    for signatures in ((key.sign(other),), (second.sign(text), key.sign(other)), (key.sign(other), second.sign(text))):
        with pytest.raises(CheckpointError, match="does not hold"):
            signed_checkpoint(Note(text, signatures).encoded(), [key.verifier, second.verifier])


def test_row_35_a_signature_by_an_unknown_key_is_ignored(key: SigningKey, head: Checkpoint) -> None:
    text, other = head.text(), Checkpoint(head.origin, 4, head.root).text()
    unknown = SigningKey.new(key.name)
    note = Note(text, (unknown.sign(other), key.sign(text)))
    assert signed_checkpoint(note.encoded(), [key.verifier])[0] == head


def test_keys_may_overlap(key: SigningKey, head: Checkpoint) -> None:
    text = head.text()
    successor = SigningKey.new(key.name)
    note = Note(text, (key.sign(text), successor.sign(text))).encoded()
    for known in ([key.verifier], [successor.verifier], [key.verifier, successor.verifier]):
        assert signed_checkpoint(note, known)[0] == head


def test_what_is_no_note_is_no_checkpoint(key: SigningKey, head: Checkpoint) -> None:
    for data in (b"", head.text().encode(), b"\xff\n\n"):
        with pytest.raises(CheckpointError):
            signed_checkpoint(data, [key.verifier])
