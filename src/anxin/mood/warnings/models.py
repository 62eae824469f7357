from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.mood.names import name_of


class WarningState(models.TextChoices):
    """How far a warning has come."""

    RAISED = "raised", _("waits for somebody")
    ACKNOWLEDGED = "taken", _("being looked after")
    CLOSED = "closed", _("closed")


OPEN_WARNINGS = (WarningState.RAISED, WarningState.ACKNOWLEDGED)


class MoodWarning(models.Model):
    """Something is lower or higher than to be expected, two weeks running (预警)."""

    what = models.CharField(max_length=30, help_text="A question's or a count's key.")
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    since = models.DateField(help_text="Monday of the first week of the alarm.")
    week = models.DateField(help_text="Monday of the newest week that alarmed.")
    rise = models.BooleanField(help_text="True: more than to be expected; false: less.")
    observed = models.FloatField()
    expected = models.FloatField()
    chance = models.FloatField(help_text="How often chance alone alarms so, a week and chart.")
    explanations = models.JSONField(default=list, help_text="Stored sentences: what else could explain it.")
    state = models.CharField(max_length=6, choices=WarningState, default=WarningState.RAISED)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=60, blank=True)
    closing_note = models.CharField(_("what was learnt"), max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    public_text = models.CharField(_("what everybody may read"), max_length=300, blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "place"], condition=models.Q(state__in=OPEN_WARNINGS), name="one_open_warning"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.what} {self.since}"

    @property
    def name(self) -> Any:
        """What it is about, in the reader's language."""
        return name_of(self.what)


class ResponseKind(models.TextChoices):
    """What can be done about a warning."""

    HOURS = "hours", _("Extra hours at a station")
    TALK = "talk", _("A talk or a course")
    VISIT = "visit", _("A visit by the street office")
    INFORMATION = "info", _("Information for residents")
    OTHER = "other", _("Something else")


class WarningResponse(models.Model):
    """What is done about a warning, by when (应对措施)."""

    warning = models.ForeignKey(MoodWarning, on_delete=models.CASCADE, related_name="responses")
    kind = models.CharField(_("what kind"), max_length=5, choices=ResponseKind)
    what = models.CharField(_("what exactly"), max_length=200)
    office = models.CharField(_("which office"), max_length=60)
    due_date = models.DateField(_("by"))
    done_date = models.DateField(null=True, blank=True)
    opened_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["due_date", "pk"]

    def __str__(self) -> str:
        return self.what
