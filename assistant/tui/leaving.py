"""What the desk still says while the screens are taken down is not shown: there is nothing left to show it on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual.app import App

AppT = TypeVar("AppT", bound=App[Any])
Rest = ParamSpec("Rest")
Result = TypeVar("Result")


def while_running(
    handler: Callable[Concatenate[AppT, Rest], Result],
) -> Callable[Concatenate[AppT, Rest], Result | None]:
    """Leave a message of the desk unheard once the app is being closed.

    An answer goes on being written in its thread while the user leaves; what it says then stands on the record, and
    is found there. Its messages are handled after the widgets they would change are gone.
    """

    @wraps(handler)
    def heard(app: AppT, /, *rest: Rest.args, **named: Rest.kwargs) -> Result | None:
        return handler(app, *rest, **named) if app.is_running else None

    return heard
