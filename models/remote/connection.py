"""Speaks HTTP with the one server: no proxy, no redirect, no other address, and closed at once when asked to stop."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from gettext import gettext as _
from pathlib import Path

from models.errors import ModelError
from models.remote import errors
from models.remote.address import Address
from models.remote.events import told

CONNECT_SECONDS = 10.0
_TICK = 0.05  # seconds between two looks at whether to stop
_MOST_ERROR = 1 << 16  # bytes of an error that are read
_MOST_LINE = 1 << 20  # bytes of a line of an answer
MOST_WHOLE = 1 << 24  # bytes of an answer that does not come in lines
_KEY = re.compile(r"[!-~]{1,4096}")


class CancelledError(Exception):
    """Whoever asked wants no answer any more."""


def key_from(file: Path) -> str:
    """Read a server's key from a file: one line. Raises KeyFileError, which does not repeat it."""
    hint = _("Write the key, and nothing else, in a file that only you may read, and name it in the settings.")
    try:
        return checked_key(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise errors.KeyFileError(
            _("The file of the server’s key, {file}, cannot be read: {reason}.").format(file=file, reason=reason),
            hint=hint,
        ) from error


def checked_key(key: str) -> str:
    """The key without the blanks around it. Raises KeyFileError where it cannot stand in a request."""
    key = key.strip()
    if not _KEY.fullmatch(key):
        raise errors.KeyFileError(
            _("The server’s key can be no key: it is empty, or holds a blank or a letter with an accent."),
            hint=_("Write the key, and nothing else, in a file that only you may read, and name it in the settings."),
        )
    return key


class Connector:
    """Opens a connection a request, to one IP address. The key is in no message and in no representation."""

    def __init__(self, address: Address, ip: str, *, key: str | None, ca_file: Path | None, patience: float) -> None:
        self.url = address.url
        self._address = address
        self._ip = ip
        self._key = None if key is None else checked_key(key)
        self._patience = patience
        self._tls = _tls(ca_file) if address.secure else None

    @contextlib.contextmanager
    def exchange(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[http.client.HTTPResponse]:
        """Send a request and hand over the answer, once its status says that it is one.

        `cancelled` is asked from another thread, some twenty times a second. Raises ModelError for all that can go
        wrong while the answer is read, and CancelledError once `cancelled` said so.
        """
        connection = _Pinned(self._address.host, self._address.port, self._ip, self._tls)
        watch: _Watch | None = None
        try:
            connection.connect()
            connection.sock.settimeout(self._patience)
            watch = _Watch(connection.sock, cancelled)
            connection.request(method, self._address.base + path, *self._content(body))
            with connection.getresponse() as response:
                if response.status != http.client.OK:
                    raise self._refusal(response)
                yield response
        except (OSError, http.client.HTTPException, ValueError) as error:
            if watch is not None and watch.cut:
                raise CancelledError from error
            raise self._explained(error, begun=watch is not None) from error
        finally:
            if watch is not None:
                watch.end()
            connection.close()
        if watch.cut:
            raise CancelledError

    def lines(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        """The lines of an answer as they come. Raises NotUnderstoodError for one that is longer than any should be."""
        while line := response.readline(_MOST_LINE):
            if len(line) >= _MOST_LINE:  # http.client may give more than it was asked for
                raise errors.not_understood(self.url, _("a line without an end"))
            yield line

    def told(self, error: str) -> errors.RejectedError:
        """What to raise where the server says in words what went wrong."""
        return errors.RejectedError(
            _("The server at {url} refuses: {reason}").format(url=self.url, reason=errors.excerpt(error, self._key)),
            hint=_("Where the prompt is too long for it, ask a shorter question; else see the server’s own log."),
        )

    def _content(self, body: Mapping[str, object] | None) -> tuple[bytes | None, dict[str, str]]:
        headers = {"Accept": "text/event-stream, application/json", "Connection": "close"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        if body is None:
            return None, headers
        return json.dumps(body).encode(), {**headers, "Content-Type": "application/json"}

    def _refusal(self, response: http.client.HTTPResponse) -> ModelError:
        if response.status in (401, 403):
            return errors.UnauthorisedError(
                _("The server at {url} does not take the key.").format(url=self.url)
                if self._key is not None
                else _("The server at {url} asks for a key.").format(url=self.url),
                hint=_("Ask whoever looks after the server for a key, and name its file in the settings."),
            )
        if 300 <= response.status < 400:
            return errors.not_understood(self.url, _("it points elsewhere, where nothing is sent"))
        said = response.read(_MOST_ERROR).decode("utf-8", "replace")
        if response.status == 404:
            return errors.not_understood(self.url, errors.excerpt(told(said) or "404", self._key))
        return self.told(f"{response.status} {told(said)}")

    def _explained(self, error: Exception, *, begun: bool) -> ModelError:
        url, reason = self.url, errors.excerpt(str(error), self._key)
        if isinstance(error, ssl.SSLCertVerificationError) or (isinstance(error, ssl.SSLError) and not begun):
            return errors.CertificateError(
                _("The server at {url} could not show that it is the one it should be: {reason}").format(
                    url=url, reason=getattr(error, "verify_message", "") or reason
                ),
                hint=_("Name the certificate of the authority that signed the server’s own in the settings."),
            )
        if isinstance(error, TimeoutError):
            return errors.UnreachableError(
                _("The server at {url} did not answer within {seconds} s.").format(
                    url=url, seconds=round(self._patience if begun else CONNECT_SECONDS)
                ),
                hint=_("See whether it is busy or stopped; the settings say for how long to wait."),
            )
        if not begun and isinstance(error, OSError):
            return errors.UnreachableError(
                _("Nothing answers at {url}: {reason}").format(url=url, reason=error.strerror or reason),
                hint=_("Check that the server runs and that its address in the settings is right."),
            )
        if isinstance(error, OSError | http.client.IncompleteRead | http.client.RemoteDisconnected):
            return errors.stopped(url)
        return errors.not_understood(url, reason)


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise errors.CertificateError(
            _("The certificate of the authority, {file}, cannot be read.").format(file=ca_file),
            hint=_("It must be a file in the PEM format that you may read."),
        ) from error


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked up before, under the name whose certificate it must show."""

    def __init__(self, host: str, port: int, ip: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._ip = ip
        self._tls = tls

    def connect(self) -> None:
        """Connect, and shake hands."""
        plain = socket.create_connection((self._ip, self.port), CONNECT_SECONDS)
        self.sock = plain if self._tls is None else self._tls.wrap_socket(plain, server_hostname=self.host)


class _Watch:
    """Shuts a connection down once `cancelled` says so, so that whoever reads from it wakes up."""

    def __init__(self, sock: socket.socket, cancelled: Callable[[], bool]) -> None:
        self.cut = False
        self._sock = sock
        self._cancelled = cancelled
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(_TICK):
            if self._cancelled():
                self.cut = True
                with contextlib.suppress(OSError):
                    # Of the socket itself: TLS would first say goodbye, from a thread that is not the one reading.
                    socket.socket.shutdown(self._sock, socket.SHUT_RDWR)
                return

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()
