from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceForecast(models.Model):
    """What to expect at one estate in the seven days from `first_date` on (未来七天预测)."""

    place = models.OneToOneField("territory.Place", on_delete=models.CASCADE, related_name="forecast")
    first_date = models.DateField(_("from"))
    expected = models.FloatField(_("expected in seven days"))
    low = models.FloatField(help_text="Lower bound of the 90 % interval of the expectation.")
    high = models.FloatField(help_text="Upper bound of the 90 % interval of the expectation.")
    shares = models.JSONField(help_text="What makes the expectation: history, surroundings, recent, homes; sums to 1.")
    season = models.FloatField(help_text="Factor of the time of year.")
    level = models.FloatField(help_text="Factor of the last months.")

    def __str__(self) -> str:
        return f"{self.place} {self.first_date}"


class ForecastCheck(models.Model):
    """How the weekly forecast did on past weeks, beside last year's count (预测检验)."""

    as_of_date = models.DateField(_("as of"), unique=True)
    at = models.DateTimeField()
    weeks = models.PositiveIntegerField(_("weeks"))
    events = models.PositiveIntegerField(_("burglaries"))
    places = models.PositiveIntegerField(_("places"))
    judged = models.JSONField(help_text="One entry a forecaster, as methods.forecast.Judged.")
    shown = models.BooleanField(help_text="It beats last year's count by more than chance, so its map is shown.")

    class Meta:
        ordering = ["-as_of_date"]

    def __str__(self) -> str:
        return f"{self.as_of_date}"
