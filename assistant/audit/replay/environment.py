"""What computes, then and now: which parts of it differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.audit.replay.outcome import Difference

_ABOUT = ("version", "generation")
"""Facts of an opened session, besides its environment, that its answers depend on and that are not set as they were."""

_ORDER = ("version", "generation", "model", "adapter", "llama_cpp", "threads", "batch", "context", "cpu")


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What of the environment of a session that was opened then is not as it was, by the facts of both openings.

    What is not said of then, since an earlier version recorded less, is not held against now.
    """
    before, after = dict(_environment(then)), dict(_environment(now))
    found = [Difference(name, value, after.get(name)) for name, value in before.items() if after.get(name) != value]
    if "environment" in then:
        # Something that computed then and does not now, or the other way round, is a difference too.
        found += [
            Difference(name, None, after[name])
            for name in ("model", "url")
            if name in after and name not in before and after[name] is not None
        ]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.name) if one.name in _ORDER else len(_ORDER)))


def server(opened: Mapping[str, Any]) -> str | None:
    """The address of the server that worded the answers, which cannot be computed again; None where none did."""
    environment = opened.get("environment")
    url = environment.get("url") if isinstance(environment, Mapping) else None
    return None if url is None else str(url)


def _environment(opened: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name in _ABOUT:
        if name in opened:
            yield name, opened[name]
    environment = opened.get("environment")
    if isinstance(environment, Mapping):
        yield from _flat(environment, "")


def _flat(facts: Mapping[str, Any], before: str) -> Iterator[tuple[str, object]]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", list(value) if isinstance(value, tuple) else value
