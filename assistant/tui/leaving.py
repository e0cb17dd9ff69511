"""What the desk still says while the screens are taken down is not shown: there is nothing left to show it on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from textual.message_pump import MessagePump

Pump = TypeVar("Pump", bound=MessagePump)
Rest = ParamSpec("Rest")
Result = TypeVar("Result")


def while_running(
    handler: Callable[Concatenate[Pump, Rest], Result],
) -> Callable[Concatenate[Pump, Rest], Result | None]:
    """Leave a message of the desk unheard once the program is being closed.

    An answer goes on being written in its thread while the user leaves; what it says then stands on the record, and
    is found there. Its messages are handled after the widgets they would change are gone.
    """

    @wraps(handler)
    def heard(pump: Pump, /, *rest: Rest.args, **named: Rest.kwargs) -> Result | None:
        return handler(pump, *rest, **named) if pump.is_running else None

    return heard
