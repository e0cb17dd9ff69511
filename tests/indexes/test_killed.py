"""Killed at any moment, a publication leaves the old generation or the new one, whole, and the next clears up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("scenario", ["first", "added", "superseded", "merged", "rebuilt"])
def test_row_25_killed_at_each_change_to_the_disk(scenario: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed.py"), scenario, tmp_path],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["after"] != told["before"]
    assert told["changes"] > 20, "each of them was tried"
