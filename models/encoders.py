"""The encoders on a machine: those that come with the program, and folders imported into the models folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models import backends, foreign, imported, manifest, place
from models.backends import Backend
from models.imported import ImportedEncoder, Traits
from models.static import StaticEncoder

BUNDLED = Path(__file__).resolve().parent
"""Where the encoders lie that come with the program."""

Stage = Literal["check", "copy", "try", "describe"]
Progress = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Installed:
    """An encoder in its folder."""

    name: str
    home: Path
    manifest: manifest.Manifest


@dataclass(frozen=True, slots=True)
class Info:
    """What can be said of an encoder without running it.

    traits: None where it is a table of token vectors, which needs no torch. fallback: why `backend` is not the one that
    was asked for; empty where it is.
    """

    installed: Installed
    traits: Traits | None
    backend: Backend | None
    fallback: str
    fingerprint: str
    dimension: int

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.installed.manifest.files.values())


def installed(folder: Path) -> list[Installed]:
    """The encoders that come with the program, then those in the models folder, by name."""
    return [Installed(home.name, home, manifest.read(home)) for at in (BUNDLED, folder) for home in _homes(at)]


def is_one(folder: Path, named: str) -> bool:
    """Say whether an encoder is installed under a name, or lies in the folder of a path."""
    return any(_is_home(home) for home in _places(folder, named))


def find(folder: Path, named: str) -> Installed:
    """Return the encoder of that name, or in the folder of that path; its bytes are not looked at.

    A path has a `/` in it, a name has none. Raises NotInstalledError, ManifestError.
    """
    for home in _places(folder, named):
        if _is_home(home) or "/" in named:
            return Installed(home.name, home, manifest.read(home))
    raise place.not_installed(folder, named)


def load(found: Installed, *, threads: int, backend: Backend = "torch") -> StaticEncoder | ImportedEncoder:
    """Verify every byte of an encoder, and make it ready. What needs torch loads it when it first encodes.

    Raises ManifestError, TamperedError, NotStaticError.
    """
    sealed = manifest.verify(found.home)
    traits = Traits.read(found.home)
    if traits is None:
        return StaticEncoder.load(found.home)
    chosen, _why = backends.choose(found.home, backend)
    return ImportedEncoder(found.home, sealed, traits, chosen, threads)


def info(folder: Path, named: str, *, backend: Backend = "torch") -> Info:
    """Describe an encoder, once its bytes were found to be those of its manifest. Raises ModelError."""
    found = find(folder, named)
    encoder = load(found, threads=1, backend=backend)
    traits = Traits.read(found.home)
    if traits is None:
        return Info(found, None, None, "", encoder.fingerprint, encoder.dimension)
    chosen, why = backends.choose(found.home, backend)
    return Info(found, traits, chosen.backend, why, encoder.fingerprint, encoder.dimension)


def import_folder(
    source: Path,
    folder: Path,
    name: str,
    *,
    query: str | None = None,
    passage: str | None = None,
    threads: int = 2,
    progress: Progress = lambda _stage: None,
) -> Installed:
    """Copy what is needed of a sentence-transformers folder into the models folder, try it, and write its manifest.

    query, passage: what is put before such a text; None: what the folder says itself. Interrupted or refused, it leaves
    nothing. Raises ModelError.
    """
    place.check_name(name)
    place.check_free(BUNDLED, name)
    progress("check")
    judged = foreign.judge(source)
    prefixes = (judged.query if query is None else query, judged.passage if passage is None else passage)
    with place.locked(folder):
        place.check_free(folder, name)
        with place.aside(folder, name) as aside:
            progress("copy")
            for path, file in judged.files.items():
                (aside / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, aside / path)
            foreign.judge(aside)  # what is loaded is the copy
            progress("try")
            if not judged.static or any(prefixes):
                imported.tried(aside, *prefixes, threads).write(aside)
            progress("describe")
            manifest.write(aside, name=name, licence=judged.licence, source=str(source.resolve()))
            if Traits.read(aside) is None:
                StaticEncoder.load(aside)
        return find(folder, name)


def _places(folder: Path, named: str) -> list[Path]:
    if "/" in named:
        return [Path(named).expanduser()]
    return [BUNDLED / named, folder / named] if place.is_name(named) else []


def _homes(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.glob("[!.]*")) if _is_home(path))


def _is_home(home: Path) -> bool:
    return (home / manifest.NAME).is_file() and (home / foreign.MODULES).is_file()
