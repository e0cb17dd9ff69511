"""The rules by which all looks as it does, read once for each theme."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class ReadOnce(Stylesheet):
    """Textual reads all rules again whenever a room is entered for the first time, and whenever a theme is taken, be it
    the one there is; here only a theme with other colours has that done. The program ships its rules: none is edited
    while it runs.
    """

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the colours of a theme; what was read with the same ones stays."""
        if variables != self._variables:
            super().set_variables(variables)
            self._require_parse = True

    def reparse(self) -> None:
        """Read what is new, or all that was read with other colours."""
        self.parse()
