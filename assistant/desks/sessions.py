"""What the sessions room asks, over the office's library and its record."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
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
from assistant.exports.about import Form
from assistant.exports.giving_out import ExportError
from assistant.marks import noted
from assistant.tui.sessions.desk import Progress, SessionLine, Standing

if TYPE_CHECKING:
    from assistant.audit.log import Entry
    from assistant.audit.validation import Verdict
    from assistant.exchange import Exchange
    from assistant.office import Office
    from indexes.records import Document

_MOST = 1000
"""Names tried for a file before it is given up."""


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
        """Write a session, or the answer of one entry, to a file that is not there yet; it is on the record before."""
        from assistant.exports import export
        from assistant.exports.giving_out import about, give_out

        with self._lock:
            found = exchanges(self._told(session), self._filed())
            title = next((one.title for one in self._gist.summaries() if one.session == session), "")
            if answer is not None:
                found = [one for one in found if one.answer is not None and one.answer.entry == answer]
            facts = about(self._log, self._library.folder.name, found, title=title)
            content = export(found, facts, form, self._document)
            with _reserved(path.expanduser()) as free:
                give_out(self._log, found, form, content, free, by=_name())
        return free

    def close(self) -> None:
        """Let go of the library."""
        self._library.close()

    def _told(self, session: str) -> Told:
        self._gist.read()
        screen = Screen(self._labels, labels_of(self._library.catalogue))
        entries = self._log.at(self._gist.entries(session))
        return told(map(screen.seen, entries), [session])[0]

    def _filed(self) -> Cleared:
        return Cleared(self._library.catalogue, self._labels)

    def _document(self, name: str) -> Document | None:
        """A document that may be read, with how it stands among its notes."""
        found = self._filed().document(name)
        return None if found is None else noted(self._library.catalogue, found)

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


@contextmanager
def _reserved(path: Path) -> Iterator[Path]:
    """A file that nobody else has, under this name or the next that is free; gone again where nothing came of it.

    Raises:
        ExportError: none can be made there.
    """
    for number in range(1, _MOST):
        free = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            free.open("xb").close()
        except FileExistsError:
            continue
        except OSError as error:
            raise ExportError(
                _("The export could not be written to {path}: {reason}.").format(
                    path=free, reason=error.strerror or str(error)
                ),
                hint=_("See that there is room and leave to write there, or name another place."),
            ) from error
        with ExitStack() as undo:
            undo.callback(free.unlink, missing_ok=True)
            yield free
            undo.pop_all()
        return
    raise ExportError(_("All names like {path} are taken.").format(path=path), hint=_("Name another file."))
