from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenBatch(models.Model):
    """Letters made together for one neighbourhood (一批答题码)."""

    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    tokens = models.PositiveIntegerField(_("letters"))
    made_date = models.DateField(_("made on"))
    made_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-made_date", "-pk"]

    def __str__(self) -> str:
        return f"{self.place} {self.made_date} {self.tokens}"


class PulseToken(models.Model):
    """The right to answer once a quarter for one neighbourhood (答题码). It knows no person, day or answer."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code; the code itself is not kept.")
    batch = models.ForeignKey(TokenBatch, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=6, blank=True, help_text="The last quarter that it answered in: 2026Q4.")

    def __str__(self) -> str:
        return self.digest[:8]


class Channel(models.TextChoices):
    """How answers came."""

    CODE = "code", _("by code")
    PAPER = "paper", _("on paper")


class PulseCount(models.Model):
    """How many answered so, until the week is released and this is deleted (未发布的答题计数).

    An answer is no row of its own: nothing holds its time of day, its order, its token or the other answer. The cells
    of a place and week are made and written all at once, so that a row's number or version tells nothing either.
    """

    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text="Its Monday.")
    item = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.CODE)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "week", "item", "value", "channel"], name="a_pulse_cell_once")
        ]
        indexes = [models.Index(fields=["week"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.week} {self.item}={self.value}: {self.count}"


class PulseRelease(models.Model):
    """One week's answers, released once with noise (一周发布); the exact counts are gone from then on."""

    week = models.DateField(unique=True, help_text="Its Monday.")
    epsilon = models.DecimalField(
        max_digits=8, decimal_places=4, help_text="Pure differential privacy for each answer."
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-week"]

    def __str__(self) -> str:
        return str(self.week)


class ReleasedHistogram(models.Model):
    """How a place answered an item in a week, with noise: numbers may be negative (加噪直方图)."""

    release = models.ForeignKey(PulseRelease, on_delete=models.CASCADE, related_name="histograms")
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=20)
    bins = models.JSONField(help_text="Eleven whole numbers, for the answers 0 to 10.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "place", "item"], name="a_histogram_once")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.item} {self.release}"
