"""
The way to an address that somebody else has named, without being led into our own house.

The name is looked up once, every answer is judged, and the connection goes to the judged address:
a second look-up that answers otherwise changes nothing. Redirects are not followed, the answer's
body is not read, and the whole call has five seconds (design: SECURITY 12).
"""

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 5.0  # seconds for the whole call
LONGEST = 500  # characters of an address
PORTS = frozenset({443, 8443})
# Ways of IPv6 to say an address of IPv4, or of a translator, and what the library takes for open
# although it is a site's own, an example's or a relay's: none is one of the open network.
_WRAPPED = tuple(map(ip_network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48",
                                  "2001::/32", "2002::/16", "fec0::/10", "3fff::/20",
                                  "192.88.99.0/24")))  # fmt: skip


class AddressRefused(Exception):
    """The address is none to which we send; `code` says why in a word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Target:
    """Where a call goes: the name for TLS and the Host header, and the judged address."""

    host: str
    port: int
    path: str
    address: str
    is_tls: bool


def target_of(url: str) -> Target:
    """
    Return where a call of this address goes.

    Raises:
        AddressRefused: not https, with a password, another port, a name that is not found, or an
            address of the machine, the house, the link or of anything but the open network.
    """
    is_lax = settings.WEBHOOK_LAX
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("address-unreadable") from error
    if parts.scheme != "https" and not (is_lax and parts.scheme == "http"):
        raise AddressRefused("not-https")
    if not parts.hostname or len(url) > LONGEST or not url.isascii() or not url.isprintable():
        raise AddressRefused("address-unreadable")
    if parts.username is not None or parts.password is not None or " " in url:
        raise AddressRefused("address-unreadable")
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS and not is_lax:
        raise AddressRefused("port-not-open")
    found = _looked_up(parts.hostname, port)
    if not is_lax:
        own = _own()
        for address in found:
            if not is_open(address) or address in own:
                raise AddressRefused("address-not-open")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, port, path, str(found[0]), parts.scheme == "https")


def is_open(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address lies in the open network, and nowhere near us."""
    if any(address in network for network in _WRAPPED):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _looked_up(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused("name-not-found") from error
    found = [ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
    if not found:
        raise AddressRefused("name-not-found")
    return list(dict.fromkeys(found))


def _own() -> set[IPv4Address | IPv6Address]:
    """Return the addresses under which we are found ourselves."""
    host = urlsplit(settings.SITE_URL).hostname
    try:
        return set(_looked_up(host, 443)) if host else set()
    except AddressRefused:
        return set()


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """
    Post a body to a judged address and return the status; what else is answered is not read.

    Raises:
        OSError, http.client.HTTPException: nobody answered in time, or not in HTTP.
    """
    line = _Line(target)
    # Each read has its own patience; this one ends the call, however slowly bytes drip in.
    guard = threading.Timer(TIMEOUT, line.cut)
    guard.start()
    try:
        line.request("POST", target.path, body=body, headers=headers)
        return line.getresponse().status
    finally:
        guard.cancel()
        line.close()


class _Line(http.client.HTTPConnection):
    """A connection to the judged address, whatever the name would answer now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self.target = target

    def connect(self) -> None:
        """Connect to the address; over TLS the certificate must be the name's."""
        self.sock = socket.create_connection((self.target.address, self.port), self.timeout)
        if self.target.is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.target.host)

    def cut(self) -> None:
        """End the call from another thread."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended already
