from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.methods.unpredictability import commitment


class WeeksState(models.TextChoices):
    """How far the coming weeks are."""

    MAKING = "making", _("being drawn")
    READY = "ready", _("drawn")
    FAILED = "failed", _("not drawn")


class Weeks(models.Model):
    """Some coming weeks of patrols, drawn by lot so that nobody can tell them beforehand (未来几周的巡逻)."""

    dates = models.JSONField(help_text="The evenings, as 2026-11-23.")
    share = models.FloatField(help_text="Of the best plan's prize that an evening keeps on average.")
    state = models.CharField(max_length=10, choices=WeeksState, default=WeeksState.MAKING)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    secret = models.BinaryField(help_text="Draws the evenings; shown once the last one is over.")
    commitment = models.CharField(max_length=64, help_text="Shown at once; proves later that the secret is the same.")
    needed = models.JSONField(default=list, help_text="Places that needed a visit when it was drawn.")
    figures = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.first_date} - {self.last_date}"

    @property
    def days(self) -> list[date]:
        """The evenings, in order."""
        return sorted(date.fromisoformat(day) for day in self.dates)

    @property
    def first_date(self) -> date:
        """The first evening."""
        return self.days[0]

    @property
    def last_date(self) -> date:
        """The last evening."""
        return self.days[-1]

    @property
    def secret_hex(self) -> str:
        """The secret in letters that can be copied."""
        return bytes(self.secret).hex()

    @property
    def is_as_committed(self) -> bool:
        """Whether secret and evenings are those that were committed to."""
        return commitment(bytes(self.secret), self.days) == self.commitment


class DrawnEvening(models.Model):
    """An evening as it was drawn; only who plans may see it. Crews walk by the plan that comes of it."""

    weeks = models.ForeignKey(Weeks, on_delete=models.CASCADE, related_name="evenings")
    date = models.DateField(unique=True)
    prize = models.PositiveIntegerField()
    best_prize = models.PositiveIntegerField(help_text="Of the best plan for the needs it was drawn from.")
    routes = models.JSONField(help_text="For each crew its visits: place, arrival and leaving in seconds of the day.")

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return str(self.date)

    @property
    def share_kept(self) -> float:
        """What it keeps of the best plan's worth, 0..1."""
        return self.prize / self.best_prize if self.best_prize else 1.0


class PlaceChance(models.Model):
    """How a place fares in these weeks."""

    weeks = models.ForeignKey(Weeks, on_delete=models.CASCADE, related_name="places")
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    needed = models.BooleanField(help_text="More than the time since the last visit spoke for it.")
    expected = models.FloatField(help_text="Mean chance 0..1 of a visit an evening.")
    worst = models.FloatField(help_text="Least chance of the evenings.")
    longest_gap_days = models.PositiveSmallIntegerField(null=True)
    entropy_bits = models.FloatField(null=True)
    seen = models.PositiveSmallIntegerField(help_text="Visits drawn.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["weeks", "place"], name="one_chance_a_place")]

    def __str__(self) -> str:
        return f"{self.weeks} {self.place}"
