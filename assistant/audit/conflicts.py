"""Keeps two checkpoints that contradict each other, so that whoever is shown them can see that they do."""

from __future__ import annotations

import gettext
import hashlib
from dataclasses import dataclass
from pathlib import Path

from assistant.audit.checkpoints import Checkpoint
from assistant.audit.merkle import HashAt, ProofError, root_at, verify_consistency
from assistant.audit.proofs import ConsistencyProof, extension_proof
from assistant.audit.seen import safe_name
from assistant.audit.witness import Report
from assistant.i18n import DOMAIN, LOCALE
from indexes.files import aside, replace_file


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a text that is written in both languages at once."""
    return msgid


_FORKED = N_(
    "Two checkpoints of one log that cannot both be true: seen.checkpoint has {seen} entries, shown.checkpoint has "
    "{shown}, and the second does not extend the first. Both are signed with keys of the log."
)
_ROLLED_BACK = N_(
    "seen.checkpoint shows that the log had {seen} entries; later, it was shown with {shown} (shown.checkpoint). Both "
    "are signed with keys of the log. Entries were taken away, or an old copy was shown."
)
_SHORT = N_(
    "seen.checkpoint shows that the log had {seen} entries under one origin. It was then continued under another "
    "origin from entry {opened} on (shown.checkpoint): what came after that under the first is not in it."
)
_PROOF = N_(
    "growth.proof is of the form of c2sp.org/tlog-witness: by it, shown.checkpoint extends a tree of {seen} entries "
    "whose root is {other}. The root in seen.checkpoint is {root}."
)
_HOW = N_("Keep these files as they are, with a copy elsewhere. The keys that signed are in the file verifiers.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two checkpoints that contradict each other, and, where it can be had, the proof that they do.

    verifiers: the file of the keys to verify them with; other: the root (32 bytes) that the log shown had at the size
    that was seen.
    """

    report: Report
    verifiers: bytes
    growth: ConsistencyProof | None
    other: bytes | None

    @classmethod
    def of(cls, report: Report, verifiers: bytes, hash_at: HashAt) -> Evidence:
        """Gather what there is, from the log that was shown."""
        seen, shown = report.finding.against, report.head
        if seen is None or report.against is None:
            raise ValueError("nothing contradicts what was shown")
        if seen.size > shown.size:
            return cls(report, verifiers, None, None)
        growth, other = extension_proof(report.note, seen.size, hash_at), root_at(seen.size, hash_at)
        try:
            verify_consistency(seen.size, shown.size, other, shown.root, growth.hashes)
        except ProofError:
            return cls(report, verifiers, None, None)
        return cls(report, verifiers, growth, other)

    def files(self) -> dict[str, bytes]:
        """The files to keep, by name."""
        assert self.report.against is not None, "as `of` has seen"  # noqa: S101
        found = {
            "seen.checkpoint": self.report.against,
            "shown.checkpoint": self.report.note,
            "verifiers": self.verifiers,
            "README.txt": self._told().encode(),
        }
        if self.growth is not None:
            found["growth.proof"] = self.growth.text().encode()
        return found

    def keep(self, folder: Path) -> Path:
        """Keep it in a folder of its own, `conflict-…`; the same pair is kept once."""
        notes = hashlib.sha256(self.report.against or b"").digest() + hashlib.sha256(self.report.note).digest()
        name = f"conflict-{safe_name(self.report.head.origin)}-{hashlib.sha256(notes).hexdigest()[:16]}"
        if not (folder / name).exists():
            with aside(folder) as hidden:
                for file, content in self.files().items():
                    replace_file(hidden / file, content)
                hidden.rename(folder / name)
        return folder / name

    def _told(self) -> str:
        seen = self.report.finding.against or Checkpoint("", 0, b"")
        texts = [{"forked": _FORKED, "rolled back": _ROLLED_BACK}.get(self.report.finding.verdict, _SHORT)]
        texts += [_PROOF, _HOW] if self.growth is not None else [_HOW]
        facts = {
            "seen": seen.size,
            "shown": self.report.head.size,
            "opened": self.report.finding.opened,
            "root": seen.root.hex(),
            "other": (self.other or b"").hex(),
        }
        french = gettext.translation(DOMAIN, LOCALE, ["fr"], fallback=True).gettext
        both = ([french(text) for text in texts], texts)
        return "\n".join("".join(text.format(**facts) + "\n" for text in one) for one in both)
