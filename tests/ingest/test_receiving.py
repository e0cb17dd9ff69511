"""The receiving room: what keeps still is copied and hashed; what does not is read again, then refused (row 22)."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from indexes.vault import Vault
from ingest.discover import Candidate
from ingest.errors import UnreadableError
from ingest.receiving import receive


class Restless(Vault):
    """A vault before which the source changes, as often as it is told, while it is copied."""

    def __init__(self, folder: Path, times: int, *, keep_time: bool = False) -> None:
        super().__init__(folder)
        self.left = times
        self.keep_time = keep_time

    def receive(self, source: Path) -> tuple[str, Path]:
        received = super().receive(source)
        if self.left:
            self.left -= 1
            before = source.stat()
            source.write_bytes(bytes(reversed(source.read_bytes())))
            if self.keep_time:
                os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
        return received


@pytest.fixture
def one(tmp_path: Path) -> Candidate:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"content")
    return Candidate(tmp_path, path, "a.pdf")


def test_what_keeps_still_is_received_with_its_size_and_time(one: Candidate, tmp_path: Path) -> None:
    received = receive(Vault(tmp_path / "vault"), one)
    facts = one.path.stat()
    assert received.document == hashlib.sha256(b"content").hexdigest()
    assert (received.size, received.modified) == (7, facts.st_mtime_ns)
    assert received.waiting.read_bytes() == b"content"


@pytest.mark.parametrize("keep_time", [False, True])
def test_row_22_what_changes_once_is_read_again(one: Candidate, tmp_path: Path, keep_time: bool) -> None:
    received = receive(Restless(tmp_path / "vault", 1, keep_time=keep_time), one)
    assert received.document == hashlib.sha256(b"tnetnoc").hexdigest()
    assert received.waiting.read_bytes() == one.path.read_bytes()
    assert list((tmp_path / "vault" / "incoming").iterdir()) == [received.waiting]


@pytest.mark.parametrize("keep_time", [False, True])
def test_row_22_what_goes_on_changing_is_refused(one: Candidate, tmp_path: Path, keep_time: bool) -> None:
    with pytest.raises(UnreadableError) as caught:
        receive(Restless(tmp_path / "vault", 2, keep_time=keep_time), one)
    assert caught.value.reason == "changing"
    assert list((tmp_path / "vault" / "incoming").iterdir()) == []


def test_row_21_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(one: Candidate, tmp_path: Path) -> None:
    one.path.unlink()
    os.mkfifo(one.path)
    refused = threading.Event()

    def try_it() -> None:
        with pytest.raises(OSError, match="not a regular file"):
            receive(Vault(tmp_path / "vault"), one)
        refused.set()

    thread = threading.Thread(target=try_it, daemon=True)
    thread.start()
    thread.join(timeout=30)
    assert refused.is_set()
