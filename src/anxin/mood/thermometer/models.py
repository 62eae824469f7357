from __future__ import annotations

from datetime import date, timedelta

from django.db import models


class Reading(models.Model):
    """How a place answered an item over some weeks (读数), reckoned from released histograms alone."""

    week = models.DateField(help_text="The Monday of its last week.")
    weeks = models.PositiveSmallIntegerField(help_text="Over how many weeks: 1 or 4.")
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=20)
    mean = models.FloatField(null=True, help_text="0 to 10; null where there are too few answers.")
    error = models.FloatField(null=True, help_text="Standard error, of the sample and of the noise together.")
    low = models.FloatField(null=True, help_text="90 % interval.")
    high = models.FloatField(null=True)
    answers = models.PositiveIntegerField(help_text="About how many, from the noised counts.")
    poor = models.FloatField(null=True, help_text="Share of answers that count as poor.")
    poor_error = models.FloatField(null=True)
    own = models.BooleanField(default=True, help_text="False: the subdistrict's figure tells as much, and stands here.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "item", "weeks", "week"], name="a_reading_once")]
        indexes = [models.Index(fields=["week", "weeks", "item"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.item} {self.week}: {self.mean}"

    @property
    def since(self) -> date:
        """The first day of its weeks."""
        return self.week - timedelta(weeks=self.weeks - 1)


class IndexReading(models.Model):
    """The mood index of a place (社会心态指数): 100 is its own level of the two years before."""

    week = models.DateField(help_text="The Monday of its last week; it rests on four.")
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    value = models.FloatField()
    low = models.FloatField(help_text="90 % interval, of sample and noise.")
    high = models.FloatField()
    band_low = models.FloatField(help_text="Lowest when weights, scaling and joining are chosen otherwise (5 %).")
    band_high = models.FloatField(help_text="Highest (95 %).")
    domains = models.JSONField(help_text="domain -> value.")
    moved = models.JSONField(help_text="item -> points of the index since four weeks before.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "week"], name="an_index_once")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.week}: {self.value:.1f}"
