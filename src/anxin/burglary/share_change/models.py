from __future__ import annotations

from django.db import models


class ShareChange(models.Model):
    """Why the share of estates without a burglary changed between two years (零发案率变化的原因)."""

    before_year = models.PositiveSmallIntegerField()
    after_year = models.PositiveSmallIntegerField()
    as_of_date = models.DateField(help_text="The last day that is counted of the later year, and its like before.")
    to_date = models.BooleanField(help_text="The later year is not over: both years up to the same day.")
    share_before = models.FloatField(help_text="Shares 0..1 throughout.")
    share_after = models.FloatField()
    incidents_before = models.PositiveIntegerField()
    incidents_after = models.PositiveIntegerField()
    size = models.FloatField(help_text="Part that estates or homes added or removed explain.")
    events = models.FloatField(help_text="Part that fewer or more burglaries explain.")
    events_range = models.FloatField(help_text="Half of its 95 % interval.")
    chance = models.FloatField(help_text="The rest; with `size` and `events` it adds up to the change.")
    chance_range = models.FloatField(help_text="How far chance alone moves the rest (95 %).")

    class Meta:
        ordering = ["-after_year", "-before_year"]
        constraints = [models.UniqueConstraint(fields=["before_year", "after_year"], name="one_change_a_pair")]

    def __str__(self) -> str:
        return f"{self.before_year} - {self.after_year}"

    @property
    def change(self) -> float:
        """The whole change of the share."""
        return self.share_after - self.share_before

    @property
    def events_beyond_chance(self) -> bool:
        """Whether the number of burglaries moved the share by more than chance does."""
        return abs(self.events) > self.events_range

    @property
    def rest_beyond_chance(self) -> bool:
        """Whether burglaries gathered at fewer estates, or scattered, by more than chance does."""
        return abs(self.chance) > self.chance_range
