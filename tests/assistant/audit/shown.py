"""Libraries with real logs, on machines that keep them, as they are shown to witnesses."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from assistant.audit.checkpoints import signed_checkpoint
from assistant.audit.log import Log
from assistant.audit.merkle import verify_consistency
from assistant.audit.notes import VerifierKey
from assistant.audit.proofs import parse_consistency_proof
from assistant.audit.store import Store
from assistant.audit.witness import Witnessed
from indexes.library import Library

ONE = "1" * 16
NOW = 1_790_000_000


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

    @classmethod
    def made(cls, folder: Path) -> Place:
        """One whose log has six entries."""
        found = cls(folder)
        Library(found.library, create=True).close()
        found.ask(5)
        return found

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
