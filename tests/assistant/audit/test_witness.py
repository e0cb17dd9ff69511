"""A witness: what they make of a log by what they saw of it before, and what they keep where it contradicts itself."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.checkpoints import Checkpoint, signed_checkpoint
from assistant.audit.cosigning import Outcome, Witness
from assistant.audit.log import Log
from assistant.audit.merkle import EMPTY_ROOT, verify_consistency
from assistant.audit.notes import CosigningKey, Note, SigningKey, VerifierKey, cosigned_at, parse, verified
from assistant.audit.proofs import parse_consistency_proof
from assistant.audit.seen import MemoryDamagedError, Seen, new_key, read_key, safe_name
from assistant.audit.store import Store
from assistant.audit.witness import Finding, NoCheckpointError, UnprovenError, Witnessed, judge
from assistant.cli import cli
from assistant.errors import RecordError
from indexes.library import Library

ONE = "1" * 16
NOW = 1_790_000_000


# What is decided


def head(size: int, branch: str = "a", origin: str = "A") -> Checkpoint:
    """A head of an imagined history: branches are the same up to size 5."""
    root = EMPTY_ROOT if size == 0 else f"{branch if size > 5 else 'a'}{size}".encode().ljust(32)
    return Checkpoint(origin, size, root)


def judged(
    shown: Checkpoint,
    *seen: Checkpoint,
    branch: str = "a",
    origins: tuple[str, ...] = ("A",),
    opened: tuple[int, ...] = (0,),
) -> Finding:
    def extends(one: Checkpoint) -> bool:
        assert one.size <= shown.size, "nothing is asked that cannot be"
        return one.root == head(one.size, branch).root

    return judge(shown, seen, extends=extends, origins=origins, openings=lambda: opened)


def test_what_was_never_seen_is_seen_for_the_first_time() -> None:
    assert judged(head(7)) == Finding("first")


def test_a_log_that_grew() -> None:
    assert judged(head(7), head(6)) == Finding("extended", head(6))
    assert judged(head(7), head(7)) == Finding("unchanged", head(7))
    assert judged(head(7), head(0)) == Finding("extended", head(0))
    assert judged(head(9), head(8), head(6)) == Finding("extended", head(8)), "the last that was seen comes first"


def test_a_log_that_lost_entries() -> None:
    assert judged(head(7), head(8)) == Finding("rolled back", head(8))
    assert judged(head(0), head(8)) == Finding("rolled back", head(8))


def test_a_log_with_another_history() -> None:
    assert judged(head(7), head(6, "b")) == Finding("forked", head(6, "b"))
    assert judged(head(7), head(7, "b")) == Finding("forked", head(7, "b"))


def test_the_worst_counts() -> None:
    assert judged(head(7), head(6), head(8)).verdict == "rolled back"
    assert judged(head(7), head(6), head(8), head(7, "b")).verdict == "forked"


def test_a_log_that_goes_on_under_another_origin() -> None:
    shown = head(9, origin="B")
    assert judged(shown, head(7), origins=("A", "B"), opened=(0, 8)) == Finding("continued", head(7), 8)
    assert judged(shown, head(8), origins=("A", "B"), opened=(0, 8)) == Finding("continued", head(8), 8)
    assert judged(shown, head(7), origins=(), opened=(0, 8)) == Finding("continued", head(7), 8), "the tree says so"


def test_an_origin_that_was_opened_over_less_than_was_seen() -> None:
    shown = head(9, "b", origin="B")
    assert judged(shown, head(7), branch="b", origins=("A", "B"), opened=(0, 5)) == Finding("short", head(7), 5)
    assert judged(shown, head(12), branch="b", origins=("A", "B"), opened=(0, 5)) == Finding("short", head(12), 5)
    assert judged(shown, head(5), branch="b", origins=("A", "B"), opened=(0, 5)) == Finding("continued", head(5), 5)


def test_an_origin_that_no_entry_opened_hides_nothing() -> None:
    shown = head(9, origin="B")
    assert judged(shown, head(7), origins=("A", "B"), opened=(0,)).verdict == "forked"
    assert judged(shown, head(7, "b"), origins=("A", "B"), opened=(0, 8)).verdict == "forked"
    assert judged(head(9, "b", "B"), head(7), branch="b", origins=("A", "B"), opened=(0, 8)).verdict == "forked"


def test_another_log_is_another_matter() -> None:
    assert judged(head(9, "b", "B"), head(7), branch="b", origins=("B",), opened=(0, 5)) == Finding("first")


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("ab")), max_size=4), st.integers(0, 12))
def test_nothing_is_called_whole_that_lacks_what_was_seen(seen: list[tuple[int, str]], size: int) -> None:
    found = judged(head(size), *(head(*one) for one in seen))
    whole = all(there <= size and head(there, branch) == head(there) for there, branch in seen)
    assert (found.verdict in ("first", "unchanged", "extended")) == whole


# What is read of real logs


@dataclass(frozen=True)
class Place:
    """A library with a real log, and a machine that keeps it."""

    folder: Path

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def path(self) -> Path:
        return self.library / "log"

    @property
    def log(self) -> Log:
        return Log(self.path, state=self.folder / "state")

    def ask(self, count: int, word: str = "Où ?") -> None:
        log = self.log
        for number in range(count):
            log.record("question", {"question": f"{word} {number}"}, ONE)

    def backed_up(self, name: str) -> Place:
        """A copy of the library, as it is, for a machine that remembers nothing."""
        copy = Place(self.folder.parent / name)
        shutil.copytree(self.library, copy.library)
        return copy

    def restore(self, backup: Place) -> None:
        """Put a copy in the place of the log; the machine remembers what it remembers."""
        shutil.rmtree(self.library)
        shutil.copytree(backup.library, self.library)

    @property
    def shown(self) -> Witnessed:
        return Witnessed(Store(self.path), self._library_key())

    def _library_key(self) -> bytes | None:
        path = self.path / "keys" / "library.key"
        return bytes.fromhex(path.read_text().strip()) if path.exists() else None


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path / "office")
    Library(found.library, create=True).close()
    found.ask(5)
    return found


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
    conflict = refused(auditor.attend(other.shown, NOW), "forked")
    contradiction(conflict, other)
    (known,) = auditor.seen.known().values()
    assert known.head.size == 9, "what was seen stays"


def contradiction(conflict: Path, shown: Place) -> None:
    """What stands there must convince somebody who has these files only."""
    keys = [VerifierKey.parse(line) for line in (conflict / "verifiers").read_text().splitlines()]
    seen = signed_checkpoint((conflict / "seen.checkpoint").read_bytes(), keys)[0]
    head = signed_checkpoint((conflict / "shown.checkpoint").read_bytes(), keys)[0]
    proof = parse_consistency_proof((conflict / "growth.proof").read_bytes())
    other = shown.log.store.root_at(seen.size)
    assert (proof.old, other != seen.root) == (seen.size, True)
    verify_consistency(seen.size, head.size, other, head.root, proof.hashes)
    told = (conflict / "README.txt").read_text()
    assert other.hex() in told
    assert seen.root.hex() in told
    assert len(told.split("\n\n")) == 2, "in both languages"


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
    conflict = refused(auditor.attend(other.shown, NOW), "forked")
    assert not (conflict / "growth.proof").exists()


# What is kept


def test_a_memory_that_is_damaged_judges_nothing(place: Place, auditor: Witness) -> None:
    auditor.attend(place.shown, NOW)
    path = next(auditor.seen.folder.glob("*/seen"))
    whole = path.read_bytes()
    for broken in (b"", whole[:-1], whole.replace(b"\n6\n", b"\n5\n"), whole.partition(b"\n\n")[2], b"\xff" + whole):
        path.write_bytes(broken)
        with pytest.raises(MemoryDamagedError):
            auditor.attend(place.shown, NOW)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    key = new_key(path, "auditor.example/one")
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(path) == key
    with pytest.raises(FileExistsError):
        new_key(path, "auditor.example/one")
    path.write_text("PRIVATE+KEY+nobody")
    with pytest.raises(MemoryDamagedError):
        read_key(path)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("greffier.local/0123456789abcdef", "greffier.local_0123456789abcdef"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "_"),
        ("é" * 300, "_" * 100),
    ],
)
def test_an_origin_is_no_path(origin: str, name: str) -> None:
    assert safe_name(origin) == name


# The command


@dataclass(frozen=True)
class Auditing:
    """Gives the program's commands as an office would, and an auditor."""

    place: Place

    def office(self, *arguments: object) -> Result:
        env = {"GREFFIER_STATE": str(self.place.folder / "state")}
        return _run("--library", self.place.library, "audit", *arguments, env=env)

    def witness(self, log: Path, *arguments: object, who: str = "one") -> Result:
        return _run("audit", "witness", log, *self.owned(who), *arguments)

    def owned(self, who: str) -> list[object]:
        """The key and the memory of an auditor, made when they are first named."""
        own = self.place.folder.parent / who
        made = [] if (own / "key").exists() else ["--new-key", f"auditor.example/{who}"]
        return ["--key", own / "key", *made, "--memory", own / "memory"]


