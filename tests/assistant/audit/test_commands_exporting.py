"""`audit export`: what leaves the office, and whoever receives it checks it without the rest."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from assistant.audit import check_export
from assistant.audit.access import ChoiceError
from assistant.audit.giving_out import ExportError
from assistant.audit.notes import VerifierKey
from assistant.audit.proofs import parse_entry_proof
from indexes.library import Library

from .recorded import Recorded

ONE, TWO = "aa11" * 4, "bb22" * 4
WHY = ("--reason", "Accès 2026-041", "--by", "Mme Côté")


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_english: None) -> Recorded:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    Library(tmp_path / "library", create=True).close()
    made = Recorded(tmp_path / "library")
    made.converse(TWO, "Que dit le dossier de Tremblay ?")
    made.converse(ONE, "Quelle est l’amende ?", "Qui est Gagnon ?")
    return made


def everything(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8", "replace") for path in sorted(folder.rglob("*")) if path.is_file())


def checked(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the checker that lies in an export, as whoever receives it does: with nothing of ours within reach."""
    command = [sys.executable, "-I", str(folder / "check.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_a_session_is_given_out_with_its_proofs_and_without_third_parties(recorded: Recorded, tmp_path: Path) -> None:
    out = tmp_path / "out"
    about = recorded.printed("export", "--session", "aa11", *WHY, "--out", out)
    text = everything(out)
    assert "Quelle est l’amende ?" in text
    assert "Tremblay" not in text
    statuses = {one["index"]: one["status"] for one in about["entries"]}
    assert set(statuses.values()) == {"opened"}
    keys = [VerifierKey.parse(line) for line in (out / "verifiers").read_text().splitlines()]
    for index in statuses:
        entry = (out / "entries" / f"{index}.json").read_bytes()
        proof = parse_entry_proof((out / "entries" / f"{index}.tlog-proof").read_bytes())
        proof.verify(entry, keys)
        assert proof.note == (out / "checkpoint").read_bytes()
        salt = (out / "entries" / f"{index}.salt").read_bytes()
        payload = (out / "entries" / f"{index}.payload.json").read_bytes()
        assert sha256(salt + payload).hexdigest() == json.loads(entry)["payload"]
    done = checked(out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 entries stand in the record" in done.stdout
    for name in ("README.txt", "LISEZMOI.txt"):
        assert "python check.py" in (out / name).read_text("utf-8")


def test_a_question_that_is_left_out_leaves_its_header_and_no_word(recorded: Recorded, tmp_path: Path) -> None:
    rows = recorded.printed("show", ONE)
    asked = next(row["index"] for row in rows if row["facts"].get("question") == "Qui est Gagnon ?")
    recorded.run("validate", asked + 2, "rejected", "--by", "Roy", "--note", "Gagnon est un autre")
    out = tmp_path / "out"
    about = recorded.printed("export", "--session", ONE, "--without", asked, *WHY, "--out", out)
    assert "Gagnon" not in everything(out)
    left_out = [one["index"] for one in about["entries"] if one["status"] == "left out"]
    assert left_out == [asked, asked + 1, asked + 2, asked + 3]
    for index in left_out:
        assert (out / "entries" / f"{index}.tlog-proof").exists()
        assert not (out / "entries" / f"{index}.salt").exists()
    assert "left out of what is given out" in (out / "sessions" / f"{ONE}.txt").read_text()
    assert checked(out).returncode == 0
    kept = tmp_path / "kept"
    recorded.run("export", "--session", ONE, "--keep", asked, *WHY, "--out", kept)
    assert "amende" not in everything(kept)
    assert "Gagnon" in everything(kept)


def test_what_is_given_out_is_on_the_record_before_it_leaves(recorded: Recorded, tmp_path: Path) -> None:
    about = recorded.printed("export", "--session", ONE, *WHY, "--out", tmp_path / "out")
    facts = recorded.log.facts(about["recorded"])
    opened = [one["index"] for one in about["entries"]]
    assert facts == {"sessions": [ONE], "entries": opened, "reason": "Accès 2026-041", "by": "Mme Côté"}
    assert "given out by Mme Côté" in recorded.run("show", ONE).stdout
    error = recorded.refused("export", "--session", ONE, *WHY, "--out", "/proc/nowhere/out")
    assert isinstance(error, ExportError)


def test_what_is_not_given_out_whole_is_not_left_lying_about(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"

    def cut_off(path: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut_off)
        recorded.run("export", "--proof", 1, "--out", place / "out", code=1)
    assert list(place.iterdir()) == []


def test_sessions_of_a_period_are_given_out_together_as_a_zip(recorded: Recorded, tmp_path: Path) -> None:
    today = recorded.printed("sessions")[0]["opened"][:10]
    out = tmp_path / "out.zip"
    about = recorded.printed("export", "--since", today, "--until", today, *WHY, "--out", out)
    assert about["sessions"] == [TWO, ONE]
    with zipfile.ZipFile(out) as zipped:
        zipped.extractall(tmp_path / "unzipped")
    assert checked(tmp_path / "unzipped").returncode == 0
    assert "Tremblay" in everything(tmp_path / "unzipped")
    for session in (ONE, TWO):
        assert "given out by Mme Côté" in recorded.run("show", session).stdout
    nothing = recorded.refused("export", "--until", "1999-01-01", *WHY, "--out", tmp_path / "none")
    assert isinstance(nothing, ChoiceError)
    assert not (tmp_path / "none").exists()


def test_the_proof_of_one_entry_opens_nothing_and_is_not_recorded(recorded: Recorded, tmp_path: Path) -> None:
    size = recorded.log.size()
    recorded.run("export", "--proof", 1, "--out", tmp_path / "proof")
    assert recorded.log.size() == size
    names = {path.name for path in (tmp_path / "proof" / "entries").iterdir()}
    assert names == {"1.json", "1.tlog-proof"}
    done = checked(tmp_path / "proof")
    assert done.returncode == 0
    assert "0 of them are opened" in done.stdout
    assert isinstance(recorded.refused("export", "--proof", size, "--out", tmp_path / "no"), ChoiceError)


def test_row_38_what_was_destroyed_is_given_out_with_the_word_by_which_it_was(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREFFIER_SESSIONS__RETAIN", '{"sessions": "P0D"}')
    recorded.run("purge", ONE, "--rule", "4-12", "--approved-by", "M. Roy", "--yes")
    about = recorded.printed("export", "--session", ONE, *WHY, "--out", tmp_path / "out")
    assert [one["status"] for one in about["entries"]] == [*["destroyed"] * 7, "opened"]
    assert "by rule 4-12, approved by M. Roy" in (tmp_path / "out" / "sessions" / f"{ONE}.txt").read_text()
    assert checked(tmp_path / "out").returncode == 0


def test_what_the_exporter_is_not_cleared_for_is_not_given_out(recorded: Recorded, tmp_path: Path) -> None:
    secret = "cc33" * 4
    recorded.converse(secret, "Où est le coffre ?", labels=("personnel",))
    about = recorded.printed("export", "--session", secret, "--session", ONE, *WHY, "--out", tmp_path / "out")
    assert [one["status"] for one in about["entries"]] == [*["opened"] * 7, *["withheld"] * 4]
    assert "coffre" not in everything(tmp_path / "out")
    assert checked(tmp_path / "out").returncode == 0


@pytest.mark.parametrize("file", ["json", "tlog-proof", "salt", "payload.json"])
def test_no_byte_of_what_was_given_out_changes_unseen(recorded: Recorded, tmp_path: Path, file: str) -> None:
    out = tmp_path / "out"
    recorded.run("export", "--session", TWO, *WHY, "--out", out)
    path = next((out / "entries").glob(f"[0-9].{file}"))
    whole = path.read_bytes()
    index = path.name.split(".")[0]
    proof, note = path.with_name(f"{index}.tlog-proof"), (out / "checkpoint").read_bytes()
    assert check_export.check_entry(path.parent, proof, note)
    at = whole.index(b"index ") if file == "tlog-proof" else 0  # before it stands what the proof does not vouch for
    for place in range(at, len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((check_export.Unproven, ValueError)):
            check_export.check_entry(path.parent, proof, note)
    path.write_bytes(whole)
    path.unlink()
    assert checked(out).returncode == 4


def test_an_export_is_signed_by_a_key_of_its_own(recorded: Recorded, tmp_path: Path) -> None:
    out = tmp_path / "out"
    recorded.run("export", "--session", TWO, *WHY, "--out", out)
    note, verifiers = (out / "checkpoint").read_bytes(), (out / "verifiers").read_text()
    assert check_export.signer(note, verifiers) == verifiers.strip()
    signature = note.rindex(b" ") + 12
    bent = note[:signature] + (b"A" if note[signature] != 65 else b"B") + note[signature + 1 :]
    with pytest.raises(check_export.Unproven):
        check_export.signer(bent, verifiers)
    for missing in (out / "checkpoint", out / "verifiers"):
        kept = missing.read_bytes()
        missing.write_bytes(b"")
        assert checked(out).returncode == 4
        missing.write_bytes(kept)
    assert checked(out).returncode == 0


def test_an_export_holds_whatever_became_of_the_keys(recorded: Recorded, tmp_path: Path) -> None:
    log = recorded.log
    log.rotate_key("Roy")
    recorded.run("export", "--session", TWO, *WHY, "--out", tmp_path / "rotated")
    assert checked(tmp_path / "rotated").returncode == 0
    recorded.log.new_origin("The server was replaced", "Roy")
    recorded.run("export", "--session", TWO, *WHY, "--out", tmp_path / "moved")
    assert checked(tmp_path / "moved").returncode == 0
    assert checked(tmp_path / "moved", tmp_path / "rotated" / "checkpoint").returncode == 3, "another name signed that"


def test_a_checkpoint_that_was_had_from_elsewhere_is_held_against_it(recorded: Recorded, tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.write_text(recorded.log.checkpoint())
    out = tmp_path / "out"
    recorded.run("export", "--session", TWO, *WHY, "--out", out)
    other = checked(out, before)
    assert "of another size" in other.stdout
    assert other.returncode == 3
    same = tmp_path / "same"
    same.write_bytes((out / "checkpoint").read_bytes())
    assert "shows the same tree" in checked(out, same).stdout
    lines = same.read_text().split("\n")
    lines[2] = "A" * 43 + "="
    same.write_text("\n".join(lines))
    assert checked(out, same).returncode == 4


def test_wrong_usage_is_told_before_anything_is_written(recorded: Recorded, tmp_path: Path) -> None:
    size, out = recorded.log.size(), tmp_path / "out"
    for words in (
        WHY,
        ("--session", ONE),
        ("--session", ONE, "--proof", 1, *WHY),
        ("--session", ONE, "--since", "2026-01-01", *WHY),
        ("--proof", 1, "--keep", 2),
        ("--session", ONE, "--keep", 2, "--without", 3, *WHY),
    ):
        recorded.run("export", *words, "--out", out, code=2)
    out.mkdir()
    recorded.run("export", "--session", ONE, *WHY, "--out", out, code=2)
    assert recorded.log.size() == size
    assert list(out.iterdir()) == []


def test_what_is_given_out_is_for_its_owner_only(recorded: Recorded, tmp_path: Path) -> None:
    recorded.run("export", "--session", ONE, *WHY, "--out", tmp_path / "out")
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").rglob("*"))
