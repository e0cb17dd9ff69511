"""A library with a record of its own, and the program run over it in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from assistant.audit.log import Log
from assistant.cli import cli
from indexes.library import Library
from indexes.records import Document

from .making import statement


@dataclass(frozen=True)
class Recorded:
    """A library's folder, and what can be done with it."""

    folder: Path

    @property
    def log(self) -> Log:
        """Its record, as another process opens it."""
        return Log(self.folder / "log")

    def converse(self, session: str, *questions: str, labels: tuple[str, ...] = ("public",), **opened: object) -> None:
        """Put a session on the record in which each question was answered."""
        log = self.log
        log.record("session.opened", {"generation": "g", "model": None, "labels": list(labels), **opened}, session)
        for question in questions:
            asked = log.record("question", {"question": question, "language": "fr"}, session)
            said = {"statements": [statement("d" * 64, f"Réponse à « {question} »")]}
            log.record("statement", {"question": asked, "place": 1, **said}, session)
            answer = {"question": question, "language": "fr", "refused": False, "mode": "quotation", **said}
            log.record("answer", {**answer, "answer": f"Réponse à « {question} » [1]"}, session)

    def file(self, name: str, label: str) -> None:
        """Put a document into the catalogue."""
        library = Library(self.folder)
        library.catalogue.file_document(
            Document(name, f"{name[:2]}.pdf", "Titre", "fr", "general", label, 0), [], [], pipeline="p"
        )
        library.close()

    def run(self, *arguments: object, code: int = 0) -> Result:
        """Run a command over the library."""
        words = ["--library", str(self.folder), "audit", *map(str, arguments)]
        done = CliRunner(catch_exceptions=code == 1).invoke(cli, words)
        assert done.exit_code == code, f"{done.output}{done.exception!r}"
        return done

    def printed(self, *arguments: object) -> Any:
        """What a command prints as JSON."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def refused(self, *arguments: object) -> Any:
        """What a command that refuses raises."""
        error = self.run(*arguments, code=1).exception
        assert getattr(error, "hint", ""), repr(error)
        return error
