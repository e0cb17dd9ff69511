"""Sealed folders: named by the hash of a manifest that names the hash of every file, so that no byte changes unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from gettext import gettext as _
from hashlib import sha256
from pathlib import Path

from indexes.errors import DamagedError
from indexes.files import canonical, replace_file, sha256_of, sync

MANIFEST = "manifest.json"
_DIGITS = 32
_LARGE = 1 << 20
"""Bytes from which a file is worth a thread."""


def seal(folder: Path, facts: Mapping[str, object]) -> str:
    """Sync the files of a folder and write its manifest, last: the facts, and each file's SHA-256; return its name."""
    digests = {}
    for path in sorted(folder.iterdir()):
        sync(path)
        digests[path.name] = sha256_of(path)
    content = canonical({**facts, "files": digests})
    replace_file(folder / MANIFEST, content)
    return name_of(content)


def name_of(manifest: bytes) -> str:
    """The name of a sealed folder: the first 32 hexadecimal digits of its manifest's SHA-256."""
    return sha256(manifest).hexdigest()[:_DIGITS]


def facts_of(folder: Path) -> dict[str, object]:
    """What a manifest says, unverified; nothing where there is none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def verify(folder: Path) -> dict[str, object]:
    """Hold a folder's files against its manifest, and the manifest against its name; return the manifest.

    Every byte is read each time, with as many threads as there are processors. Remembering by size and time which
    files were verified would be faster, and would believe whoever can write to them.

    Raises:
        DamagedError: naming the files.
    """
    manifest = facts_of(folder)
    files = manifest.get("files")
    listed: dict[str, object] = files if isinstance(files, dict) else {}
    wrong = [MANIFEST] if name_of(canonical(manifest)) != folder.name or not isinstance(files, dict) else []
    with ThreadPoolExecutor() as pool:  # starts no thread before it is given something to do
        large = [file for file in listed if _size(folder / file) >= _LARGE]
        held = dict(zip(large, pool.map(lambda file: _holds(folder, file, listed[file]), large), strict=True))
        held |= {file: _holds(folder, file, digest) for file, digest in listed.items() if file not in held}
        wrong += [file for file, good in held.items() if not good]
    if wrong:
        raise DamagedError(
            _("The search index is damaged: {files}.").format(files=", ".join(wrong)),
            hint=_("Make it again from the catalogue: greffier index rebuild"),
        )
    return manifest


def is_whole(folder: Path) -> bool:
    """Say whether a folder verifies."""
    try:
        verify(folder)
    except DamagedError:
        return False
    return True


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _holds(folder: Path, file: str, digest: object) -> bool:
    path = folder / file
    return Path(file).name == file and path.is_file() and not path.is_symlink() and sha256_of(path) == digest
