"""Leaves nothing, in a SQLite file, of what was deleted from it."""

from __future__ import annotations

import sqlite3


def scrub(database: sqlite3.Connection) -> bool:
    """Write a database anew and empty its write-ahead log; say whether nobody was in the way of the latter.

    Deleted rows stay in free pages, and in the gaps of others, until a database is written anew; and what is in the
    log stays there until no other process reads an older state (https://sqlite.org/pragma.html#pragma_wal_checkpoint).
    """
    database.execute("PRAGMA secure_delete = ON")
    database.execute("VACUUM")
    busy, _pages, _moved = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
