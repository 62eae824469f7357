from __future__ import annotations

from django.db import models

from anxin.burglary.near_repeats.rules import FEWEST_PAIRS


class NearRepeatFinding(models.Model):
    """What the last round found about one burglary following another (近重复发案)."""

    as_of_date = models.DateField()
    since_date = models.DateField()
    burglaries = models.PositiveIntegerField()
    without_point = models.PositiveIntegerField(
        help_text="Burglaries of the period that neither point nor estate locates."
    )
    permutations = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.as_of_date)


class NearRepeatBand(models.Model):
    """One band of distance and days: how many pairs there are, against how many chance gives."""

    finding = models.ForeignKey(NearRepeatFinding, on_delete=models.CASCADE, related_name="bands")
    of_reach = models.BooleanField(help_text="The reach of an alert as one band, of which the news speaks.")
    metres_low = models.FloatField()
    metres_high = models.FloatField(help_text="0: at one and the same point.")
    days_low = models.PositiveSmallIntegerField()
    days_high = models.PositiveSmallIntegerField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    ratio = models.FloatField(null=True, help_text="Null: chance gives no pair at all.")
    ratio_low = models.FloatField(null=True, help_text="95 % interval of the ratio.")
    ratio_high = models.FloatField(null=True)
    p_value = models.FloatField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.metres_low:g}-{self.metres_high:g} m, {self.days_low}-{self.days_high} d"

    @property
    def same_point(self) -> bool:
        """Pairs at one and the same point stand in a row of their own."""
        return self.metres_high == 0

    @property
    def tells(self) -> bool:
        """Whether there are pairs enough, counted or by chance, for the ratio to say anything."""
        return self.ratio is not None and max(self.observed, self.expected) >= FEWEST_PAIRS


class NeighbourAlert(models.Model):
    """For some days after a burglary, the estates around it get prevention advice (邻里提醒)."""

    incident = models.OneToOneField("burglary.Incident", on_delete=models.CASCADE, related_name="alert")
    estates = models.ManyToManyField("territory.Place", related_name="neighbour_alerts")
    since_date = models.DateField()
    until_date = models.DateField(help_text="The last day on which the advice holds.")

    class Meta:
        indexes = [models.Index(fields=["until_date"])]

    def __str__(self) -> str:
        return f"{self.since_date} - {self.until_date}"
