"""Puts on the record by which settings answers are made, each time that they are others than those before."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.audit.log import Log

KIND = "settings.changed"


class SettingsNoted:
    """A log that tells of the settings before the first session that is opened under them."""

    def __init__(self, log: Log, settings: Mapping[str, object]) -> None:
        self._log = log
        self._settings = settings

    def record(self, kind: str, facts: Mapping[str, object], session: str | None = None) -> int:
        """Append an entry; before one that opens a session, the settings, where they are not the latest on the record.

        Raises:
            RecordError: as `Log.record`.
        """
        if kind == "session.opened":
            latest = self._log.latest(KIND)
            before = latest.get("settings") if latest else None
            if before != self._settings:
                changed = changes(before if isinstance(before, Mapping) else {}, self._settings)
                self._log.record(KIND, {"settings": self._settings, "changed": changed})
        return self._log.record(kind, facts, session)


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of what is not the same, in order."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
