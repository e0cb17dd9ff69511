"""The keys of the room of the evaluations."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from assistant.tui.parts import PART_KEYS
from assistant.tui.plain import N_

KEYS: list[BindingType] = [
    Binding("space", "mark", N_("Mark"), tooltip=N_("Mark this run, to compare it")),
    Binding("c", "compare", N_("Compare"), tooltip=N_("Compare the marked runs, or this one with the last")),
    Binding("p", "plot", N_("Plot"), tooltip=N_("Next plot")),
    Binding("m", "metric", N_("Metric"), tooltip=N_("Plot another metric over the last runs")),
    Binding("slash", "filter", N_("Filter"), tooltip=N_("Show only the questions in which these words stand")),
    Binding("escape", "unfilter", N_("All"), tooltip=N_("Show all questions again"), show=False),
    *PART_KEYS,
    Binding("f5", "look", N_("Look again"), show=False),
]
