from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CrewLink(models.Model):
    """One crew's way to its evening without an account (巡逻队通行码); the newest of a crew and evening is in use."""

    crew = models.ForeignKey("patrols.Crew", on_delete=models.PROTECT, related_name="links")
    date = models.DateField(_("date"))
    serial = models.CharField(max_length=32, unique=True, help_text="What the token is made from, with the secret key.")
    token_hash = models.CharField(max_length=64, unique=True)
    opens_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    places = models.JSONField(default=list, help_text="Every place that the crew was ever sent to this evening.")

    class Meta:
        indexes = [models.Index(fields=["date", "crew"])]

    def __str__(self) -> str:
        return f"{self.crew} {self.date}"


class ActKind(models.TextChoices):
    """What a crew can record on the street."""

    ARRIVE = "arrive", _("arrived")
    LEAVE = "leave", _("left")
    SKIP = "skip", _("skipped")
    NOTE = "note", _("note")
    HAZARD = "hazard", _("hazard")
    END = "end", _("shift ended")


VISITING = (ActKind.ARRIVE, ActKind.LEAVE)


class StreetAct(models.Model):
    """One thing that a crew recorded (走访记录): at a place and a moment, never where anybody was in between.

    The key is made on the phone, so that what is sent twice is kept once.
    """

    id = models.UUIDField(primary_key=True)
    link = models.ForeignKey(CrewLink, on_delete=models.PROTECT, related_name="acts")
    crew = models.ForeignKey("patrols.Crew", on_delete=models.PROTECT, related_name="street_acts")
    date = models.DateField(_("evening"))
    kind = models.CharField(_("kind"), max_length=10, choices=ActKind)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.PositiveSmallIntegerField(
        default=1, help_text="Which of the crew's visits to the place; a phone that did not say so meant the first."
    )
    early = models.BooleanField(
        _("long before the shift"), default=False, help_text="Set on receipt; such an act is kept and counts nowhere."
    )
    by_door = models.BooleanField(_("by the door code"), default=False)
    at = models.DateTimeField(_("at"), help_text="As reckoned from both clocks.")
    phone_at = models.DateTimeField(null=True, help_text="As the phone said.")
    received_at = models.DateTimeField()
    text = models.CharField(_("text"), max_length=500, blank=True)
    photo = models.ImageField(upload_to="street/", blank=True)
    remarks = models.JSONField(default=list, help_text="What was mended on receipt: `clock`, `photo`.")

    class Meta:
        ordering = ["at", "received_at"]
        indexes = [models.Index(fields=["date", "crew"]), models.Index(fields=["kind", "date"])]

    def __str__(self) -> str:
        return f"{self.crew} {self.kind} {self.at:%Y-%m-%d %H:%M}"


class DoorCode(models.Model):
    """The code that hangs at an estate's door (门口码); it names the place and nothing else."""

    place = models.OneToOneField("territory.Place", on_delete=models.CASCADE, related_name="door_code")
    token = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.place)


class ShiftReport(models.Model):
    """A crew's evening is over (值班小结): it said so itself, or noon came."""

    crew = models.ForeignKey("patrols.Crew", on_delete=models.PROTECT, related_name="reports")
    date = models.DateField(_("evening"))
    ended_at = models.DateTimeField()
    by_crew = models.BooleanField(_("ended by the crew"))
    written_at = models.DateTimeField()
    words = models.CharField(_("in the crew's words"), max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crew", "date"], name="one_report_a_shift")]

    def __str__(self) -> str:
        return f"{self.crew} {self.date}"
