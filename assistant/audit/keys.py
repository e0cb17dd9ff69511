"""The secret keys of a library: the one that wraps its payloads' keys, and those that sign its checkpoints."""

from __future__ import annotations

import os
import secrets
from gettext import gettext as _
from pathlib import Path

from assistant.audit.durable import make
from assistant.audit.notes import NoteError, SigningKey
from assistant.errors import RecordError
from indexes.files import sync

_LIBRARY = "library.key"
_KEY_BYTES = 32


class Keys:
    """A folder of keys that only its owner reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._library: bytes | None = None

    def is_here(self) -> bool:
        """Whether the library's key is, so that payloads can be opened."""
        return (self.folder / _LIBRARY).exists()

    def library(self, *, create: bool = False) -> bytes:
        """The library's key, 32 bytes; `create` makes it where there is none.

        Raises:
            RecordError: it is not there, or is no key.
        """
        if self._library is None:
            path = self.folder / _LIBRARY
            if create and not path.exists():
                self._write(path, secrets.token_hex(_KEY_BYTES) + "\n")
            try:
                text = path.read_text(encoding="ascii")
                key = bytes.fromhex(text)
                if len(key) != _KEY_BYTES or text != key.hex() + "\n":
                    raise ValueError
            except (OSError, ValueError) as error:
                raise self._missing(path) from error
            self._library = key
        return self._library

    def signer(self, key_id: str) -> SigningKey:
        """The signing key of an id (8 hexadecimal digits).

        Raises:
            RecordError: it is not there, or is no key.
        """
        path = self._signer(key_id)
        try:
            key = SigningKey.load(path.read_text(encoding="utf-8"))
            if key.verifier.id.hex() != key_id:
                raise ValueError(key_id)
            return key
        except (OSError, ValueError, NoteError) as error:
            raise self._missing(path) from error

    def verify(self) -> None:
        """Read every signing key that is here. Raises RecordError naming one that is damaged."""
        for path in sorted(self.folder.glob("signer-*.key")):
            self.signer(path.stem.removeprefix("signer-"))

    def new_signer(self, name: str) -> SigningKey:
        """Make a signing key of that name, and bring it to the disk."""
        key = SigningKey.new(name)
        self._write(self._signer(key.verifier.id.hex()), key.text() + "\n")
        return key

    def _signer(self, key_id: str) -> Path:
        return self.folder / f"signer-{key_id}.key"

    def _write(self, path: Path, text: str) -> None:
        make(self.folder, 0o700)
        aside = path.with_name(f".{path.name}.new")  # half a key would be taken for one that was damaged
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        sync(self.folder)

    def _missing(self, path: Path) -> RecordError:
        return RecordError(
            _("The key {file} is missing or damaged.").format(file=path),
            hint=_(
                "Put it back from where the library's keys are kept. Where a signing key is lost for good, open a new "
                "origin: greffier audit origin --new --reason … --by …"
            ),
        )
