from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class WishKind(models.TextChoices):
    """What is asked of an evening."""

    VISIT = "visit", _("Visit it for certain")
    TWICE = "twice", _("Visit it twice")
    TOGETHER = "together", _("Several crews meet there")
    NEARBY = "nearby", _("Pass close by")


class Wish(models.Model):
    """What a coordinator asks of the evenings (安排要求): kept before anything else, or said why not."""

    kind = models.CharField(_("what"), max_length=10, choices=WishKind)
    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"))
    opens = models.TimeField(_("not before"), null=True, blank=True)
    closes = models.TimeField(_("begins by"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes there"), default=12, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    gap_minutes = models.PositiveSmallIntegerField(
        _("minutes between the visits"), default=60, validators=[MinValueValidator(5), MaxValueValidator(300)]
    )
    crews = models.PositiveSmallIntegerField(
        _("crews"), default=2, validators=[MinValueValidator(2), MaxValueValidator(6)]
    )
    metres = models.PositiveSmallIntegerField(
        _("metres"), default=150, validators=[MinValueValidator(50), MaxValueValidator(1000)]
    )
    note = models.CharField(_("note"), max_length=120, blank=True)
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["from_date", "pk"]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"
