"""How people come in: no one opens an account from outside."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator; the door itself stays allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up from outside."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing on top of what the page shows already."""
