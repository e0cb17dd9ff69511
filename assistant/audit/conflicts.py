"""Keeps two checkpoints that contradict each other, so that whoever is shown them can see that they do."""

from __future__ import annotations

import gettext
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.audit.checkpoints import Checkpoint
from assistant.audit.proofs import ConsistencyProof, extension_proof
from assistant.audit.seen import safe_name
from assistant.audit.store import Store
from assistant.audit.witness import Report, Verdict
from assistant.i18n import DOMAIN, LOCALE
from indexes.files import aside, move, replace_file


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
    """Two checkpoints that contradict each other, and, where what is shown is no smaller, the proof that they do.

    verifiers: the file of the keys to verify them with; opened: the entry at which another origin was opened; growth
    and other: what was shown extends a tree of the size that was seen whose root (32 bytes) is another.
    """

    verdict: Verdict
    seen: tuple[Checkpoint, bytes]
    shown: tuple[Checkpoint, bytes]
    verifiers: bytes
    opened: int | None = None
    growth: ConsistencyProof | None = None
    other: bytes = b""

    @classmethod
    def of(cls, report: Report, store: Store) -> Evidence:
        """Gather what there is, from the log that was shown."""
        finding = report.finding
        if finding.against is None or report.against is None:
            raise ValueError("nothing contradicts what was shown")
        seen, shown = finding.against, report.head
        verifiers = (store.folder / "verifiers").read_bytes()
        found = cls(finding.verdict, (seen, report.against), (shown, report.note), verifiers, finding.opened)
        if seen.size > shown.size:
            return found
        other = store.root_at(seen.size)
        return replace(found, growth=extension_proof(report.note, seen.size, store.hash_at), other=other)

    def files(self) -> dict[str, bytes]:
        """The files to keep, by name."""
        found = {
            "seen.checkpoint": self.seen[1],
            "shown.checkpoint": self.shown[1],
            "verifiers": self.verifiers,
            "README.txt": self._told().encode(),
        }
        if self.growth is not None:
            found["growth.proof"] = self.growth.text().encode()
        return found

    def keep(self, folder: Path) -> Path:
        """Keep it in a folder of its own, `conflict-…`; the same pair is kept once."""
        pair = hashlib.sha256(self.seen[1]).digest() + hashlib.sha256(self.shown[1]).digest()
        kept = folder / f"conflict-{safe_name(self.shown[0].origin)}-{hashlib.sha256(pair).hexdigest()[:16]}"
        if not kept.exists():
            with aside(folder) as hidden:
                for file, content in self.files().items():
                    replace_file(hidden / file, content)
                move(hidden, kept)
        return kept

    def _told(self) -> str:
        texts = [{"forked": _FORKED, "rolled back": _ROLLED_BACK}.get(self.verdict, _SHORT)]
        texts += [_PROOF, _HOW] if self.growth is not None else [_HOW]
        facts = {
            "seen": self.seen[0].size,
            "shown": self.shown[0].size,
            "opened": self.opened,
            "root": self.seen[0].root.hex(),
            "other": self.other.hex(),
        }
        french = gettext.translation(DOMAIN, LOCALE, ["fr"], fallback=True).gettext
        both = ([french(text) for text in texts], texts)
        return "\n".join("".join(text.format(**facts) + "\n" for text in one) for one in both)
