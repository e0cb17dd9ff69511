"""Keeps vectors that take long to make: by what they were made with and of, so that they are made once."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexes.records import Encoder
from indexes.scrubbing import scrub

FILE = "vectors.sqlite"
_TOGETHER = 16
"""Texts encoded before they are kept: what is stopped loses no more than these."""


class VectorStore:
    """Unit vectors in SQLite, half precision, named by the encoder's fingerprint and the text's digest.

    What it holds can be made again: the file may be deleted. Any number of processes read and write it. Where it
    cannot be written (a library on a read-only disk), vectors are made each time.
    """

    def __init__(self, path: Path) -> None:
        self._turn = threading.Lock()
        try:
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            self._database.execute("PRAGMA journal_mode = WAL")
            # After a power cut the last vectors may be missing, and are made again.
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS vectors (encoder BLOB, text BLOB, vector BLOB NOT NULL, "
                "PRIMARY KEY (encoder, text)) WITHOUT ROWID"
            )
        except sqlite3.Error:
            self._database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            self._database.execute(
                "CREATE TABLE vectors (encoder BLOB, text BLOB, vector BLOB, PRIMARY KEY (encoder, text))"
            )

    def encode(self, texts: Sequence[str], encoder: Encoder) -> NDArray[np.float32]:
        """Return the texts' unit vectors, float32 [len(texts), dimension]: those kept, and the others made and kept.

        Vectors are rounded to half precision before they are returned, whether they were kept or made.
        """
        name = bytes.fromhex(encoder.fingerprint)
        keys = [_key(text) for text in texts]
        found = self._kept(encoder, keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        waiting = list(missing.items())
        for start in range(0, len(waiting), _TOGETHER):
            part = waiting[start : start + _TOGETHER]
            made = encoder.encode([text for _, text in part]).astype(np.float16)
            fresh = {key: vector for (key, _), vector in zip(part, made, strict=True)}
            self._keep(name, fresh)
            found.update(fresh)
        rows = [found[key] for key in keys]
        return np.array(rows, dtype=np.float32).reshape(len(rows), encoder.dimension)

    def missing(self, texts: Sequence[str], encoder: Encoder) -> list[str]:
        """Return the texts whose vectors are not kept yet, in their order."""
        keys = [_key(text) for text in texts]
        found = self._kept(encoder, keys)
        return [text for key, text in zip(keys, texts, strict=True) if key not in found]

    def keep_only(self, texts: Iterable[str]) -> bool:
        """Delete the vectors of all but these texts, and write the file anew; say whether nothing else is left in it.

        Raises:
            sqlite3.Error: the file cannot be written.
        """
        with self._turn:
            if not self._database.execute("PRAGMA database_list").fetchone()[2]:
                raise sqlite3.OperationalError("the vectors are not on the disk")
            self._database.execute("PRAGMA temp_store = MEMORY")
            self._database.execute("CREATE TEMP TABLE IF NOT EXISTS kept (text BLOB PRIMARY KEY) WITHOUT ROWID")
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((_key(text),) for text in texts))
            self._database.execute("DELETE FROM vectors WHERE text NOT IN (SELECT text FROM kept)")
            self._database.execute("DELETE FROM kept")
            self._database.execute("COMMIT")
            return scrub(self._database)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _kept(self, encoder: Encoder, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float16]]:
        name, found = bytes.fromhex(encoder.fingerprint), {}
        with self._turn, contextlib.suppress(sqlite3.DatabaseError):  # what cannot be read is made again
            for key in keys:
                row = self._database.execute(
                    "SELECT vector FROM vectors WHERE encoder = ? AND text = ?", (name, key)
                ).fetchone()
                if row is not None and len(row[0]) == 2 * encoder.dimension:
                    found[key] = np.frombuffer(row[0], dtype="<f2").astype(np.float16)
        return found

    def _keep(self, encoder: bytes, vectors: dict[bytes, NDArray[np.float16]]) -> None:
        rows = [(encoder, key, vector.astype("<f2").tobytes()) for key, vector in vectors.items()]
        with self._turn:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
                self._database.execute("COMMIT")
            except sqlite3.Error:
                # A full or read-only disk, or another process that writes for long: an answer does not wait for it.
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")


def _key(text: str) -> bytes:
    return sha256(text.encode()).digest()[:16]
