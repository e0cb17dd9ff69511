"""Applies folder rules in a job: finds the rules of each folder, and notes in the catalogue what they say of a file."""

from __future__ import annotations

import functools
import os
from dataclasses import replace
from pathlib import Path

from indexes.catalogue import Catalogue
from indexes.disposal import Disposal, Ruled
from ingest.discover import Candidate, shown
from ingest.rules import NOTHING, Rule, Said, beside, read, rule_for


class Ruling:
    """The rules of a job's folders: those of one file that the clerk named, or of the one in or above each folder.

    Patterns are held against paths relative to the folder that holds the rules; where the clerk named them, relative
    to the folder that is filed.

    Raises:
        RulesRefusedError: a file of rules is not as it must be; before anything is filed.
    """

    def __init__(self, catalogue: Catalogue, paths: tuple[Path, ...], named: Path | None) -> None:
        self._disposal = Disposal(catalogue)
        self._named = None if named is None else read(named)
        self._folders: dict[Path, tuple[str, tuple[Rule, ...]]] = {}
        self._ruled: dict[str, dict[tuple[str, str], Ruled]] = {}
        for path in paths:
            self._of(path if path.is_dir() else path.parent)

    def news(self, one: Candidate, document: str | None) -> Said:
        """What the rules say of a file that did not hold before, for a document that was found there: a label that a
        clerk gave it since stays, until the rules change.
        """
        said = self._said(one)
        known = None if document is None else self._known(one).get((document, one.file))
        if known is None or not known.same(_ruled(one, said)):
            return said
        return replace(said, collection=None, label=None)

    def note(self, document: str, one: Candidate) -> Said:
        """Write down what the rules say of a document found there, if it is not written yet; return what is new."""
        news = self.news(one, document)
        said, known = _ruled(one, self._said(one)), self._known(one)
        before = known.get((document, one.file))
        if (before is None and said.rules) or (before is not None and not before.same(said)):
            self._disposal.rule(document, said)
            known[document, one.file] = said
        return news

    def _said(self, one: Candidate) -> Said:
        prefix, rules = self._of(one.root)
        return rule_for(rules, prefix + one.file) if rules else NOTHING

    def _known(self, one: Candidate) -> dict[tuple[str, str], Ruled]:
        """What was written of the files in a folder, by document and file."""
        root = _name(one.root)
        if root not in self._ruled:
            self._ruled[root] = self._disposal.ruled_under(root)
        return self._ruled[root]

    def _of(self, root: Path) -> tuple[str, tuple[Rule, ...]]:
        """The rules of a folder that is filed, and what stands before its files' paths in their eyes."""
        if root not in self._folders:
            path = None if self._named is not None else beside(root)
            if self._named is not None or path is None:
                self._folders[root] = "", self._named or ()
            else:
                above = root.resolve().relative_to(path.parent.resolve()).as_posix()
                self._folders[root] = "" if above == "." else f"{shown(above)}/", read(path)
        return self._folders[root]


def _ruled(one: Candidate, said: Said) -> Ruled:
    return Ruled(
        _name(one.root), one.file, said.rules, said.collection, said.label, said.retain, said.hold, bool(said.newest)
    )


@functools.lru_cache(maxsize=64)
def _name(root: Path) -> str:
    return shown(os.fspath(root.resolve()))
