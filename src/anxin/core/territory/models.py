from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The four levels of the tree."""

    DISTRICT = "district", _("District")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    ESTATE = "estate", _("Estate")


class Place(models.Model):
    """A place of the district (区 > 街道/镇 > 居民区 > 小区); the estate is the smallest reported on."""

    level = models.CharField(_("level"), max_length=20, choices=Level)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    pinyin = models.CharField(_("pinyin"), max_length=240, blank=True, help_text="Full spelling, then the initials.")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    subdistrict = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(_("path"), max_length=120, unique=True, help_text="Keys from the district down: 1/4/57/.")
    homes = models.PositiveIntegerField(_("homes"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, help_text="WGS-84 degrees.")
    latitude = models.FloatField(_("latitude"), null=True, blank=True, help_text="WGS-84 degrees.")
    boundary = models.JSONField(_("boundary"), null=True, blank=True, help_text="GeoJSON geometry, WGS-84.")

    class Meta:
        indexes = [models.Index(fields=["level", "name"])]

    def __str__(self) -> str:
        return self.name


class StreetNetwork(models.Model):
    """One version of the walkable streets (路网); the newest is the one in use."""

    version = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the arrays.")
    source = models.CharField(_("source"), max_length=200)
    nodes = models.PositiveIntegerField(_("junctions and bends"))
    kilometres = models.FloatField(_("kilometres"))
    arrays = models.BinaryField(help_text="numpy .npz: longitude, latitude, u, v, metres.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source