def _run(*arguments: object, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], env=env, catch_exceptions=False)


@pytest.fixture
def auditing(place: Place, in_english: None) -> Auditing:
    return Auditing(place)


def told(done: Result, status: int) -> dict[str, Any]:
    assert done.exit_code == status, done.output
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_command_witnesses_and_leaves_its_signature_in_the_log(auditing: Auditing, tmp_path: Path) -> None:
    place = auditing.place
    found = told(auditing.witness(place.library, "--json"), 0)
    assert (found["verdict"], found["size"], found["cosigned"]) == ("first", 6, True)
    (file,) = found["files"]
    assert Path(file).parent == place.path / "witnessed"
    witness_key = VerifierKey.parse(found["witness"])
    note = parse(Path(file).read_bytes())
    assert verified(note, [witness_key]) == [witness_key]
    (stamp,) = [cosigned_at(one) or 0 for one in note.signatures if one.name == witness_key.name]
    assert abs(stamp - time.time()) < 3600
    done = auditing.witness(place.path, "--out", tmp_path / "signed")
    assert done.exit_code == 0, done.output
    assert "as you saw it last" in done.stdout
    assert signed_checkpoint((tmp_path / "signed").read_bytes(), place.log.store.verifiers())[0].size == 6
    place.ask(1)
    assert auditing.office("verify").exit_code == 0, "the log holds with what witnesses left in it"


