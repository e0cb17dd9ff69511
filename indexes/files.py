"""Writes files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_CHUNK = 1 << 20


def canonical(value: Mapping[str, object]) -> bytes:
    """Write a JSON object in one form only: keys sorted, no spaces, UTF-8. For manifests of our own; floats have no
    place in them.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_of(path: Path) -> str:
    """Hash a file, in 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_and_hash(source: Path, target: Path) -> str:
    """Copy a file's bytes and sync them; return their SHA-256, which is thus of the bytes that were copied.

    Raises:
        OSError: it cannot be read or written, or `source` is no regular file: nobody waits for what a pipe may bring.
    """
    digest = hashlib.sha256()
    with open(source, "rb", opener=_open_regular) as reader, target.open("xb") as writer:
        while chunk := reader.read(_CHUNK):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()


def _open_regular(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: bytes) -> None:
    """Write aside, sync, rename, sync the folder."""
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync(path.parent)


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """Give a new hidden folder in `folder` to write into; what is still there under that name afterwards is dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    hidden = folder / f".{secrets.token_hex(8)}"
    hidden.mkdir()
    try:
        yield hidden
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def move(source: Path, target: Path) -> None:
    """Rename a folder, and bring both names to the disk."""
    source.rename(target)
    sync(target.parent)
    if source.parent != target.parent:
        sync(source.parent)


def remove(folder: Path) -> None:
    """Drop a folder: hidden first, so that it is never there in part."""
    hidden = folder.with_name(f".{secrets.token_hex(8)}")
    folder.rename(hidden)
    shutil.rmtree(hidden)


def sweep(folder: Path) -> None:
    """Drop the hidden folders that an interrupted writer left in `folder`. Only for the one writer of a library."""
    for left in folder.glob(".*"):
        if left.is_dir():
            shutil.rmtree(left)
