"""A full disk, told as one: what the system and SQLite say of it becomes what a person can do about it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _

from ingest.errors import FullDiskError


@contextmanager
def telling_a_full_disk() -> Iterator[None]:
    """Raise FullDiskError for what fails within because there is no room left."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error):
            raise FullDiskError(
                _("The disk is full. What was filed before is kept, and still answers."),
                hint=_("Free some space, then run greffier ingest resume: it goes on where it stopped."),
            ) from error
        raise
