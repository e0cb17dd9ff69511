"""A look at the jobs; at the quarantine and the counts too, where those may have changed since the last one."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tui.filing.desk import Aside, Counts, FilingDesk, Job

_NOTED = 20  # documents filed between two counts of what the library holds

Seen = tuple[Sequence[Job], Sequence[Aside] | None, Counts | None]
"""What was looked at: jobs; and the quarantine and the counts, where those may have changed."""


def look(desk: FilingDesk, known: tuple[object, ...] | None) -> Seen:
    """Look at the jobs. known: their mark when all was looked at last; None: never yet, or all is to be looked at."""
    jobs = desk.jobs()
    if mark(jobs) == known:
        return jobs, None, None
    return jobs, desk.quarantine(), desk.counts()


def mark(jobs: Sequence[Job]) -> tuple[object, ...]:
    """What tells that the quarantine or the counts have changed: how jobs stand, and roughly what they did."""
    told = ((job.told.quarantined, job.told.filed // _NOTED) if job.told is not None else (0, 0) for job in jobs)
    return tuple((job.number, job.standing, *done) for job, done in zip(jobs, told, strict=True))
