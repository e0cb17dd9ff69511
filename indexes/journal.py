"""The journal: what became of each set of bytes that was handed in, and which jobs never ended.

Keyed by the SHA-256 of the bytes and what reads them; each change is committed as it happens, so that whatever kills a
job, the next one knows what that one was at:

    queued        known, and to be parsed: a person stopped the job, or asks that a file be tried again
    parsing       a worker has it; found at the start of a job, the last one was killed over it
    parsed        its pages and passages are in the catalogue
    encoded       they are in a segment of the search indexes
    published     the generation in use finds it
    partial       likewise, but of some of its pages nothing could be read
    quarantined   it could not be filed
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from indexes.catalogue import Catalogue

State = Literal["queued", "parsing", "parsed", "encoded", "published", "partial", "quarantined"]


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a worker's end. bound: the limit that it hit. page: the last one that it began."""

    bound: str | None = None
    signal: str | None = None
    page: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """What the journal holds of one set of bytes; `reason` and `detail` are empty unless they are in quarantine."""

    state: State
    attempts: int
    reason: str
    detail: str
    trace: Trace
    changed: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was begun. `wanted` is what was asked for, `before` the generation in use when it was; the time is
    UTC, ISO 8601.
    """

    number: int
    wanted: Mapping[str, Any]
    before: str | None
    begun: str


class Journal:
    """The journal of an open catalogue. For the one writer of a library; each call is a commit, or part of one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._database = catalogue.database

    # Bytes

    def row(self, document: str, pipeline: str) -> Row | None:
        """What became of these bytes when this pipeline was to read them."""
        found = self._database.execute(
            "SELECT state, attempts, reason, detail, bound, signal, page, seconds, changed "
            "FROM journal WHERE document = ? AND pipeline = ?",
            (document, pipeline),
        ).fetchone()
        if found is None:
            return None
        state, attempts, reason, detail, bound, died, page, seconds, changed = found
        return Row(state, attempts, reason, detail, Trace(bound, died, page, seconds or 0.0), changed)

    def latest(self, document: str) -> Row | None:
        """What became of these bytes last, whatever read them."""
        found = self._database.execute(
            "SELECT pipeline FROM journal WHERE document = ? ORDER BY changed DESC LIMIT 1", (document,)
        ).fetchone()
        return self.row(document, found[0]) if found else None

    def begin(self, document: str, pipeline: str, root: str, file: str) -> None:
        """Note that a worker gets the bytes that were found there: one more attempt."""
        self._database.execute(
            "INSERT INTO journal (document, pipeline, root, file, state, attempts, changed) "
            "VALUES (?, ?, ?, ?, 'parsing', 1, ?) ON CONFLICT (document, pipeline) DO UPDATE SET root = excluded.root, "
            "file = excluded.file, state = 'parsing', attempts = attempts + 1, reason = '', detail = '', "
            "bound = NULL, signal = NULL, page = NULL, seconds = NULL, changed = excluded.changed",
            (document, pipeline, root, file, _now()),
        )

    def put_back(self, document: str, pipeline: str) -> None:
        """Note that a person stopped the worker, which does not count as an attempt."""
        self._database.execute(
            "UPDATE journal SET state = 'queued', attempts = attempts - 1, changed = ? "
            "WHERE document = ? AND pipeline = ? AND state = 'parsing'",
            (_now(), document, pipeline),
        )

    def requeue(self, document: str) -> None:
        """Note that a person wants these bytes tried again, as if they never had been."""
        self._database.execute(
            "UPDATE journal SET state = 'queued', attempts = 0, changed = ? "
            "WHERE document = ? AND state = 'quarantined'",
            (_now(), document),
        )

    def parsed(self, document: str, pipeline: str, lost: int, trace: Trace) -> None:
        """Note that pages and passages are filed; in the transaction that files them."""
        self._change(document, pipeline, "state = 'parsed', lost = ?", lost, trace=trace)

    def quarantined(self, document: str, pipeline: str, reason: str, detail: str, trace: Trace) -> None:
        """Note why the bytes cannot be filed."""
        self._change(document, pipeline, "state = 'quarantined', reason = ?, detail = ?", reason, detail, trace=trace)

    def encoded(self, documents: Iterable[str]) -> None:
        """Note that what is filed of these documents is in a segment of the search indexes."""
        moment = _now()
        with self._catalogue.transaction():
            self._database.executemany(
                "UPDATE journal SET state = 'encoded', changed = ? WHERE document = ? AND state = 'parsed'",
                ((moment, document) for document in documents),
            )

    def published(self) -> None:
        """Note that a generation is in use that was made of all that is in the catalogue."""
        self._database.execute(
            "UPDATE journal SET state = CASE lost WHEN 0 THEN 'published' ELSE 'partial' END, changed = ? "
            "WHERE state IN ('parsed', 'encoded') AND document IN (SELECT id FROM documents)",
            (_now(),),
        )

    def interrupted(self) -> set[tuple[str, str]]:
        """The places (root, file) of what a job was parsing when it was killed."""
        rows = self._database.execute("SELECT root, file FROM journal WHERE state = 'parsing'")
        return {(root, file) for root, file in rows}

    def counts(self) -> dict[str, int]:
        """How many sets of bytes are in each state."""
        return dict(self._database.execute("SELECT state, count(*) FROM journal GROUP BY state ORDER BY state"))

    def attempts(self) -> dict[str, int]:
        """How often each set of bytes that is in quarantine was tried, by the bytes' SHA-256."""
        return dict(
            self._database.execute(
                "SELECT document, max(attempts) FROM journal WHERE state = 'quarantined' GROUP BY document"
            )
        )

    # Jobs

    def open_job(self, wanted: Mapping[str, object], before: str | None, number: int | None = None) -> Job:
        """Note that a job begins, on a library whose generation is `before`; or goes on, the one of this number or one
        that wants the same and never ended.
        """
        text = json.dumps(wanted, sort_keys=True)
        for one in self.open_jobs():
            if one.number == number or (number is None and json.dumps(one.wanted, sort_keys=True) == text):
                return one
        cursor = self._database.execute(
            "INSERT INTO jobs (wanted, before, begun) VALUES (?, ?, ?)", (text, before, _now())
        )
        return Job(int(cursor.lastrowid or 0), wanted, before, _now())

    def close_job(self, number: int) -> None:
        """Note that a job has ended."""
        self._database.execute("UPDATE jobs SET ended = ? WHERE number = ?", (_now(), number))

    def open_jobs(self) -> list[Job]:
        """The jobs that never ended, in the order in which they began."""
        rows = self._database.execute(
            "SELECT number, wanted, before, begun FROM jobs WHERE ended IS NULL ORDER BY number"
        )
        return [Job(number, json.loads(wanted), before, begun) for number, wanted, before, begun in rows]

    def _change(self, document: str, pipeline: str, change: str, *values: object, trace: Trace) -> None:
        self._database.execute(
            f"UPDATE journal SET {change}, bound = ?, signal = ?, page = ?, seconds = ?, changed = ? "  # noqa: S608
            "WHERE document = ? AND pipeline = ?",
            (*values, trace.bound, trace.signal, trace.page, trace.seconds, _now(), document, pipeline),
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
