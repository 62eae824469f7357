"""A room's address and signing secret: sealed when saved, opened for a call alone, never shown again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anxin.core.rooms.models import Robot, Room
from anxin.core.sealing import UnsealError, fingerprint, seal, unseal

ADDRESS, SECRET, ROBOT = "rooms.address", "rooms.secret", "rooms.robot"


@dataclass(frozen=True)
class Keys:
    """What a call needs of a room."""

    address: str = ""
    secret: str = ""


def lock_up(room: Room, *, address: str | None, secret: str | None, at: datetime) -> None:
    """Put a new address or secret into the room; None leaves what is there, an empty text takes it away."""
    if address is not None:
        room.address_sealed = seal(address.encode(), use=ADDRESS) if address else None
        room.address_tail = _tail(address)
        room.robot = _robot(address, at) if address else None
    if secret is not None:
        room.secret_sealed = seal(secret.encode(), use=SECRET) if secret else None
        room.secret_tail = _tail(secret)


def keys_of(room: Room) -> Keys:
    """Open the room's address and secret, or raise `UnsealError`."""
    return Keys(_opened(room.address_sealed, ADDRESS), _opened(room.secret_sealed, SECRET))


def has_keys(room: Room, *, address: str | None, secret: str | None) -> bool:
    """Say whether the room has this address and secret already; None asks nothing."""
    try:
        held = keys_of(room)
    except UnsealError:
        return False
    return address in (None, held.address) and secret in (None, held.secret)


def _opened(sealed: bytes | memoryview | None, use: str) -> str:
    return unseal(bytes(sealed), use=use).decode() if sealed else ""


def _tail(secret: str) -> str:
    """Return the last four characters, and nothing of what is so short that they would give it away."""
    return secret[-4:] if len(secret) >= 12 else ""


def _robot(address: str, at: datetime) -> Robot:
    robot, _fresh = Robot.objects.get_or_create(
        address_mark=fingerprint(address, use=ROBOT), defaults={"tokens": 1e6, "counted_at": at}
    )
    return robot
