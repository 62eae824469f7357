"""Whose computer asks: the address that a trusted proxy vouches for, else the one that is connected."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def client_address(connected: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the nearest address that is no trusted proxy.

    Each proxy writes behind the others whom it heard, so the header is read from its end; what stands before
    the first stranger was written by that stranger and is not believed.
    """
    nearest = _address(connected)
    if nearest is None:
        return connected
    for hop in reversed(forwarded_for.split(",")):
        if not _within(nearest, trusted):
            break
        heard = _address(hop)
        if heard is None:
            break
        nearest = heard
    return str(nearest)


def _address(text: str) -> Address | None:
    """Read `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
