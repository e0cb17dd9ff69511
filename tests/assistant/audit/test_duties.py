"""A real session from its question to its destruction, as people run the program."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

FINE = "Quelle est l'amende pour une infraction au règlement sur le parc canin ?"
AT_ONCE = {"GREFFIER_SESSIONS__RETAIN": '{"sessions": "P0D"}', "GREFFIER_SESSIONS__SERIES": "sessions"}


@pytest.fixture
def library(filed_library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Path(shutil.copytree(filed_library.folder, tmp_path / "library"))


def printed(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_row_38_a_session_is_judged_held_given_out_and_destroyed_and_all_of_it_verifies(
    greffier, library: Path, tmp_path: Path
) -> None:
    def audit(*arguments: object) -> subprocess.CompletedProcess[str]:
        return greffier("audit", *arguments, library=library, env=AT_ONCE)

    asked = printed(greffier("ask", FINE, "--json", library=library, env=AT_ONCE))
    session, answer, said = asked["session"], asked["entry"], asked["statements"][0]["text"]
    assert printed(audit("validate", answer, "validated", "--by", "Mme Roy", "--json"))["answer"] == answer
    printed(audit("hold", session, "--reason", "700-17-1", "--by", "Me Côté", "--json"))

    given = tmp_path / "given"
    about = printed(audit("export", "--session", session, "--reason", "Accès", "--by", "A", "--out", given, "--json"))
    assert {one["status"] for one in about["entries"]} == {"opened", "left out"}
    assert said in (given / "sessions" / f"{session}.txt").read_text("utf-8")
    checked = subprocess.run([sys.executable, "-I", str(given / "check.py")], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout

    refused = audit("purge", session, "--rule", "4-12", "--approved-by", "M. Tremblay", "--yes")
    assert refused.returncode == 1
    assert "700-17-1" in refused.stderr
    printed(audit("hold", session, "--release", "--by", "Me Côté", "--json"))
    before = tmp_path / "before"
    before.write_text(greffier("audit", "checkpoint", library=library).stdout)
    done = printed(audit("dispose", "--series", "sessions", "--approved-by", "M. Tremblay", "--yes", "--json"))
    assert [one["session"] for one in done["destroyed"]] == [session]

    log = b"".join(path.read_bytes() for path in (library / "log").rglob("*") if path.is_file())
    assert b"infraction" not in log
    shown = audit("show", session).stdout
    assert said not in shown
    assert "approved by M. Tremblay" in shown
    assert printed(audit("verify", "--checkpoint", before, "--json"))["verified"] is True
    assert subprocess.run([sys.executable, "-I", str(given / "check.py")], check=False).returncode == 0
    replayed = audit("replay", session)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert "M. Tremblay" in replayed.stdout
    assert printed(audit("inventory", "--json"))["total"]["answers"] == 1
