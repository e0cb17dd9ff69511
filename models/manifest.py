"""Says what a model folder holds, byte for byte, and refuses one that holds anything else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from gettext import gettext as _
from pathlib import Path

from models.errors import ModelError

NAME = "manifest.json"
BESIDE = "probe.json"
"""What may stand beside the manifest without being in it: what was found out about the model, no part of it."""
_BLOCK = 1 << 20


class ManifestError(ModelError):
    """A model folder has no manifest, or one that cannot be read."""


class TamperedError(ModelError):
    """A model folder does not hold what its manifest says: a file is missing, added, or another."""


@dataclass(frozen=True, slots=True)
class File:
    """A file's SHA-256 (64 hexadecimal digits) and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder holds. `files` maps each path, relative and with `/`, to what it must be."""

    name: str
    licence: str
    source: str
    files: Mapping[str, File]

    @property
    def fingerprint(self) -> str:
        """Names the files and their bytes, whatever the folder is called: a SHA-256."""
        lines = (f"{self.files[path].sha256}  {path}\n" for path in sorted(self.files))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def _described(path: Path) -> File:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
        return File(digest.hexdigest(), stream.tell())


def _present(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if (path.is_symlink() or not path.is_dir()) and path != folder / NAME and not _beside(path, folder)
    }


def _beside(path: Path, folder: Path) -> bool:
    return path == folder / BESIDE and not path.is_symlink()


def write(folder: Path, *, name: str, licence: str, source: str) -> Manifest:
    """Describe the files now in a folder, in its `manifest.json`, and return the description."""
    files = {path: _described(file) for path, file in sorted(_present(folder).items())}
    manifest = Manifest(name, licence, source, files)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")
    return manifest


def read(folder: Path) -> Manifest:
    """Read a folder's manifest without looking at its other files.

    Raises ManifestError where it is missing, is no JSON, or does not have exactly the fields of `Manifest`.
    """
    hint = _("Import the model again with “greffier models import”.")
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except OSError as error:
        message = _("The model folder {folder} has no manifest that can be read.").format(folder=folder)
        raise ManifestError(message, hint=hint) from error
    except ValueError as error:
        message = _("The manifest of the model folder {folder} is damaged.").format(folder=folder)
        raise ManifestError(message, hint=hint) from error
    try:
        files = {_inside(path): File(**described) for path, described in dict(found.pop("files")).items()}
        manifest = Manifest(**found, files=files)
        texts = (manifest.name, manifest.licence, manifest.source, *(file.sha256 for file in files.values()))
        if not all(isinstance(text, str) for text in texts) or not all(isinstance(f.size, int) for f in files.values()):
            raise TypeError
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = _("The manifest of the model folder {folder} is damaged.").format(folder=folder)
        raise ManifestError(message, hint=hint) from error
    return manifest


def _inside(path: str) -> str:
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        raise ValueError(path)
    return path


def verify(folder: Path) -> Manifest:
    """Check that a folder holds its manifest's files and no others, each byte for byte, and return the manifest.

    To be called before any file of the folder is parsed. Raises ManifestError, or TamperedError that names the files.
    """
    manifest = read(folder)
    present = _present(folder)
    changed = [
        path
        for path, file in manifest.files.items()
        if path in present
        and (
            present[path].is_symlink() or present[path].stat().st_size != file.size or _described(present[path]) != file
        )
    ]
    _refuse(_("Missing from the model folder {folder}: {files}."), folder, manifest.files.keys() - present.keys())
    _refuse(_("Not in the manifest of the model folder {folder}: {files}."), folder, present.keys() - manifest.files)
    _refuse(_("Not what the manifest of the model folder {folder} says: {files}."), folder, changed)
    return manifest


def _refuse(message: str, folder: Path, files: Iterable[str]) -> None:
    named = ", ".join(sorted(files))
    if named:
        raise TamperedError(
            message.format(folder=folder, files=named),
            hint=_("Restore the folder from the distribution or the bundle it came from, and do not use it meanwhile."),
        )
