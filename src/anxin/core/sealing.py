"""Short secrets sealed at rest with a key that the installation's own secret gives, one for each use.

It keeps a stolen database or backup from being of use. It is no help against who holds the server and its settings:
what people confide is sealed with the key hierarchy instead (DESIGN, section 6).
"""

from __future__ import annotations

from hashlib import blake2b

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


class UnsealError(Exception):
    """The secret was sealed with another key, or changed afterwards."""


def seal(secret: bytes, *, use: str) -> bytes:
    """Return the secret sealed with XSalsa20-Poly1305; each sealing has its own nonce."""
    return bytes(_box(use).encrypt(secret))


def unseal(sealed: bytes, *, use: str) -> bytes:
    """Return what was sealed for this use, or raise `UnsealError`."""
    try:
        return bytes(_box(use).decrypt(bytes(sealed)))
    except (CryptoError, ValueError) as error:
        raise UnsealError(use) from error


def fingerprint(secret: str, *, use: str) -> str:
    """Return 64 letters that are the same for the same secret, and say nothing of it without the key."""
    return blake2b(secret.encode(), digest_size=32, key=_key(use)).hexdigest()


def _box(use: str) -> SecretBox:
    return SecretBox(_key(use))


def _key(use: str) -> bytes:
    """Derive one key a use: BLAKE2b of the installation's secret, parted by the name of the use."""
    person = blake2b(use.encode(), digest_size=16).digest()
    return blake2b(settings.SECRET_KEY.encode(), digest_size=SecretBox.KEY_SIZE, person=person).digest()
