"""Publishes in child processes that kill themselves at their first, second, … change to the disk; run by test_killed.

    python killed.py SCENARIO FOLDER

Writes, as JSON, the number of changes, and what was wrong after a death: nothing, where all is well. A process of its
own, with one thread, because it forks.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
from numpy.typing import NDArray

from indexes import publishing, tiers
from indexes.catalogue import Catalogue, Location
from indexes.generation import current_name, open_named
from indexes.publishing import publish, sweep
from indexes.records import Document, Language, Page, Passage, Sentence, Span

# Counted, and died before.
CHANGES = ("fsync", "rename", "replace", "mkdir", "unlink", "rmdir")


@dataclass(frozen=True)
class Encoder:
    fingerprint: str = "e" * 64
    dimension: int = 16

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        seeds = [int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) for text in texts]
        vectors = np.array([np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds], np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self.encode([text])[0]


class Lexicon:
    fingerprint = "1" * 64

    def terms(self, text: str, language: Language) -> list[str]:  # noqa: ARG002
        return text.lower().split()

    def translate(self, term: str, source: Language) -> dict[str, float]:  # noqa: ARG002
        return {term: 1.0}


def file(catalogue: Catalogue, name: str) -> str:
    """File a document of two passages."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    texts = [f"Le chien {name}", f"Un parc {name}"]
    whole = "\n".join(texts)
    passages = []
    for number, text in enumerate(texts):
        spans = (Span(1, whole.index(text), whole.index(text) + len(text)),)
        passages.append(
            Passage(f"{digest[:16]}-p{number}", digest, "fr", "", (Sentence(f"{name}{number}", spans, text),))
        )
    document = Document(digest, f"{name}.pdf", name, "fr", "general", "public", 1)
    page = Page(1, None, whole, 1.0, 1.0, np.zeros((len(whole), 4), np.int16))
    with catalogue.transaction():
        catalogue.file_document(document, [page], passages, pipeline="1")
        catalogue.locate(Location("/", f"{name}.pdf", digest, 1, 1))
    return digest


Act = Callable[[Path, Catalogue], str]


def add(folder: Path, catalogue: Catalogue) -> str:
    return publish(folder, catalogue, Encoder(), Lexicon())


def prepare(folder: Path, catalogue: Catalogue, scenario: str) -> Act:
    """Bring a new library to where a scenario begins; return what is killed in it."""
    for name in "abc" if scenario != "first" else "":
        file(catalogue, name)
        add(folder, catalogue)
    if scenario == "first":
        file(catalogue, "a")
    if scenario in ("first", "added"):
        file(catalogue, "d")
        return add
    if scenario == "superseded":
        new = file(catalogue, "e")
        with catalogue.transaction():
            catalogue.locate(Location("/", "a.pdf", new, 1, 2))
        return add
    if scenario == "merged":
        return lambda folder, filed: publish(folder, filed, Encoder(), Lexicon(), merged=True, keep=timedelta(0))
    return lambda folder, filed: publish(folder, filed, Encoder("f" * 64), Lexicon(), anew=True)


def die_at(count: int) -> None:
    """Let so many changes to the disk happen, then die before the next."""
    left = [count]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def change(*arguments: object, **named: object) -> object:
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*arguments, **named)

        return change

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))


def spare_the_disk(_descriptor: int) -> None:
    """Sync nothing: what a killed process has written is there for the others all the same."""


def seen(folder: Path) -> tuple[str | None, list[str]]:
    """The current generation, verified and opened, and the passages that can be found in it."""
    name = current_name(folder)
    if name is None:
        return None, []
    facts = json.loads((folder / name / "manifest.json").read_text())
    opened = open_named(folder, name, Encoder(facts["encoder"]), Lexicon())
    return name, sorted(opened.passages[row] for row in np.flatnonzero(opened.allowed(["public"]).mask))


def listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def main() -> None:
    scenario, place = sys.argv[1], Path(sys.argv[2])
    os.fsync = spare_the_disk
    publishing.BLOCK = 1  # each document is a block of its own
    tiers.SMALL = 0 if scenario == "merged" else tiers.SMALL
    tiers.RATIO = 0 if scenario == "merged" else tiers.RATIO
    begin, whole, killed = place / "begin", place / "whole", place / "killed"
    begin.mkdir(parents=True)
    catalogue = Catalogue(place / "catalogue.sqlite")
    act = prepare(begin, catalogue, scenario)
    before = seen(begin)
    shutil.copytree(begin, whole)
    act(whole, catalogue)
    after, expected = seen(whole), listing(whole)
    wrong: list[object] = []
    count, died = 0, True
    while died:
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(begin, killed)
        child = os.fork()
        if not child:
            die_at(count)
            act(killed, Catalogue(place / "catalogue.sqlite"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not died and status:
            wrong.append([count, "failed", status])
        if seen(killed) not in (before, after):
            wrong.append([count, "neither the old nor the new", seen(killed)])
        sweep(killed)
        act(killed, catalogue)
        if seen(killed) != after:
            wrong.append([count, "not mended by the next", seen(killed)])
        if listing(killed) != expected:
            wrong.append([count, "debris", sorted(set(listing(killed)) ^ set(expected))])
        count += died
    sys.stdout.write(json.dumps({"changes": count, "before": before[0], "after": after[0], "wrong": wrong}))


if __name__ == "__main__":
    main()
