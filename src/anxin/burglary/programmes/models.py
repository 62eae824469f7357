from __future__ import annotations

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _


class Programme(models.Model):
    """Something done at several estates, with its question written down before the answer (项目)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    question = models.CharField(_("question"), max_length=300)
    measure = models.ForeignKey("burglary.Measure", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hoped_ratio = models.FloatField(help_text="What is hoped for: 0.7 for 30 % fewer.")
    start_date = models.DateField(_("first start"))
    sunset_date = models.DateField(_("ends, or is decided on anew"))
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-start_date", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def was_registered_before(self) -> bool:
        """True if question and start were written down before it started."""
        return localdate(self.registered_at) <= self.start_date


class ProgrammeEstate(models.Model):
    """An estate that takes part, from its own day on."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="estates")
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    start_date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "place"], name="an_estate_takes_part_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.start_date}"


class Verdict(models.TextChoices):
    """What can be said of a programme."""

    NOT_BEGUN = "not_begun", _("not begun")
    NOT_JUDGED = "not_judged", _("cannot be judged")
    NOT_ENOUGH = "not_enough", _("not enough burglaries yet for a verdict")
    FEWER = "fewer", _("fewer than were to be expected")
    NO_DIFFERENCE = "no_difference", _("no difference beyond chance")
    MORE = "more", _("more than were to be expected")


class ProgrammeJudgement(models.Model):
    """What the last round says of a programme (成效评估)."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="judgement")
    as_of_date = models.DateField()
    verdict = models.CharField(max_length=20, choices=Verdict)
    needed = models.PositiveIntegerField(help_text="Expected burglaries after the start before a verdict is possible.")
    expected_a_month = models.FloatField(help_text="At the estates taking part, with nothing done.")
    observed = models.PositiveIntegerField(default=0)
    expected = models.FloatField(default=0)
    ratio = models.FloatField(null=True)
    low = models.FloatField(null=True, help_text="95 % interval of the ratio.")
    high = models.FloatField(null=True)
    details = models.JSONField(default=dict, help_text="The other estimators, the placebo spread, the months.")

    def __str__(self) -> str:
        return f"{self.programme} {self.verdict}"


class RecordingChange(models.Model):
    """A day on which the way burglaries are recorded changed (记录口径变更)."""

    date = models.DateField(_("from"))
    text = models.CharField(_("what changed"), max_length=200)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date} {self.text}"
