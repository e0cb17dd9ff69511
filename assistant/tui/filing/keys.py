"""The keys of the clerk's room."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from assistant.tui.parts import PART_KEYS
from assistant.tui.plain import N_

KEYS: list[BindingType] = [
    Binding("n", "file", N_("File…"), tooltip=N_("File a folder or a file")),
    Binding("g", "resume", N_("Resume"), tooltip=N_("Go on with the jobs that were interrupted or stopped")),
    Binding("s", "stop", N_("Stop"), tooltip=N_("Stop the job that runs; it can be gone on with")),
    Binding("r", "retry", N_("Try again"), tooltip=N_("Try this file of the quarantine again")),
    Binding("a", "retry_all", N_("Try all files of the quarantine again"), show=False),
    Binding("x", "release", N_("Release"), tooltip=N_("Take this file out of the quarantine without filing it")),
    *PART_KEYS,
    Binding("f5", "look", N_("Look again"), show=False),
]
