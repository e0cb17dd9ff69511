"""Opens the end of a log to whoever holds it alone: begun, mended, and only where this machine may sign on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from gettext import gettext as _

from assistant.audit import payloads, recovery
from assistant.audit.chained import set_aside
from assistant.audit.keys import Keys
from assistant.audit.merkle import Frontier
from assistant.audit.notes import SigningKey
from assistant.audit.standing import Head, Memory, Remembered, Standing, judge, machine
from assistant.audit.store import Store, damaged
from assistant.audit.tiles import WIDTH, shelf
from assistant.audit.writer import Tail, Writer
from assistant.errors import RecordError
from indexes.files import replace_file


class Opening:
    """The end of a log, as it is found. Its methods are called by whoever holds the log alone."""

    def __init__(self, store: Store, keys: Keys, memory: Memory, writer: Writer) -> None:
        self._store = store
        self._keys = keys
        self._memory = memory
        self._writer = writer
        self._aside: list[dict[str, object]] = []

    def tail(self, *, standing: bool) -> Tail:
        """Where the next entry goes; `standing`: only if this machine may sign on. A log is begun where there is none.

        Raises:
            RecordError: the log is damaged, or may not be signed here.
        """
        note = self._store.note()
        if note is None:
            return self._begun()
        found, verdict = self._looked_at(note, standing=standing)
        tail = self._recovered(found)
        return self.under_new_origin(tail, "copy", "") if verdict == "copy" else tail

    def check(self) -> None:
        """See that this machine may sign on. Raises RecordError."""
        note = self._store.note()
        if note is not None:
            self._looked_at(note, standing=True)

    def is_as_left(self, tail: Tail) -> bool:
        """Whether nobody has written since, nor begun to."""
        if self._store.note() != tail.note:
            return False
        n, width = divmod(tail.frontier.size, WIDTH)
        bundles = shelf(self._store.folder)
        if width == 0:
            return bundles.found(n) is None
        try:
            lengths = (
                bundles.path(n, width).stat().st_size,
                payloads.file_of(self._store.folder, tail.frontier.size).stat().st_size,
            )
        except FileNotFoundError:
            return False
        return lengths == (tail.bundle, tail.payloads)

    def under_new_origin(self, tail: Tail, reason: str, by: str, more: Mapping[str, object] | None = None) -> Tail:
        """Go on under another name, with the entry `log.opened`."""
        before = None
        if tail.origins:
            before = {"origin": tail.head.origin, "size": tail.head.size, "root": tail.head.root.hex()}
        key = self.new_key(f"greffier.local/{secrets.token_hex(8)}")
        facts = {
            "verifier": key.verifier.vkey(),
            "before": before,
            "reason": reason,
            "by": by,
            "machine": machine(),
            **({"set_aside": self._aside} if self._aside else {}),
            **(more or {}),
        }
        self._aside = []
        named = replace(tail, origins=(*tail.origins, key.name), signers=(key,))
        return self._writer.append(named, "log.opened", facts, None)

    def new_key(self, name: str) -> SigningKey:
        """Make a signing key, and put its verifier on the list of the log's."""
        key = self._keys.new_signer(name)
        path = self._store.folder / "verifiers"
        replace_file(path, (path.read_bytes() if path.exists() else b"") + f"{key.verifier.vkey()}\n".encode())
        return key

    def remembered(self) -> Remembered | None:
        """What this machine remembers of the log. Raises RecordError."""
        try:
            return self._memory.of(self._store.folder)
        except (OSError, ValueError) as error:
            raise RecordError(
                _("What this machine remembers of the record cannot be read: {file}.").format(
                    file=self._memory.file(self._store.folder)
                ),
                hint=_how_to_go_on(),
            ) from error

    def _begun(self) -> Tail:
        log = self._store.folder
        if shelf(log).found(1) or not recovery.forget_unborn(log):
            raise damaged(_("its checkpoint is missing"))
        self._keys.library(create=True)
        return self.under_new_origin(Tail(b"", (), (), Frontier(), 0, 0), "new", "", set_aside(log))

    def _recovered(self, found: recovery.Found) -> Tail:
        if found.clean:
            return found.tail
        aside = recovery.mend(self._store.folder, found)
        tail, adopted = found.tail, []
        if not tail.signers:  # lost: the entry that opens another origin tells what was set aside
            self._aside = aside
            return tail
        if found.whole is not None:
            adopted = [tail.frontier.size]
            tail = self._writer.write(tail, found.whole.entry, found.whole.record)
        return self._writer.append(tail, "recovery", {"set_aside": aside, "adopted": adopted}, None)

    # Whether this machine may sign

    def _looked_at(self, note: bytes, *, standing: bool) -> tuple[recovery.Found, Standing]:
        found = recovery.look(self._store, self._keys, note, signing=standing)
        head = Head(found.tail.origins, found.frontier.size, found.frontier.root)
        verdict: Standing = self._standing(head) if standing else "own"
        if verdict in ("rolled back", "foreign"):
            raise self._refused(verdict, head)
        return found, verdict

    def _standing(self, head: Head) -> Standing:
        def root_at(size: int) -> bytes:
            return head.root if size == head.size else self._store.root_at(size)

        here, log = self.remembered(), self._store.folder
        elsewhere = [
            (one, here is None and one.head.origin == head.origin and one.stands_beside(log))
            for one in self._memory.elsewhere(log)
        ]
        return judge(head, here, elsewhere, same_machine=bool(here) or self._kept_here(), root_at=root_at)

    def _kept_here(self) -> bool:
        """Whether the log says that it was last opened on this machine."""
        checkpoint = self._store.checkpoint()
        opened = [one for one in self._store.headers(checkpoint.size if checkpoint else 0) if one.kind == "log.opened"]
        return bool(opened) and self._store.facts(opened[-1], self._keys.library()).get("machine") == machine()

    def _refused(self, verdict: Standing, head: Head) -> RecordError:
        remembered = self.remembered()
        if verdict == "foreign":
            return RecordError(_("This record was kept on another machine until now."), hint=_how_to_go_on())
        if remembered is None:
            return RecordError(
                _("This record is an old copy of one that this machine has signed on since."), hint=_how_to_go_on()
            )
        others = [one.head for one in self._memory.elsewhere(self._store.folder)]
        there = [remembered.head.size, *(one.size for one in others if one.origin == head.origin)]
        return RecordError(
            _(
                "This record has {here} entries, and this machine has signed {there} of it, or others: an old copy was "
                "put in its place."
            ).format(here=head.size, there=max(there)),
            hint=_how_to_go_on(),
        )


def _how_to_go_on() -> str:
    return _(
        "Nothing is answered or filed until that is settled. If the record is to go on from here, open a new origin: "
        "greffier audit origin --new --reason … --by …"
    )
