"""What can go wrong with a server, by what a person can do about it."""

from __future__ import annotations

from gettext import gettext as _

from models.errors import ModelError

_SHOWN = 200  # characters of what a server says that a message repeats


class AddressError(ModelError):
    """The address cannot be a server's, or does not lie inside the enclave."""


class KeyFileError(ModelError):
    """The key cannot be read, or can be no key."""


class UnreachableError(ModelError):
    """Nothing answers at the address."""


class CertificateError(ModelError):
    """The server cannot show that it is the one it should be."""


class UnauthorisedError(ModelError):
    """The server does not take the key."""


class RejectedError(ModelError):
    """The server understood the request, and refuses it."""


class NotUnderstoodError(ModelError):
    """What came back is not what the OpenAI interface has."""


class StoppedError(ModelError):
    """The server stopped in the middle of an answer."""


def excerpt(text: str, secret: str | None = None) -> str:
    """The beginning of what a server said, on one line, with the key taken out where it repeats it."""
    if secret:
        text = text.replace(secret, "…")
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def not_understood(url: str, what: str) -> NotUnderstoodError:
    """What to raise where a server's words are not those of the interface."""
    return NotUnderstoodError(
        _("The server at {url} does not answer as the OpenAI interface has it: {what}").format(url=url, what=what),
        hint=_("Check that the address is that of the interface itself, such as https://server:8443/v1."),
    )


def stopped(url: str) -> StoppedError:
    """What to raise where an answer ends before its end."""
    return StoppedError(
        _("The server at {url} stopped in the middle of the answer.").format(url=url),
        hint=_("Ask again; where it happens again, see the server’s own log."),
    )
