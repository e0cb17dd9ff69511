"""Refuses the network to this process: nothing leaves, nothing is fetched, whatever a library would like to do.

But for what `permit` names: the one server inside the enclave that the settings may have generate.
"""

from __future__ import annotations

import os
import socket
import sys
from gettext import gettext as _

from models.errors import ModelError

# Read by libraries before they would look for a newer model or report that they were used.
_QUIET = {
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
_TRIES = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})
_installed = False
_permitted: set[tuple[object, object]] = set()


class NetworkForbiddenError(ModelError):
    """Something in this process tried to use the network."""


def forbid() -> None:
    """From now on, have every connection, datagram and name look-up of this process fail, except to local sockets.

    By an audit hook (PEP 578), which cannot be taken away again. What is not Python does not pass by it; the test that
    runs in an empty network namespace covers that.
    """
    global _installed
    os.environ.update(_QUIET)
    if not _installed:
        _installed = True
        sys.addaudithook(_hook)


def permit(host: str, port: int) -> None:
    """Except one name or IP address, at one port, from what is refused: it may be looked up and connected to."""
    _permitted.add((host, port))


def attempt() -> str | None:
    """Try to connect to an address that no network has (RFC 5737), and return what refused it; None if nothing did."""
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=0.2).close()
    except NetworkForbiddenError as error:
        return str(error)
    except OSError:
        return None
    return None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _TRIES:
        return
    first, second, *_rest = *arguments, None, None
    if isinstance(first, socket.socket) and first.family == socket.AF_UNIX:
        return
    if event == "socket.connect" and isinstance(second, tuple) and second[:2] in _permitted:
        return
    if event == "socket.getaddrinfo" and (first, second) in _permitted:
        return
    raise NetworkForbiddenError(
        _("Something tried to use the network, which Greffier forbids itself."),
        hint=_("Please report this: nothing in Greffier should."),
    )
