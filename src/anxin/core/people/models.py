from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from anxin.core.people.roles import Role


class People(BaseUserManager["Person"]):
    """Looks accounts up by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the account; sign-in names ignore case."""
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """An account (账号). It holds no address, no id number and no picture."""

    username = models.CharField(_("sign-in name"), max_length=60, unique=True)
    display_name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    elder_mode = models.BooleanField(_("large text"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="one_sign_in_name_whatever_its_case")]

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    def __str__(self) -> str:
        return self.display_name


class Grant(models.Model):
    """A role at a place and all below it (授权)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=40, choices=Role)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("since"))
    granted_by = models.CharField(_("granted by"), max_length=60)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "place"], condition=models.Q(ended_at=None), name="one_grant_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.place}"