def test_the_command_keeps_nothing_in_the_library(auditing: Auditing) -> None:
    place = auditing.place
    inside = ("audit", "witness", place.path, "--key", place.library / "key", "--new-key", "a/b", "--memory", "memory")
    done = _run(*inside)
    assert done.exit_code == 2
    assert "outside the library" in done.stderr
    assert not (place.library / "key").exists()


def test_a_log_that_may_only_be_read_is_witnessed_too(auditing: Auditing) -> None:
    place = auditing.place
    if os.geteuid() == 0:  # root may write anywhere; a file in the way says the same
        (place.path / "witnessed").write_bytes(b"")
    else:
        place.path.chmod(0o500)
    found = told(auditing.witness(place.path, "--json"), 0)
    assert (found["cosigned"], found["files"]) == (True, [])


def test_row_29_deleted_entries_by_the_command(auditing: Auditing, tmp_path: Path) -> None:
    place = auditing.place
    backup = place.backed_up("backup")
    place.ask(3)
    kept = tmp_path / "usb"
    kept.mkdir()
    assert auditing.office("checkpoint", "--out", kept).exit_code == 0
    (file,) = kept.iterdir()
    paper = auditing.office("checkpoint", "--paper").stdout
    assert auditing.witness(place.library).exit_code == 0
    assert auditing.office("checkpoint", "--compare", file).exit_code == 0
    place.restore(backup)
    for compared in (file, paper):
        assert told(auditing.office("checkpoint", "--compare", compared, "--json"), 4)["what"] == "rolled back"
    found = told(auditing.witness(place.library, "--json"), 4)
    assert (found["verdict"], found["cosigned"]) == ("rolled back", False)
    assert (Path(found["conflict"]) / "seen.checkpoint").exists()


def test_row_30_rewritten_history_by_the_command(auditing: Auditing) -> None:
    place = auditing.place
    other = place.backed_up("backup")
    place.ask(3)
    paper = auditing.office("checkpoint", "--paper").stdout
    note = auditing.office("checkpoint").stdout
    assert auditing.witness(place.library).exit_code == 0
    other.ask(7, "Quand ?")
    place.restore(other)
    for kept in (paper, note):
        assert told(auditing.office("checkpoint", "--compare", kept, "--json"), 4)["what"] == "forked"
    done = auditing.witness(place.library)
    assert done.exit_code == 4
    assert "History was changed" in done.stdout
    assert "Not signed" in done.stdout


def test_row_31_two_histories_by_the_command(auditing: Auditing, tmp_path: Path) -> None:
    place = auditing.place
    other = place.backed_up("backup")
    place.ask(3)
    other.ask(4, "Quand ?")
    assert auditing.witness(place.library, "--out", tmp_path / "theirs").exit_code == 0
    assert auditing.witness(other.library, who="two").exit_code == 0
    found = told(auditing.witness(other.library, "--with", tmp_path / "theirs", "--json", who="two"), 4)
    assert found["verdict"] == "forked"
    contradiction(Path(found["conflict"]), other)


def test_row_35_signatures_by_the_command(auditing: Auditing) -> None:
    place = auditing.place
    note = parse(place.log.checkpoint().encode())
    good = note.signatures[0]
    unknown = SigningKey.new("greffier.local/0000000000000000").sign("another text\n")
    bad = replace(good, blob=good.blob[::-1])
    for signatures, status in (((unknown, good), 0), ((good, bad), 4), ((unknown,), 4)):
        kept = Note(note.text, signatures).encoded().decode()
        assert auditing.office("checkpoint", "--compare", kept).exit_code == status
    (place.path / "checkpoint").write_bytes(Note(note.text, (bad, good)).encoded())
    done = auditing.witness(place.path, "--json")
    assert told(done, 4)["verdict"] == "unproven"


