from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndicatorCount(models.Model):
    """How many of something a place had in a week (周计数): complaints, hazards, contacts. Nothing about a person."""

    indicator = models.CharField(max_length=30)
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text="Its Monday.")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "place", "week"], name="an_indicator_count_once")]
        indexes = [models.Index(fields=["indicator", "week"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place_id} {self.week}: {self.count}"


class ReportingChange(models.Model):
    """A change in how something is counted (口径变化): it explains jumps that are none."""

    indicator = models.CharField(_("count"), max_length=30)
    week = models.DateField(_("from the week of"))
    what = models.CharField(_("what changed"), max_length=200)
    logged_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-week"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.week}"
