"""Signed notes, held against the note that Go's documentation signs, and refused where a byte of the form is off."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.notes import (
    MAX_SIGNATURES,
    CosigningKey,
    Note,
    NoteError,
    Signature,
    SigningKey,
    VerifierKey,
    cosigned_at,
    parse,
    verified,
)

# The example of golang.org/x/mod/sumdb/note: a key, a text, and what signing it must come to.
SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
SIGNED = f"{TEXT}\n{LINE}".encode()


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.new("greffier.local/0123456789abcdef")


@pytest.fixture(scope="module")
def witness() -> CosigningKey:
    return CosigningKey.new("auditor.example/w1")


def test_the_known_key_signs_as_it_does_elsewhere() -> None:
    key = SigningKey.load(SIGNER)
    assert key.text() == SIGNER
    assert key.verifier == VerifierKey.parse(VKEY)
    assert key.verifier.vkey() == VKEY
    note = Note(TEXT, (key.sign(TEXT),))
    assert note.encoded() == SIGNED
    assert parse(SIGNED) == note
    assert verified(note, [VerifierKey.parse(VKEY)]) == [VerifierKey.parse(VKEY)]


def test_a_key_comes_back_from_its_text(key: SigningKey, witness: CosigningKey) -> None:
    assert SigningKey.load(key.text()) == key
    assert SigningKey.load(key.text() + "\n") == key
    assert CosigningKey.load(witness.text()) == witness
    assert VerifierKey.parse(witness.verifier.vkey()) == witness.verifier
    assert (key.verifier.kind, witness.verifier.kind) == ("ed25519", "cosignature")
    assert key.name == key.verifier.name


def test_a_key_does_not_show_its_secret(key: SigningKey) -> None:
    secret = key.text().rpartition("+")[2]
    assert secret not in repr(key)
    assert secret not in str(key)


def test_keys_are_not_made_twice_alike() -> None:
    assert len({SigningKey.new("n").text() for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("c74f20a3", "C74F20A3"),
        VKEY.replace("c74f20a3", "c74f20a"),
        VKEY.replace("PeterNeumann", "PeterNeuman"),
        VKEY.replace("PeterNeumann", "Peter Neumann"),
        VKEY.replace("PeterNeumann", ""),
        VKEY.replace("PeterNeumann", "Peter\u00a0Neumann"),
        VKEY + "\n",
        VKEY + "=",
        VKEY[:-1],
        VKEY[:-4],
        VKEY.replace("ARpc", "AhpC"),
        VKEY.replace("ARpc", "BRpc"),
        VKEY.replace("/", "_"),
        SIGNER,
    ],
)
def test_what_is_no_verifier_key(vkey: str) -> None:
    with pytest.raises(NoteError):
        VerifierKey.parse(vkey)


@pytest.mark.parametrize(
    "text",
    [
        "",
        VKEY,
        "PRIVATE+KEY+" + VKEY,
        SIGNER.replace("PRIVATE+KEY+", ""),
        SIGNER.replace("c74f20a3", "c74f20a4"),
        SIGNER.replace("PeterNeumann", "Someone"),
        SIGNER.replace("+AYEK", "+BIEK"),
        SIGNER[:-4],
        SIGNER + "\n\n",
        " " + SIGNER,
    ],
)
def test_what_is_no_signing_key_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(NoteError) as raised:
        SigningKey.load(text)
    assert "AYEKFALVFGyNhPJEMzD1QIDr" not in str(raised.value)


def test_the_keys_of_logs_and_witnesses_are_not_mixed_up(key: SigningKey, witness: CosigningKey) -> None:
    with pytest.raises(NoteError, match="another kind"):
        CosigningKey.load(key.text())
    with pytest.raises(NoteError, match="another kind"):
        SigningKey.load(witness.text())


def test_a_text_may_hold_blank_lines(key: SigningKey) -> None:
    text = "one\n\ntwo\n\n\nthree\n"
    note = Note(text, (key.sign(text),))
    assert parse(note.encoded()) == note


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        TEXT.encode(),
        SIGNED[:-1],
        SIGNED + b"\n",
        SIGNED + b" ",
        SIGNED[1:].replace(b"\n\n", b"\n"),
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED.replace(b"think", b"thi\tk"),
        SIGNED.replace(b"think", b"thi\0k"),
        SIGNED.replace(b"think", b"thi\xffk"),
        SIGNED.replace(b"think", b"thi\xed\xa0\x80k"),
        SIGNED.replace("—".encode(), b"-"),
        SIGNED.replace("— ".encode(), "—".encode()),
        SIGNED.replace("— ".encode(), "—  ".encode()),
        SIGNED.replace(b"PeterNeumann x", b"PeterNeumann  x"),
        SIGNED.replace(b"PeterNeumann x", b"PeterNeumannx"),
        SIGNED.replace(b"PeterNeumann x", b"Peter+Neumann x"),
        SIGNED.replace(b"PeterNeumann x", "Peter\u2003Neumann x".encode()),
        SIGNED.replace(b"PeterNeumann x", b" x"),
        SIGNED.replace(b"nAM=", b"nAM"),
        SIGNED.replace(b"nAM=", b"nAN="),
        SIGNED.replace(b"nAM=", b"nAM=="),
        SIGNED.replace(b"go/Z", b"go_Z"),
        f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),
        f"{TEXT}\n— PeterNeumann \n".encode(),
        f"{TEXT}\n{LINE}not a signature\n".encode(),
        f"{TEXT}\n{LINE * (MAX_SIGNATURES + 1)}".encode(),
        b"x" * 1_000_001 + SIGNED,
    ],
)
def test_what_is_no_note(data: bytes) -> None:
    with pytest.raises(NoteError):
        parse(data)


def test_sixteen_signatures_and_more_are_read(key: SigningKey) -> None:
    note = Note(TEXT, (key.sign(TEXT),) * MAX_SIGNATURES)
    assert len(parse(note.encoded()).signatures) == MAX_SIGNATURES
    assert verified(note, [key.verifier]) == [key.verifier]


def test_row_35_signatures_by_unknown_keys_are_ignored(key: SigningKey) -> None:
    stranger = SigningKey.new("someone.example")
    namesake = SigningKey.new(key.name)
    known = key.sign(TEXT)
    rubbish = Signature("someone.example", b"\1\2\3\4", b"rubbish")
    same_id = Signature("someone.example", key.verifier.id, known.blob)
    note = Note(TEXT, (rubbish, stranger.sign(TEXT), known, namesake.sign(TEXT), same_id))
    assert verified(note, [key.verifier]) == [key.verifier]
    assert verified(note, []) == []
    assert verified(Note(TEXT, (stranger.sign(TEXT),)), [key.verifier]) == []


def test_row_35_a_bad_signature_by_a_known_key_is_rejected(key: SigningKey, witness: CosigningKey) -> None:
    keys = [key.verifier, witness.verifier]
    good = key.sign(TEXT)
    for bad in (key.sign(TEXT + "more\n"), witness.cosign(TEXT + "more\n", 7), Signature(good.name, good.key_id, b"x")):
        for signatures in ((bad,), (good, bad), (bad, good)):
            with pytest.raises(NoteError, match="does not hold"):
                verified(Note(TEXT, signatures), keys)


@given(st.integers(0, 64 * 8 - 1))
def test_no_bit_of_a_signature_may_differ(bit: int) -> None:
    blob = bytearray(b64decode(LINE.split()[-1])[4:])
    blob[bit // 8] ^= 1 << bit % 8
    key = VerifierKey.parse(VKEY)
    assert not key.verify(TEXT, Signature(key.name, key.id, bytes(blob)))


def test_a_cosignature_signs_the_time_and_the_text(witness: CosigningKey) -> None:
    signature = witness.cosign(TEXT, 1679315147)
    assert len(signature.blob) == 72
    assert cosigned_at(signature) == 1679315147
    message = b"cosignature/v1\ntime 1679315147\n" + TEXT.encode()
    Ed25519PublicKey.from_public_bytes(witness.verifier.public).verify(signature.blob[8:], message)
    assert witness.verifier.verify(TEXT, signature)


def test_a_cosignature_holds_for_its_time_only(witness: CosigningKey) -> None:
    signature = witness.cosign(TEXT, 1679315147)
    for blob in (
        (1679315148).to_bytes(8, "big") + signature.blob[8:],
        b"\xff" * 8 + signature.blob[8:],
        signature.blob[8:],
        signature.blob + b"\0",
    ):
        assert not witness.verifier.verify(TEXT, Signature(signature.name, signature.key_id, blob))
    with pytest.raises(ValueError, match="out of range"):
        witness.cosign(TEXT, -1)


def test_a_time_is_of_63_bits_and_stands_before_64_bytes() -> None:
    for blob, at in (
        (b"\x7f" + b"\xff" * 7 + bytes(64), (1 << 63) - 1),
        (b"\x80" + bytes(71), None),
        (bytes(71), None),
        (bytes(73), None),
        (bytes(8), None),
    ):
        assert cosigned_at(Signature("auditor.example/w1", b"abcd", blob)) == at


def test_a_key_verifies_what_is_signed_in_its_name_only(key: SigningKey) -> None:
    good = key.sign(TEXT)
    assert key.verifier.verify(TEXT, good)
    assert not key.verifier.verify(TEXT, Signature("someone.example", good.key_id, good.blob))
    assert not key.verifier.verify(TEXT, Signature(good.name, b"abcd", good.blob))


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u2003b", "a\nb", "a\0b"])
def test_nobody_is_called_so(name: str) -> None:
    with pytest.raises(NoteError):
        SigningKey.new(name)


def test_the_known_example_of_a_cosignature_is_read() -> None:
    # The line of c2sp.org/tlog-cosignature, whose key is not published: its form and its time.
    line = (
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0x"
        "Ue+mbIUBkBIfZ+qnA==\n"
    )
    (signature,) = parse(f"example.com/behind-the-sofa\n20852163\n\n{line}".encode()).signatures
    assert (signature.name, signature.key_id.hex(), cosigned_at(signature)) == (
        "witness.example.com/w1",
        "8d66cf3f",
        1679315147,
    )
    assert signature.line() == line


def test_one_key_in_two_kinds_has_two_ids(key: SigningKey) -> None:
    other = VerifierKey(key.name, "cosignature", key.verifier.public)
    assert other.id != key.verifier.id
    assert not other.verify(TEXT, key.sign(TEXT))


@given(st.binary(max_size=200))
def test_bytes_are_a_note_or_a_note_error(data: bytes) -> None:
    for candidate in (data, SIGNED + data, SIGNED[: len(data)] + data):
        try:
            note = parse(candidate)
        except NoteError:
            continue
        assert note.encoded() == candidate


@given(st.binary(min_size=33, max_size=33))
def test_bytes_are_a_key_or_a_note_error(data: bytes) -> None:
    encoded = b64encode(data).decode()
    with pytest.raises(NoteError):
        VerifierKey.parse(f"name+00000000+{encoded}")
