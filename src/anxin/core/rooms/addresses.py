"""Where posts may go: https to hosts that the operator named, never by surprise into a private network."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.core.rooms.errors import UnfitAddressError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Target:
    """An address that was looked up and allowed: the call goes to this number and no other."""

    scheme: str
    host: str
    port: int
    number: str
    path: str


def checked_webhook(address: str) -> SplitResult:
    """Return the parts of a webhook that may be kept, or raise `UnfitAddressError` with the mend. Looks nothing up."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or not address.isascii() or any(letter <= " " or letter == "\x7f" for letter in address):
        raise UnfitAddressError(_("This is no web address. Copy it whole from the robot's page."))
    if parts.username or parts.password or parts.fragment:
        raise UnfitAddressError(_("The address holds a user name or a part behind #. Copy it from the robot's page."))
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise UnfitAddressError(_("A webhook begins with https://."))
    if not _is_named(host, port):
        raise UnfitAddressError(
            _("Posts may not go to %(host)s. Your administrator can allow it: setting room_hosts.") % {"host": host}
        )
    return parts


def resolve(address: str, *, extra_query: str = "") -> Target:
    """Look a webhook up; refuse a private network unless the operator named the host.

    Raises `UnfitAddressError` for good, and `OSError` where the name cannot be looked up now.
    """
    parts = checked_webhook(address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    number = public_number(host, port)
    query = "&".join(part for part in (parts.query, extra_query) if part)
    path = (parts.path or "/") + (f"?{query}" if query else "")
    return Target(parts.scheme, host, port, number, path)


def public_number(host: str, port: int) -> str:
    """Return the number to connect with; every number of the name must be allowed, so that none can slip in."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [str(entry[4][0]) for entry in found]
    if host.lower() not in settings.ANXIN["room_private_hosts"]:
        inner = [number for number in numbers if not _is_public(number)]
        if inner:
            raise UnfitAddressError(
                _("%(host)s lies in a private network. Your administrator can allow it: setting room_private_hosts.")
                % {"host": host}
            )
    return numbers[0]


def _is_named(host: str, port: int | None) -> bool:
    named = settings.ANXIN["room_hosts"]
    return host.lower() in named or (port is not None and f"{host.lower()}:{port}" in named)


def _is_public(number: str) -> bool:
    address: Address = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return bool(mapped.is_global and address.is_global and not address.is_multicast)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
