"""Killed at any moment, a writer leaves a log that the next one mends, and in which nothing acknowledged is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("scenario", ["first", "second", "whole", "next", "destroy", "rotate", "origin"])
def test_row_32_killed_before_each_change_to_the_disk(scenario: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed.py"), scenario, tmp_path],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["changes"] > 10, "each of them was tried"
