"""What is given on the command line: days, and files to be written."""

from __future__ import annotations

import os
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click


class Day(click.DateTime):
    """A day, YYYY-MM-DD."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(_("{value!r} is no day: write it YYYY-MM-DD.").format(value=value), param, ctx)


class Target(click.Path):
    """A file to be written, in a folder that is there: that it is not is said before the work, not after it."""

    def __init__(self, *, dir_okay: bool = False) -> None:
        super().__init__(path_type=Path, dir_okay=dir_okay)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """See that it can be there."""
        folder = Path(value).parent
        if not folder.is_dir():
            self.fail(_("There is no folder {folder}.").format(folder=folder), param, ctx)
        return super().convert(value, param, ctx)
