"""What stands in a crew's link and in a door code, and what the database keeps of it."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from anxin.patrols.street.models import CrewLink, DoorCode

SALT = "anxin.patrols.street.crew_link"


def new_serial() -> str:
    """Return what a new link is made from."""
    return secrets.token_hex(16)


def token_from(serial: str) -> str:
    """Return the token of a link: 256 bits that only the secret key can make from the serial."""
    return salted_hmac(SALT, serial, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """Return what the database keeps: it opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def crew_address(link: CrewLink) -> str:
    """Return the address that a crew's QR code holds."""
    return f"{settings.ANXIN['public_url']}/street/open/{token_from(link.serial)}/"


def door_address(code: DoorCode) -> str:
    """Return the address that a door's QR code holds."""
    return f"{settings.ANXIN['public_url']}/street/door/{code.token}/"
