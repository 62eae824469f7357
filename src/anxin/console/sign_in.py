"""How people come in: no one opens an account from outside."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from anxin.core.web.addresses import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator; the door itself stays allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up from outside."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that failed sign-ins are counted by."""
        header = request.headers.get("X-Forwarded-For", "")
        return client_address(request.META.get("REMOTE_ADDR", ""), header, settings.ANXIN["trusted_proxies"])

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say what went wrong, such as a passkey nobody knows; what went well shows on the page already."""
        if level >= messages.ERROR:
            super().add_message(request, level, *args, **kwargs)


class _NoResetLink:
    """Leaves out the library's link to a password reset, which only an administrator can make."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if "href" in str(field.help_text):
                field.help_text = ""


class ReauthenticateForm(_NoResetLink, forms.ReauthenticateForm):  # type: ignore[misc]
    """Asks for the password again."""


class ChangePasswordForm(_NoResetLink, forms.ChangePasswordForm):  # type: ignore[misc]
    """Asks for the old password and the new one."""
