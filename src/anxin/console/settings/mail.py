"""An SMTP address becomes Django's settings for it; without one, nothing is sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from anxin.core.config import SettingError


def mail_from(address: str) -> tuple[str, dict[str, Any]]:
    """Return the e-mail back end and its settings."""
    if not address:
        return "django.core.mail.backends.dummy.EmailBackend", {}
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingError(f"ANXIN_EMAIL_URL = {address!r} does not work: use smtp://HOST:PORT or smtps://HOST:PORT.")
    return "django.core.mail.backends.smtp.EmailBackend", {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }
