from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from anxin.burglary.forecasts.models import ForecastCheck, PlaceForecast
from anxin.burglary.measures.models import EstateSettings, Measure, MeasureDone, Study
from anxin.burglary.near_repeats import models as near_repeat_models  # noqa: F401 - its tables belong to this app
from anxin.burglary.programmes.models import Programme, ProgrammeEstate, ProgrammeJudgement, RecordingChange
from anxin.burglary.share_change import models as share_change_models  # noqa: F401 - and its

__all__ = [
    "EstateSettings",
    "ForecastCheck",
    "Measure",
    "MeasureDone",
    "PlaceForecast",
    "Programme",
    "ProgrammeEstate",
    "ProgrammeJudgement",
    "RecordingChange",
    "Study",
]  # Django finds them here


class PlacedBy(models.TextChoices):
    """How an incident came to its estate."""

    CODE = "code", _("by code")
    POLYGON = "polygon", _("by boundary")
    NEAREST = "nearest", _("to the nearest")
    NONE = "none", _("unplaced")


class Incident(models.Model):
    """A residential burglary reported by those who suffered it (入民宅盗窃): a place and a time, no person."""

    source_key = models.CharField(_("key in the source"), max_length=80, unique=True)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    occurred_date = models.DateField(_("date"))
    occurred_hour = models.PositiveSmallIntegerField(_("hour"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, help_text="WGS-84 degrees.")
    latitude = models.FloatField(_("latitude"), null=True, blank=True, help_text="WGS-84 degrees.")
    placed_by = models.CharField(_("placed"), max_length=10, choices=PlacedBy)

    class Meta:
        indexes = [models.Index(fields=["occurred_date"]), models.Index(fields=["place", "occurred_date"])]

    def __str__(self) -> str:
        return f"{self.occurred_date} {self.place or '?'}"


class Judgement(models.Model):
    """What the last round says of one estate (研判)."""

    place = models.OneToOneField("territory.Place", on_delete=models.CASCADE, related_name="judgement")
    as_of_date = models.DateField(_("as of"), help_text="Incidents up to and including this day are counted.")
    homes = models.FloatField(_("homes"), help_text="As reckoned with; the median where the register has none.")
    this_year = models.PositiveIntegerField(_("this year"))
    last_12_months = models.PositiveIntegerField(_("last 12 months"))
    by_year = models.JSONField(default=dict, help_text="Year -> incidents.")
    last_date = models.DateField(_("last burglary"), null=True, blank=True)
    rate = models.FloatField(_("rate"), null=True, help_text="Burglaries per 1,000 homes and year.")
    rate_low = models.FloatField(null=True, help_text="Lower bound of the 90 % interval.")
    rate_high = models.FloatField(null=True, help_text="Upper bound of the 90 % interval.")
    chance_worst = models.FloatField(_("chance of being among the worst"), null=True)
    expected_next_year = models.FloatField(_("expected next year"), null=True)
    explained = models.JSONField(
        null=True, help_text="Why its last whole year differs from the one before, as methods.evaluation's Fall."
    )
    listed = models.BooleanField(_("on the focus list"), default=False)
    near_repeat = models.BooleanField(_("near a recent burglary"), default=False)

    def __str__(self) -> str:
        return f"{self.place} {self.as_of_date}"

    @property
    def days_since(self) -> int | None:
        """Days from the last burglary on record to the day of judgement."""
        return (self.as_of_date - self.last_date).days if self.last_date else None


ROLLING = "rolling"  # the last twelve months
A_YEAR_AGO = "a_year_ago"  # last year up to the same day


class YearRecord(models.Model):
    """The zero-incident record (零发案小区) of the district or a subdistrict, for a year or the last 12 months."""

    place = models.ForeignKey("territory.Place", on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=12, help_text="A year, or one of ROLLING and A_YEAR_AGO.")
    as_of_date = models.DateField()
    estates = models.PositiveIntegerField()
    zero_estates = models.PositiveIntegerField()
    share = models.FloatField(help_text="Share of the estates without a burglary.")
    homes = models.FloatField()
    incidents = models.PositiveIntegerField()
    low = models.FloatField(help_text="95 % interval of the share (Wilson).")
    high = models.FloatField()
    by_size = models.FloatField(help_text="Share expected from size alone.")
    by_size_low = models.FloatField()
    by_size_high = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "period"], name="one_record_a_period")]

    def __str__(self) -> str:
        return f"{self.place} {self.period}"

    @property
    def per_1000_homes(self) -> float:
        """Burglaries per 1,000 homes in the period."""
        return 1000 * self.incidents / self.homes if self.homes else 0.0

    @property
    def hit_per_1000_homes(self) -> float:
        """Estates with a burglary per 1,000 homes in the period."""
        return 1000 * (self.estates - self.zero_estates) / self.homes if self.homes else 0.0


class GoalOutlook(models.Model):
    """The year's small goal and whether it will be met (小目标)."""

    year = models.PositiveSmallIntegerField(unique=True)
    as_of_date = models.DateField()
    goal = models.FloatField()
    probability = models.FloatField(null=True, help_text="Null: not enough events yet.")
    share = models.FloatField(null=True)
    low = models.FloatField(null=True, help_text="90 % interval of the share on 31 December.")
    high = models.FloatField(null=True)

    def __str__(self) -> str:
        return str(self.year)


class ListingState(models.TextChoices):
    """Where an estate stands with the focus list."""

    PROPOSED = "proposed", _("Proposed")
    LISTED = "listed", _("On the list")
    LEAVING = "leaving", _("Proposed to leave")
    ENDED = "ended", _("Left the list")
    DECLINED = "declined", _("Declined")


OPEN_STATES = (ListingState.PROPOSED, ListingState.LISTED, ListingState.LEAVING)
ON_LIST = (ListingState.LISTED, ListingState.LEAVING)


class FocusListing(models.Model):
    """An estate's time on the focus list (挂牌攻坚)."""

    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="listings")
    state = models.CharField(max_length=10, choices=ListingState, default=ListingState.PROPOSED)
    proposed_date = models.DateField()
    why = models.JSONField(default=list, help_text="Stored sentences, three at most.")
    chance_worst = models.FloatField()
    last_12_months = models.PositiveIntegerField()
    expected_next_year = models.FloatField()
    listed_at = models.DateTimeField(null=True, blank=True)
    listed_by = models.CharField(max_length=60, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, help_text="Of the last decision, for or against.")
    decided_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(state__in=OPEN_STATES), name="one_open_listing"
            )
        ]
        ordering = ["-chance_worst"]

    def __str__(self) -> str:
        return f"{self.place} {self.state}"

    @property
    def why_as_of(self) -> date:
        """The day of its reasons and figures: each round renews them until somebody decides."""
        decided = self.listed_at or self.decided_at
        return localdate(decided) if decided else self.proposed_date


class FocusTask(models.Model):
    """A dated task of a listed estate's plan (攻坚任务)."""

    listing = models.ForeignKey(FocusListing, on_delete=models.CASCADE, related_name="tasks")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, verbose_name=_("measure"))
    title = models.CharField(_("what exactly"), max_length=120)
    owner = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    due_date = models.DateField(_("by"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_date", "pk"]

    def __str__(self) -> str:
        return self.title


class TaskPhoto(models.Model):
    """A photograph of what was done (照片), stripped of where and with what it was taken."""

    task = models.ForeignKey(FocusTask, on_delete=models.CASCADE, related_name="photos")
    file = models.ImageField(upload_to="photos/")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} {self.at:%Y-%m-%d}"
