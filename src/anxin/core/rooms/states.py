"""The words of the board, and what each of them means on each platform.

| | WeCom, DingTalk, Feishu robot | e-mail | Apprise | by hand |
|---|---|---|---|---|
| sent | – | our mail server took it; no room answers | the service did not complain | – |
| delivered | the service said that it posted | – | – | – |
| confirmed | a person ticked it, or the link was opened | the same | the same | ticked “posted”, or the link opened |
| failed | certainly not posted; the reason in a sentence | the same | refused; look before you send again | – |
| unsure | asked to post, the answer was not heard | the same | – | – |
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Platform(models.TextChoices):
    """Where a room lives."""

    WECOM = "wecom", _("WeCom group robot")
    DINGTALK = "dingtalk", _("DingTalk group robot")
    FEISHU = "feishu", _("Feishu group robot")
    APPRISE = "apprise", _("Another service (Apprise)")
    EMAIL = "email", _("E-mail")
    BY_HAND = "by_hand", _("Posted by hand")


ROBOTS = (Platform.WECOM, Platform.DINGTALK, Platform.FEISHU)


class Audience(models.TextChoices):
    """Who reads a room."""

    STAFF = "staff", _("Staff")
    RESIDENTS = "residents", _("Residents")


class PackState(models.TextChoices):
    """How far a pack has come."""

    WAITING = "waiting", _("Waits for release")
    RELEASED = "released", _("Released")
    DROPPED = "dropped", _("Not released")
    CALLED_BACK = "called_back", _("Called back")


class PartKind(models.TextChoices):
    """What a part of a pack is."""

    TEXT = "text", _("Text")
    IMAGE = "image", _("Picture")
    FILE = "file", _("File")


class Sent(models.TextChoices):
    """What became of a post. `unsure` is said where nobody can know, and a person looks."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("On its way")
    TO_POST = "to_post", _("To be posted by hand")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    CONFIRMED = "confirmed", _("Confirmed")
    FAILED = "failed", _("Failed")
    UNSURE = "unsure", _("Unsure: look into the room")
    DROPPED = "dropped", _("Called back before it was sent")


IN_THE_ROOM = (Sent.SENT, Sent.DELIVERED, Sent.CONFIRMED)
NEEDS_A_PERSON = (Sent.FAILED, Sent.UNSURE, Sent.TO_POST)
_WORST_FIRST = (Sent.FAILED, Sent.UNSURE, Sent.SENDING, Sent.WAITING, Sent.TO_POST, Sent.DROPPED)


def state_of_posting(states: Collection[str]) -> Sent:
    """Return what a room's row says: the worst of its posts first; confirmed once one post is and none is open."""
    for state in _WORST_FIRST:
        if state in states:
            return state
    for state in (Sent.CONFIRMED, Sent.SENT):
        if state in states:
            return state
    return Sent.DELIVERED
