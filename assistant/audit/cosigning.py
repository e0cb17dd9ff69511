"""A witness at work: holds a log against their memory, then remembers it and cosigns, or keeps the proof against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.audit.checkpoints import Checkpoint
from assistant.audit.conflicts import Evidence
from assistant.audit.notes import CosigningKey, Note, VerifierKey, parse
from assistant.audit.proofs import extension_proof
from assistant.audit.seen import Seen, safe_name
from assistant.audit.witness import HOLDING, Known, Report, Witnessed
from indexes.files import replace_file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. note: the checkpoint with the witness's signature, or None; conflict: where proof is kept.

    others: the origins that the witness knew before.
    """

    report: Report
    note: bytes | None
    conflict: Path | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody with a key of their own and a memory."""

    key: CosigningKey
    seen: Seen

    def attend(
        self,
        shown: Witnessed,
        now: int,
        *,
        others: Sequence[bytes] = (),
        trusted: Sequence[VerifierKey] = (),
        accepted: str | None = None,
    ) -> Outcome:
        """Judge the log that is shown, at a time (POSIX, seconds).

        What holds is remembered before it is cosigned; what does not is neither, unless it goes on under an origin
        that is `accepted` although it lacks entries that were seen. The memory is as it was where this raises.

        Raises:
            AssistantError: as `Witnessed.examine`, or the memory is damaged.
        """
        with self.seen.alone():
            known = self.seen.known()
            report = shown.examine(known, others, trusted)
            conflict = None
            if report.finding.verdict not in HOLDING:
                conflict = Evidence.of(report, shown.store).keep(self.seen.folder)
                if report.finding.verdict != "short" or accepted != report.head.origin:
                    return Outcome(report, None, conflict, tuple(known))
            note = self._cosigned(report.note, now)
            kept = self.seen.keep(Known(report.head, note, report.keys))
            own = known.get(report.head.origin)
            if own is not None and own.head.size < report.head.size:
                proof = extension_proof(note, own.head.size, shown.store.hash_at)
                replace_file(kept.with_name(f"{own.head.size}-{report.head.size}.proof"), proof.text().encode())
            return Outcome(report, note, conflict, tuple(known))

    def file_name(self, head: Checkpoint) -> str:
        """What the cosigned checkpoint is called."""
        return f"{safe_name(head.origin)}-{head.size}-{self.key.verifier.id.hex()}.checkpoint"

    def _cosigned(self, note: bytes, now: int) -> bytes:
        """The note with this witness's signature in place of an earlier one."""
        read, key = parse(note), self.key.verifier
        kept = (one for one in read.signatures if (one.name, one.key_id) != (key.name, key.id))
        return Note(read.text, (*kept, self.key.cosign(read.text, now))).encoded()
