from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedKind(models.TextChoices):
    """Why a place needs a visit."""

    LISTED = "listed", _("On the focus list")
    NEAR_REPEAT = "near_repeat", _("Near a recent burglary")
    OVERDUE = "overdue", _("Not visited for long")


class PlaceNeed(models.Model):
    """A module's word that a place needs a visit (需要巡逻); patrols read it, and know no other module."""

    source = models.CharField(max_length=40)
    kind = models.CharField(_("reason"), max_length=20, choices=NeedKind)
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="needs")
    weight = models.FloatField(_("weight"))
    since_date = models.DateField(_("since"))
    until_date = models.DateField(_("until"), null=True, blank=True)
    why = models.JSONField(_("why"), help_text="A stored sentence.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "place"], name="a_need_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"


class Publication(models.Model):
    """A file made ready once a round and served as it is (例如地图图层)."""

    key = models.CharField(max_length=60, unique=True)
    content_type = models.CharField(max_length=60)
    etag = models.CharField(max_length=70)
    body = models.BinaryField(help_text="gzip")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class DoseKind(models.TextChoices):
    """What a place was given."""

    PATROL = "patrol", _("Patrol")


class PlaceDose(models.Model):
    """What a place really got on a day (到场剂量); pages that ask whether something worked read it."""

    source = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=DoseKind)
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="doses")
    date = models.DateField(_("date"))
    minutes = models.PositiveIntegerField(_("minutes"))
    people = models.PositiveSmallIntegerField(_("people"))
    visits = models.PositiveSmallIntegerField(_("visits"), default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "place", "date"], name="a_dose_once_a_day")]
        indexes = [models.Index(fields=["kind", "date"])]

    def __str__(self) -> str:
        return f"{self.place} {self.date} {self.kind} {self.minutes}"


class HazardNote(models.Model):
    """A hazard that somebody saw at a place (隐患), handed over to whoever follows hazards up."""

    key = models.CharField(max_length=60, unique=True, help_text="Where it came from, once.")
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="hazards", null=True)
    text = models.CharField(_("what was seen"), max_length=500)
    photo = models.ImageField(upload_to="hazards/", blank=True)
    at = models.DateTimeField(_("seen"))
    seen_by = models.CharField(_("seen by"), max_length=60, help_text="A crew or an office, never a person.")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.place} {self.text}"
