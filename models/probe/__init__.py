"""Finds out in about a minute whether a generator may compose: word claims, rather than only point at quotations."""

from models.probe.kept import NAME, Place, keep, kept
from models.probe.result import CHANCE, LEAST, Result, Score, advice, failures, reasons, tasks
from models.probe.running import CONTEXT, Measured, Probed, Progress, Task, run

__all__ = [
    "CHANCE", "CONTEXT", "LEAST", "NAME", "Measured", "Place", "Probed", "Progress", "Result", "Score", "Task",
    "advice", "failures", "keep", "kept", "reasons", "run", "tasks",
]  # fmt: skip