def test_a_new_origin_by_the_command(auditing: Auditing) -> None:
    place = auditing.place
    assert auditing.witness(place.library).exit_code == 0
    shown = told(auditing.office("origin", "--json"), 0)
    assert (shown["entry"], shown["size"], shown["remembered"]["size"]) == (None, 6, 6)
    opened = told(auditing.office("origin", "--new", "--reason", "moved", "--by", "A. Tremblay", "--json"), 0)
    assert (opened["entry"], opened["size"]) == (6, 7)
    assert opened["origin"] != shown["origin"]
    assert [key["signs"] for key in opened["keys"]] == [False, True]
    done = auditing.witness(place.library)
    assert done.exit_code == 0, done.output
    assert "entry 6 opened the present origin" in done.stdout
    assert "moved (A. Tremblay)" in done.stdout


def test_keys_by_the_command(auditing: Auditing) -> None:
    rotated = told(auditing.office("origin", "--rotate-key", "--by", "A. Tremblay", "--json"), 0)
    assert [key["signs"] for key in rotated["keys"]] == [True, True]
    old = rotated["keys"][0]["id"]
    done = auditing.office("origin", "--retire-key", old, "--by", "A. Tremblay")
    assert done.exit_code == 0, done.output
    assert "Signed once" in done.stdout
    for wrong in (("--retire-key", old, "--by", "A."), ("--new", "--by", "A."), ("--rotate-key",), ("--by", "A.")):
        assert auditing.office("origin", *wrong).exit_code == 2
    assert auditing.office("verify").exit_code == 0


def test_what_is_no_checkpoint_is_not_compared(auditing: Auditing) -> None:
    paper = auditing.office("checkpoint", "--paper").stdout
    lines = [line for line in paper.splitlines() if line.startswith("    ")]
    wrong = lines[2].replace(lines[2][4], "Z" if lines[2][4] != "Z" else "Y", 1)
    done = auditing.office("checkpoint", "--compare", paper.replace(lines[2], wrong))
    assert done.exit_code == 2
    assert "Line 3" in done.stderr
    assert auditing.office("checkpoint", "--compare", "nothing of the kind").exit_code == 2
    assert auditing.office("checkpoint", "--compare", paper, "--qr").exit_code == 2


def test_the_forms_of_a_checkpoint(auditing: Auditing, tmp_path: Path) -> None:
    note = auditing.place.log.checkpoint()
    assert auditing.office("checkpoint").stdout == note
    data = told(auditing.office("checkpoint", "--json"), 0)
    assert (data["note"], data["size"], len(data["short"])) == (note, 6, 4)
    assert "█" in auditing.office("checkpoint", "--qr").stdout
    assert auditing.office("checkpoint", "--qr", "--out", tmp_path / "code.svg").exit_code == 0
    assert (tmp_path / "code.svg").read_bytes().startswith(b"<?xml")
    (tmp_path / "usb").mkdir()
    files = told(auditing.office("checkpoint", "--paper", "--qr", "--out", tmp_path / "usb", "--json"), 0)["files"]
    assert [Path(file).suffix for file in files] == [".checkpoint", ".txt", ".svg"]
    assert all(Path(file).name.endswith(f"-6{Path(file).suffix}") for file in files)
    assert Path(files[0]).read_text() == note
    assert auditing.office("checkpoint", "--compare", files[1]).exit_code == 0


def test_the_programs_speak_as_they_should(place: Place, greffier: Any, tmp_path: Path) -> None:
    """In processes of their own, as people run them."""
    paths = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    office = {"GREFFIER_STATE": str(place.folder / "state"), **paths}
    printed = greffier("audit", "checkpoint", library=place.library, env=office)
    assert (printed.returncode, printed.stdout) == (0, place.log.checkpoint())
    empty = tmp_path / "empty"
    empty.mkdir()
    owned = ("--key", tmp_path / "key", "--memory", tmp_path / "memory")
    nothing = greffier("audit", "witness", empty, *owned, env=paths)
    assert nothing.returncode == 1
    assert "There is no witness's key in" in nothing.stderr
    made = greffier("audit", "witness", "--new-key", "auditor.example/one", "--key", tmp_path / "key", env=paths)
    assert made.returncode == 0, made.stderr
    nothing = greffier("audit", "witness", empty, *owned, env=paths)
    assert nothing.returncode == 1
    assert "There is no checkpoint in" in nothing.stderr
    seen = greffier("audit", "witness", place.library, *owned, env=paths)
    assert seen.returncode == 0, seen.stderr
    assert "Ask those who keep it, by another way, whether these are its keys:" in seen.stdout
