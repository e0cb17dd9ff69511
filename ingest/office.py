"""What the program that mounts the ingest commands hands them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from indexes.library import Library
    from indexes.records import Encoder, Lexicon
    from ingest.job import Recorder


class IngestSettings(Protocol):
    """The limits of the process that parses a file."""

    @property
    def memory_mib(self) -> int:
        """Memory, in MiB."""

    @property
    def deadline_seconds(self) -> float:
        """Time, in seconds."""

    @property
    def progress_seconds(self) -> float:
        """Time between a page and the next, in seconds."""

    @property
    def pages(self) -> int:
        """Pages that are filed of a file."""


class Office(Protocol):
    """The parts of the program, as the commands' context object; each is opened when it is first asked for."""

    @property
    def labels(self) -> Collection[str]:
        """The labels that whoever looks at a document's pages is cleared for."""

    def library(self, *, create: bool = False) -> Library:
        """The library in use."""

    def encoder(self) -> Encoder:
        """The encoder in use."""

    def lexicon(self) -> Lexicon:
        """The lexicon in use."""

    def recorder(self) -> Recorder:
        """The record of the library in use."""

    def citing(self, documents: Collection[str]) -> int:
        """How many sessions on the record have an answer that cites one of these documents."""

    def ingest_settings(self) -> IngestSettings:
        """What one file may take."""
