"""A witness at work on real logs: what they sign, what they do not, and what they keep as proof."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.audit.checkpoints import signed_checkpoint
from assistant.audit.cosigning import Outcome, Witness
from assistant.audit.notes import CosigningKey, Note, SigningKey, cosigned_at, parse, verified
from assistant.audit.proofs import parse_consistency_proof
from assistant.audit.seen import Seen
from assistant.audit.store import Store
from assistant.audit.witness import NoCheckpointError, UnprovenError, Witnessed
from assistant.errors import RecordError

from .shown import NOW, Place, contradiction


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.made(tmp_path / "office")


@pytest.fixture
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """For logs of many entries that need not outlive a power cut."""
    monkeypatch.setattr(os, "fdatasync", lambda _descriptor: None)


@pytest.fixture
def auditor(tmp_path: Path) -> Witness:
    return Witness(CosigningKey.new("auditor.example/one"), Seen(tmp_path / "auditor"))


def witnessed(outcome: Outcome, verdict: str, size: int, auditor: Witness) -> Note:
    """See that it was cosigned."""
    assert outcome.report.finding.verdict == verdict
    assert outcome.note is not None
    note = parse(outcome.note)
    assert verified(note, [auditor.key.verifier]) == [auditor.key.verifier]
    assert signed_checkpoint(outcome.note, outcome.report.keys)[0].size == size
    return note


def refused(outcome: Outcome, verdict: str) -> Path:
    """See that it was not, and where the proof is."""
    assert outcome.report.finding.verdict == verdict
    assert outcome.note is None
    assert outcome.conflict is not None
    return outcome.conflict


def test_a_log_is_witnessed_as_it_grows(place: Place, auditor: Witness, unsynced: None) -> None:
    note = witnessed(auditor.attend(place.shown, NOW), "first", 6, auditor)
    assert [cosigned_at(one) for one in note.signatures if one.name == auditor.key.name] == [NOW]
    again = witnessed(auditor.attend(place.shown, NOW + 1), "unchanged", 6, auditor)
    assert len(again.signatures) == 2
    place.ask(300)
    witnessed(auditor.attend(place.shown, NOW + 2), "extended", 306, auditor)
    (known,) = auditor.seen.known().values()
    assert known.head.size == 306
    proof = parse_consistency_proof(next(auditor.seen.folder.glob("*/6-306.proof")).read_bytes())
    assert proof.verify(signed_checkpoint(again.encoded(), known.keys)[0].root, known.keys).size == 306


def test_a_signature_takes_the_place_of_the_one_before(place: Place, auditor: Witness) -> None:
    first = auditor.attend(place.shown, NOW).note
    assert first is not None
    (place.path / "checkpoint").write_bytes(first)
    note = witnessed(auditor.attend(place.shown, NOW + 5), "unchanged", 6, auditor)
    assert [cosigned_at(one) for one in note.signatures if one.name == auditor.key.name] == [NOW + 5]


def test_the_first_sight_of_a_log_brings_its_keys(place: Place, auditor: Witness) -> None:
    report = auditor.attend(place.shown, NOW).report
    assert [key.vkey() for key in report.keys] == (place.path / "verifiers").read_text().splitlines()
    assert report.unread == ()


def test_a_witness_may_know_the_key_beforehand(place: Place, auditor: Witness) -> None:
    (key,) = place.log.store.verifiers()
    witnessed(auditor.attend(place.shown, NOW, trusted=[key]), "first", 6, auditor)
    other = SigningKey.new(key.name).verifier
    stranger = replace(auditor, seen=Seen(auditor.seen.folder.with_name("other")))
    with pytest.raises(UnprovenError):
        stranger.attend(place.shown, NOW, trusted=[other])
    assert stranger.seen.known() == {}


def test_there_must_be_a_log(tmp_path: Path, auditor: Witness) -> None:
    with pytest.raises(NoCheckpointError):
        auditor.attend(Witnessed(Store(tmp_path / "none"), None), NOW)


def test_a_rotated_key_is_learned_from_the_entry_that_names_it(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    (old,) = place.log.store.verifiers()
    place.log.rotate_key("A. Tremblay")
    report = auditor.attend(place.shown, NOW).report
    assert report.keys == tuple(place.log.store.verifiers())
    place.log.retire_key(old.id.hex(), "A. Tremblay")
    place.ask(1)
    report = auditor.attend(place.shown, NOW).report
    assert report.keys == (place.log.store.verifiers()[1],)


def test_a_key_that_nobody_who_is_known_vouches_for_must_be_trusted_by_hand(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    old = place.log.store.verifiers()[0]
    place.log.rotate_key("A. Tremblay")
    place.log.retire_key(old.id.hex(), "A. Tremblay")
    with pytest.raises(UnprovenError):
        auditor.attend(place.shown, NOW)
    new = place.log.store.verifiers()[1]
    outcome = auditor.attend(place.shown, NOW, trusted=[new])
    witnessed(outcome, "extended", 8, auditor)
    assert outcome.report.keys == (new,)


def test_without_the_librarys_key_a_new_one_is_told_of_and_not_learned(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    place.log.rotate_key("A. Tremblay")
    closed = replace(place.shown, library_key=None)
    outcome = auditor.attend(closed, NOW)
    witnessed(outcome, "extended", 7, auditor)
    assert outcome.report.unread == (6,)
    assert outcome.report.keys == (place.log.store.verifiers()[0],)


def test_a_key_that_somebody_put_on_the_list_is_not_learned(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    (own,) = place.log.store.verifiers()
    planted = SigningKey.new(own.name)
    place.ask(1)
    note = parse(place.log.checkpoint().encode())
    with (place.path / "verifiers").open("a") as file:
        file.write(planted.verifier.vkey() + "\n")
    (place.path / "checkpoint").write_bytes(Note(note.text, (*note.signatures, planted.sign(note.text))).encoded())
    assert auditor.attend(place.shown, NOW).report.keys == (own,)


def test_a_log_whose_own_entries_do_not_name_its_key_is_not_believed(place: Place, auditor: Witness) -> None:
    (own,) = place.log.store.verifiers()
    other = SigningKey.new(own.name)
    text = parse(place.log.checkpoint().encode()).text
    (place.path / "checkpoint").write_bytes(Note(text, (other.sign(text),)).encoded())
    (place.path / "verifiers").write_text(other.verifier.vkey() + "\n")
    with pytest.raises(UnprovenError):
        auditor.attend(place.shown, NOW)


def test_a_log_that_goes_on_under_a_new_origin_is_followed(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    place.ask(2)
    place.log.new_origin("moved to another machine", "A. Tremblay")
    place.ask(1)
    outcome = auditor.attend(place.shown, NOW)
    witnessed(outcome, "continued", 10, auditor)
    assert outcome.report.finding.opened == 8
    assert outcome.report.told["reason"] == "moved to another machine"
    assert outcome.report.keys == (place.log.store.verifiers()[1],)
    place.ask(1)
    witnessed(auditor.attend(place.shown, NOW), "extended", 11, auditor)


def test_an_origin_that_no_entry_opened_is_not_followed(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    place.ask(1)
    head = place.log.store.checkpoint()
    assert head is not None
    other = SigningKey.new("greffier.local/0000000000000000")
    text = replace(head, origin=other.name).text()
    (place.path / "checkpoint").write_bytes(Note(text, (other.sign(text),)).encoded())
    with (place.path / "verifiers").open("a") as file:
        file.write(other.verifier.vkey() + "\n")
    with pytest.raises(UnprovenError, match="no entry opened"):
        auditor.attend(replace(place.shown, library_key=None), NOW)
    with pytest.raises(UnprovenError):
        auditor.attend(place.shown, NOW)


@pytest.mark.parametrize("change", [{"root": "00" * 32}, {"size": 7}, {"size": -1}, {"size": "x"}, {"root": 5}])
def test_an_entry_that_opens_an_origin_over_another_tree_is_not_followed(
    place: Place, auditor: Witness, change: dict[str, object]
) -> None:
    head = place.log.store.checkpoint()
    assert head is not None
    before = {"origin": head.origin, "size": head.size, "root": head.root.hex()}
    place.log.record("log.opened", {"before": before, "reason": "so it was"})
    witnessed(auditor.attend(place.shown, NOW), "first", 7, auditor)
    place.log.record("log.opened", {"before": {**before, **change}, "reason": "so it was not"})
    with pytest.raises(UnprovenError, match="7"):
        auditor.attend(place.shown, NOW)


def test_a_new_origin_is_followed_by_the_tree_alone(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    place.log.new_origin("moved", "A. Tremblay")
    outcome = auditor.attend(replace(place.shown, library_key=None), NOW)
    witnessed(outcome, "continued", 7, auditor)
    assert outcome.report.unread == (0, 6)


def test_a_new_origin_over_less_than_was_seen_is_shown_and_followed_when_accepted(
    place: Place, auditor: Witness
) -> None:
    backup = place.backed_up("backup")
    place.ask(4)
    seen = auditor.attend(place.shown, NOW).note
    place.restore(backup)
    with pytest.raises(RecordError):
        place.ask(1)
    place.log.new_origin("backup restored", "A. Tremblay")
    place.ask(9)
    outcome = auditor.attend(place.shown, NOW)
    conflict = refused(outcome, "short")
    assert (outcome.report.finding.opened, outcome.report.told["by"]) == (6, "A. Tremblay")
    assert (conflict / "seen.checkpoint").read_bytes() == seen
    outcome = auditor.attend(place.shown, NOW, accepted="greffier.local/0000000000000000")
    refused(outcome, "short")
    outcome = auditor.attend(place.shown, NOW, accepted=outcome.report.head.origin)
    witnessed(outcome, "short", 16, auditor)
    assert outcome.conflict == conflict, "the same pair is kept once"
    place.ask(1)
    witnessed(auditor.attend(place.shown, NOW), "extended", 17, auditor)


def test_row_29_a_log_that_lost_its_last_entries(place: Place, auditor: Witness) -> None:
    backup = place.backed_up("backup")
    place.ask(3)
    seen = auditor.attend(place.shown, NOW).note
    conflict = refused(auditor.attend(backup.shown, NOW), "rolled back")
    assert (conflict / "seen.checkpoint").read_bytes() == seen
    assert (conflict / "shown.checkpoint").read_bytes() == (backup.path / "checkpoint").read_bytes()
    assert not (conflict / "growth.proof").exists()
    witnessed(auditor.attend(place.shown, NOW), "unchanged", 9, auditor)


def test_row_30_a_history_that_was_rewritten_and_signed_again(place: Place, auditor: Witness) -> None:
    other = place.backed_up("backup")
    place.ask(3)
    auditor.attend(place.shown, NOW)
    other.ask(7, "Quand ?")
    outcome = auditor.attend(other.shown, NOW)
    conflict = refused(outcome, "forked")
    refused(auditor.attend(other.shown, NOW, accepted=outcome.report.head.origin), "forked")
    contradiction(conflict, other)
    (known,) = auditor.seen.known().values()
    assert known.head.size == 9, "what was seen stays"


@pytest.mark.parametrize("more", [3, 5], ids=["of one size", "of two sizes"])
def test_row_31_two_histories_shown_to_two_auditors(place: Place, auditor: Witness, more: int, tmp_path: Path) -> None:
    other = place.backed_up("backup")
    second = Witness(CosigningKey.new("auditor.example/two"), Seen(tmp_path / "second"))
    place.ask(3)
    other.ask(more, "Quand ?")
    mine = auditor.attend(place.shown, NOW).note
    theirs = second.attend(other.shown, NOW).note
    assert mine is not None
    assert theirs is not None
    conflict = refused(second.attend(other.shown, NOW, others=[mine]), "forked")
    contradiction(conflict, other)
    assert {(conflict / name).read_bytes() for name in ("seen.checkpoint", "shown.checkpoint")} == {
        mine,
        (other.path / "checkpoint").read_bytes(),
    }
    # And for the one who saw the shorter history, the other's checkpoint is more than is there.
    refused(auditor.attend(place.shown, NOW, others=[theirs]), "forked" if more == 3 else "rolled back")


def test_two_auditors_of_one_history_agree(place: Place, auditor: Witness, tmp_path: Path) -> None:
    second = Witness(CosigningKey.new("auditor.example/two"), Seen(tmp_path / "second"))
    theirs = second.attend(place.shown, NOW).note
    assert theirs is not None
    place.ask(1)
    witnessed(auditor.attend(place.shown, NOW, others=[theirs]), "extended", 7, auditor)


def test_row_35_signatures_by_unknown_keys_are_ignored_and_bad_ones_by_known_keys_rejected(
    place: Place, auditor: Witness
) -> None:
    auditor.attend(place.shown, NOW)
    note = parse((place.path / "checkpoint").read_bytes())
    unknown = SigningKey.new("greffier.local/0000000000000000").sign("another text\n")
    (place.path / "checkpoint").write_bytes(Note(note.text, (unknown, *note.signatures)).encoded())
    witnessed(auditor.attend(place.shown, NOW), "unchanged", 6, auditor)
    good = note.signatures[0]
    bad = replace(good, blob=bytes((good.blob[0] ^ 1,)) + good.blob[1:])
    for signatures in ((bad,), (good, bad)):
        (place.path / "checkpoint").write_bytes(Note(note.text, signatures).encoded())
        with pytest.raises((UnprovenError, RecordError)):
            auditor.attend(place.shown, NOW)


def test_entries_that_are_not_those_that_were_signed_are_not_cosigned(place: Place, auditor: Witness) -> None:
    path = next(path for path in (place.path / "tile" / "entries").rglob("6"))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"index":3,"kind":"question"', b'"index":3,"kind":"answerer"'))
    with pytest.raises(RecordError):
        auditor.attend(place.shown, NOW)
    path.write_bytes(whole[:-1])
    with pytest.raises(RecordError, match="5"):
        auditor.attend(place.shown, NOW)
    path.write_bytes(whole)
    tile = next((place.path / "tile" / "0").rglob("6"))
    hashes = tile.read_bytes()
    tile.write_bytes(hashes[:-1] + bytes((hashes[-1] ^ 1,)))
    with pytest.raises(RecordError):
        auditor.attend(place.shown, NOW)
    tile.write_bytes(hashes)
    witnessed(auditor.attend(place.shown, NOW), "first", 6, auditor)


def test_tiles_that_contradict_each_other_prove_nothing(place: Place, auditor: Witness, unsynced: None) -> None:
    """The leaves are those that were seen, the tiles above them and the root those of another history."""
    other = place.backed_up("backup")
    place.ask(3)
    other.ask(303, "Quand ?")
    auditor.attend(place.shown, NOW)
    place.ask(300)
    shutil.copy(place.path / "tile" / "0" / "000", other.path / "tile" / "0" / "000")
    (known,) = auditor.seen.known().values()
    shown, store = other.log.store.checkpoint(), other.log.store
    assert shown is not None
    assert (store.root_at(9), store.root_at(309)) == (known.head.root, shown.root), "each is as it should be by itself"
    with pytest.raises(RecordError, match="contradict"):
        auditor.attend(other.shown, NOW)
    assert auditor.seen.known() == {known.head.origin: known}
