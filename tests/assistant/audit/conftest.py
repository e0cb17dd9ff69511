"""What tests of the record share."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.audit.log import Log


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log", state=tmp_path / "state")
