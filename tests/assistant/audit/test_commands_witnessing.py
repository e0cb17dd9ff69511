"""`audit checkpoint`, `audit witness` and `audit origin`, as an office and an auditor give them."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.audit.checkpoints import signed_checkpoint
from assistant.audit.notes import Note, SigningKey, VerifierKey, cosigned_at, parse, verified
from assistant.cli import cli

from .shown import Place, contradiction


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.made(tmp_path / "office")


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


def test_a_record_without_its_keys_is_damaged_whatever_is_held_against_it(auditing: Auditing) -> None:
    paper = auditing.office("checkpoint", "--paper").stdout
    (auditing.place.path / "verifiers").unlink()
    assert told(auditing.office("checkpoint", "--compare", paper, "--json"), 4)["what"] == "damaged"
    done = auditing.office("checkpoint", "--compare", paper)
    assert (done.exit_code, "→ " in done.stdout) == (4, True)


@pytest.mark.parametrize("option", ["--verifier", "--witness"])
def test_what_is_no_key_is_wrong_usage_and_no_fault_of_the_record(auditing: Auditing, option: str) -> None:
    key = auditing.place.log.store.verifiers()[0].vkey()
    done = auditing.office("verify", option, key.replace("+", "-"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert auditing.office("verify", option, key).exit_code == 0


def test_a_checkpoint_goes_into_a_folder_that_is_there(auditing: Auditing, tmp_path: Path) -> None:
    done = auditing.office("checkpoint", "--out", tmp_path / "none" / "checkpoint")
    assert done.exit_code == 2
    assert "There is no folder" in done.stderr


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


def test_a_restored_backup_goes_on_under_a_new_origin_by_the_command(auditing: Auditing) -> None:
    place = auditing.place
    backup = place.backed_up("backup")
    place.ask(3)
    assert auditing.witness(place.library).exit_code == 0
    place.restore(backup)
    shown = told(auditing.office("origin", "--json"), 0)
    assert (shown["size"], shown["remembered"]["size"]) == (6, 9)
    opened = told(auditing.office("origin", "--new", "--reason", "restored", "--by", "A. Tremblay", "--json"), 0)
    assert (opened["size"], opened["remembered"]["size"]) == (7, 7)
    found = told(auditing.witness(place.library, "--json"), 4)
    assert (found["verdict"], found["opened"], found["seen"]["size"]) == ("short", 6, 9)
    assert Path(found["conflict"], "README.txt").exists()
    done = auditing.witness(place.library)
    assert f"--accept {opened['origin']}" in done.output
    done = auditing.witness(place.library, "--accept", opened["origin"])
    assert done.exit_code == 0
    assert "restored (A. Tremblay)" in done.output
    assert auditing.office("verify").exit_code == 0


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
