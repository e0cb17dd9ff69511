"""The server's address: taken apart, looked up once, and held to lie inside the enclave."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from urllib.parse import urlsplit

from models import offline
from models.remote.errors import AddressError, UnreachableError

# What no router of the Internet carries: RFC 1918 and RFC 4193.
ENCLAVE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is. `host` is a name or an IP address without brackets, `base` the path before `/models`."""

    secure: bool
    host: str
    port: int
    base: str

    @property
    def url(self) -> str:
        """The address in one line, as it is shown and recorded."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{self.base}"


def parse(url: str) -> Address:
    """Take an address apart; a path that is not given is `/v1`. Raises AddressError.

    A key has no place in it: what stands in an address is shown, and recorded.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refused(url, str(error)) from error
    if parts.username is not None or parts.password is not None:
        raise AddressError(
            _("The address of a server holds no name and no password."),
            hint=_("Put the key in a file that only you may read, and name the file in the settings."),
        )
    if parts.scheme not in _PORTS or not host or parts.query or parts.fragment:
        raise _refused(url, _("it must be like https://server:8443/v1"))
    return Address(parts.scheme == "https", host, port or _PORTS[parts.scheme], parts.path.rstrip("/") or "/v1")


def inside(address: str, networks: Iterable[str] = ENCLAVE) -> bool:
    """Whether an IP address is this machine's own, or lies in one of the networks (CIDR). Raises ValueError."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_loopback or any(ip in ipaddress.ip_network(network) for network in networks)


def locate(address: Address, networks: Sequence[str] = ()) -> str:
    """Look the host up, once, and return an IP address of it to which this process may connect from now on.

    `networks` (CIDR) are those of the enclave; none: the private ones. Without TLS the server must be this machine.
    Raises AddressError, UnreachableError.
    """
    offline.permit(address.host, address.port)
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            _("No machine is known by the name of the server, {host}.").format(host=address.host),
            hint=_("Check the address of the server in the settings, and that this machine can look names up."),
        ) from error
    ips = [str(one[4][0]) for one in found]
    try:
        within = [ip for ip in ips if inside(ip, networks or ENCLAVE)]
    except ValueError as error:
        raise AddressError(
            _("The networks of the enclave cannot be read: {reason}").format(reason=error),
            hint=_("Write them in the settings as in 10.20.0.0/16, with no bit set behind the mask."),
        ) from error
    if not within:
        raise AddressError(
            _("The server at {url} lies outside the enclave ({ips}).").format(url=address.url, ips=", ".join(ips)),
            hint=_("Nothing is sent there. Where that network is one of yours, name it in the settings."),
        )
    if not address.secure and not ipaddress.ip_address(within[0].partition("%")[0]).is_loopback:
        raise AddressError(
            _("The server at {url} is another machine, and the connection would not be encrypted.").format(
                url=address.url
            ),
            hint=_("Let it serve https, and name the certificate of its authority in the settings."),
        )
    offline.permit(within[0], address.port)
    return within[0]


def _refused(url: str, why: str) -> AddressError:
    return AddressError(
        _("“{url}” cannot be the address of a server: {why}.").format(url=url, why=why),
        hint=_("Correct it in the settings."),
    )
