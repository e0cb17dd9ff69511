"""What the sessions room asks, over the office's library and its record."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.account import account
from assistant.audit import keeping, naming, validation
from assistant.audit.clearance import Screen, labels_of
from assistant.audit.exchanges import Cleared, exchanges
from assistant.audit.gist import Gist
from assistant.audit.merkle import ProofError
from assistant.audit.proofs import entry_proof, parse_entry_proof
from assistant.audit.reading import Told, told
from assistant.errors import AssistantError, RecordError
from assistant.exports.about import About, Form
from assistant.i18n import spoken
from assistant.tui.sessions.desk import Progress, SessionLine, Standing

if TYPE_CHECKING:
    from assistant.audit.log import Entry
    from assistant.audit.validation import Verdict
    from assistant.exchange import Exchange
    from assistant.office import Office

_MOST = 1000
"""Names tried for a file before it is given up."""


class ExportError(AssistantError):
    """A file could not be written there: name another folder."""


class OfficeSessionsDesk:
    """Reads the record once, and then what is new of it. One call waits for the other."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._library = office.library()
        self._log = office.log()
        self._labels = office.settings.labels
        self._lock = Lock()
        self._gist = Gist(self._log, self._labels, lambda: labels_of(self._library.catalogue))
        self._lines: tuple[SessionLine, ...] | None = None

    def sessions(self, progress: Progress | None = None) -> tuple[SessionLine, ...]:
        """The sessions, in the order in which they were opened."""
        with self._lock:
            new = self._gist.read(progress)
            if new or self._lines is None:
                self._lines = tuple(
                    SessionLine(
                        name=one.session,
                        title=one.title,
                        opened=one.opened,
                        last=one.last,
                        questions=one.questions,
                        first=one.first_question,
                        series=one.series,
                        holds=one.holds,
                        destroyed=one.destroyed,
                        withheld=one.withheld,
                        by=one.by,
                        continues=one.continues,
                        words=self._gist.words(one.session),
                    )
                    for one in self._gist.summaries()
                )
            return self._lines

    def told(self, session: str) -> tuple[Exchange, ...]:
        """What was asked and answered in a session, as it was shown."""
        with self._lock:
            return tuple(exchanges(self._told(session), self._filed()))

    def rename(self, session: str, title: str) -> int:
        """Give a session a title."""
        title = naming.taken(title)
        with self._lock, keeping.deciding(self._log.folder):  # nobody destroys it meanwhile
            self._gist.read()
            keeping.check_standing(next(one for one in self._kept(session) if one.session == session))
            return self._log.record(naming.KIND, naming.facts(title, _name()), session)

    def judge(self, answer: int, verdict: Verdict, note: str) -> int:
        """Say what the answer of an entry is worth."""
        with self._lock:
            found = self._entry(answer)
            judged = validation.judged(found, answer)
            if self._withheld(judged):
                raise validation.NoAnswerError(
                    _("What entry {index} says is withheld from you.").format(index=answer),
                    hint=_("Ask somebody who is cleared for all that its session searched."),
                )
            facts = validation.facts(answer, verdict, _name(), " ".join(note.split()))
            return self._log.record(validation.KIND, facts, judged.session)

    def standing(self, entry: int) -> Standing:
        """How an entry stands on the record: its payload, its place in the tree, and the signature over that."""
        with self._lock:
            log = self._log
            (found,) = log.at([entry])  # which holds the payload against the entry
            proof = parse_entry_proof(entry_proof(log, entry).encode())
            header = log.store.header(entry)
            fault = ""
            try:
                head = proof.verify(header.raw, log.store.verifiers())
            except ProofError as error:
                fault, head = str(error), log.store.checked(proof.note)
            return Standing(
                entry=entry,
                time=found.time,
                leaf=header.leaf.hex(),
                origin=head.origin,
                size=head.size,
                root=head.root.hex(),
                since=log.store.header(head.size - 1).time,
                steps=len(proof.hashes),
                fault=fault,
            )

    def export(self, session: str, answer: int | None, form: Form, path: Path) -> Path:
        """Write a session, or the answer of one entry, to a file that is not there yet."""
        from assistant.exports import export

        with self._lock:
            self._gist.read()
            found = exchanges(self._told(session), self._filed())
            about = self._about(session, form)
        if answer is not None:
            found = [one for one in found if one.answer is not None and one.answer.entry == answer]
        return _written(path.expanduser(), export(found, about, form))

    def close(self) -> None:
        """Let go of the library."""
        self._library.close()

    def _about(self, session: str, form: Form) -> About:  # noqa: ARG002
        head = self._log.store.checkpoint()
        line = next((one for one in self._gist.summaries() if one.session == session), None)
        return About(
            library=self._library.folder.name,
            session=session,
            title=(line.title or line.first_question) if line is not None else "",
            exported=datetime.now(UTC),
            language=spoken(),
            origin=None if head is None else head.origin,
            size=None if head is None else head.size,
            root=None if head is None else head.root.hex(),
        )

    def _told(self, session: str) -> Told:
        self._gist.read()
        screen = Screen(self._labels, labels_of(self._library.catalogue))
        entries = self._log.at(self._gist.entries(session))
        return told(map(screen.seen, entries), [session])[0]

    def _filed(self) -> Cleared:
        return Cleared(self._library.catalogue, self._labels)

    def _kept(self, session: str) -> Sequence[keeping.Kept]:
        return keeping.kept(self._log.at(self._gist.entries(session)))

    def _entry(self, index: int) -> Entry | None:
        return next(self._log.at([index]), None) if 0 <= index < self._log.size() else None

    def _withheld(self, entry: Entry) -> bool:
        found = self._told(str(entry.session))
        return any(one.withheld for one in found.entries if one.entry.index == entry.index)


def _name() -> str:
    """Who judges and names: the account, or its number where it has no name."""
    return account() or f"uid {os.geteuid()}"


def _written(path: Path, data: bytes) -> Path:
    """Write a new file: under this name, or the next that is free."""
    for number in range(1, _MOST):
        name = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            with name.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            continue
        except OSError as error:
            raise ExportError(
                _("{path} could not be written: {reason}.").format(path=name, reason=error.strerror or error),
                hint=_("Name another folder, or see that there is room on the disk."),
            ) from error
        return name
    raise RecordError(
        _("{path} could not be written: all such names are taken.").format(path=path), hint=_("Name another file.")
    )
