"""Looks up what a session names: in the library's vault, catalogue and generations, among the models, in the log."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.audit.replay.evidential import Bytes, Kept
from assistant.audit.replay.sessions import History, Purge
from indexes import generation
from indexes.errors import DamagedError
from indexes.files import sha256_of
from models import manifest, shelf
from models.errors import ModelError
from models.manifest import TamperedError

if TYPE_CHECKING:
    from indexes.library import Library
    from indexes.records import Document, Page, Passage

_PAGES = 512
"""Pages kept at hand: sessions cite the same ones again and again."""


class LibrarySources:
    """The sources of one library. Each set of bytes is hashed once, whatever cites it."""

    def __init__(self, library: Library, models: Path, history: History) -> None:
        self._library = library
        self._models = models
        self._history = history
        self.bytes_of = lru_cache(None)(self._bytes_of)
        self.filed = lru_cache(_PAGES)(self._filed)
        self.generation = lru_cache(None)(self._generation)
        self.model = lru_cache(None)(self._model)

    def page(self, document: str, number: int) -> str | None:
        """The filed text of a page."""
        found = self.filed(document, number)
        return None if found is None else found.text

    def document(self, name: str) -> Document | None:
        """A document, for what people call it."""
        return self._library.catalogue.document(name)

    def passage(self, name: str) -> Passage | None:
        """A passage that was found; None where it is filed no longer."""
        return next(iter(self._library.catalogue.passages([name])), None)

    def purged(self, document: str) -> Purge | None:
        """By whose word a document was destroyed, as the log tells."""
        return self._history.purged.get(document)

    def filed_after(self, document: str, entry: int) -> int | None:
        """The entry after this one that says that the document was filed anew."""
        entries = self._history.filed.get(document, [])
        place = bisect_right(entries, entry)
        return entries[place] if place < len(entries) else None

    def purge(self, entry: int) -> Purge | None:
        """What an entry of kind `session.purged` says."""
        return self._history.purges.get(entry)

    def _bytes_of(self, document: str) -> Bytes:
        path = self._library.vault.path(document)
        if not path.is_file():
            return "gone"
        return "whole" if sha256_of(path) == document else "changed"

    def _filed(self, document: str, number: int) -> Page | None:
        return self._library.catalogue.page(document, number)

    def _generation(self, name: str) -> Bytes:
        folder = self._library.generations
        if Path(name).name != name or not (folder / name).is_dir():
            return "gone"
        try:
            generation.verify(folder, name)
        except DamagedError:
            return "changed"
        return "whole"

    def _model(self, name: str, sha256: str) -> Kept:
        try:
            file = Path(name) if name.endswith(".gguf") else shelf.find(self._models, name).file
            if not (file.parent / manifest.NAME).is_file():
                if not file.is_file():
                    return "gone"
                return "whole" if sha256_of(file) == sha256 else "replaced"
            if manifest.read(file.parent).files[file.name].sha256 != sha256:
                return "replaced"
            manifest.verify(file.parent)
        except TamperedError:
            return "changed"
        except (ModelError, KeyError):
            return "gone"
        return "whole"
