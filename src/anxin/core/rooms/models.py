from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.core.rooms.states import Audience, PackState, PartKind, Platform, Sent


class Robot(models.Model):
    """One address that posts are counted against (群机器人): rooms that share it share its allowance."""

    address_mark = models.CharField(max_length=64, unique=True, help_text="Of the address, keyed.")
    tokens = models.FloatField()
    counted_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.address_mark[:8]


class Room(models.Model):
    """A chat room (微信警务室): for which place, who reads it, and how posts reach it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="rooms", verbose_name=_("for the place")
    )
    platform = models.CharField(_("platform"), max_length=20, choices=Platform)
    audience = models.CharField(_("who reads it"), max_length=20, choices=Audience)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    active = models.BooleanField(_("gets posts"), default=True)
    address_sealed = models.BinaryField(null=True, blank=True)
    address_tail = models.CharField(max_length=4, blank=True, help_text="All that is ever shown of it.")
    secret_sealed = models.BinaryField(null=True, blank=True)
    secret_tail = models.CharField(max_length=4, blank=True)
    robot = models.ForeignKey(Robot, on_delete=models.PROTECT, null=True, blank=True, related_name="rooms")
    saved_at = models.DateTimeField()
    proved_at = models.DateTimeField(_("last proof of delivery"), null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Pack(models.Model):
    """What is posted together (发布包), by whom it was made and by whom released."""

    title = models.CharField(_("title"), max_length=120)
    day = models.DateField(_("day"))
    source = models.CharField(max_length=40, help_text="The module that made it.")
    audience = models.CharField(max_length=20, choices=Audience)
    by_area = models.BooleanField(default=False, help_text="A room gets the parts of its own subdistrict alone.")
    state = models.CharField(max_length=20, choices=PackState, default=PackState.WAITING)
    made_by = models.CharField(max_length=60)
    maker_id = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    released_by = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta:
        indexes = [models.Index(fields=["source", "day"]), models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.title


class Part(models.Model):
    """One text, picture or file of a pack, for one area and language."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="parts")
    area = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PartKind)
    text = models.TextField(blank=True, help_text="The text, or the picture's caption.")
    filename = models.CharField(max_length=80, blank=True)
    body = models.BinaryField(default=b"")

    class Meta:
        ordering = ["area", "language", "position"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "area", "language", "position"], name="one_part_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.kind} {self.position}"


def new_token() -> str:
    """Return a link's token that nobody can guess."""
    return secrets.token_urlsafe(16)


class Posting(models.Model):
    """A pack on its way to one room, with the room's own link."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="postings")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="postings")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    state = models.CharField(max_length=20, choices=Sent, default=Sent.WAITING)
    opened_date = models.DateField(null=True, blank=True, help_text="Somebody opened the link; nobody knows who.")
    ticked_by = models.CharField(max_length=60, blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "room"], name="a_pack_once_a_room")]

    def __str__(self) -> str:
        return f"{self.pack_id} → {self.room_id}"


class Delivery(models.Model):
    """One part to one room: the row of the outbox."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="deliveries")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=Sent, default=Sent.WAITING)
    position = models.PositiveSmallIntegerField()
    run_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.JSONField(null=True, blank=True, help_text="A stored sentence.")
    worker = models.CharField(max_length=40, blank=True, help_text="Names the journal of the process that sends it.")
    attempt = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["posting", "part"], name="a_part_once_a_room")]
        indexes = [
            models.Index(fields=["run_at"], condition=models.Q(state="waiting"), name="rooms_waiting"),
            models.Index(fields=["claimed_at"], condition=models.Q(state="sending"), name="rooms_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.part_id} {self.state}"
