from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from anxin.core.released.models import NeedKind
from anxin.core.territory.models import Place
from anxin.patrols.rosters import models as roster_models  # noqa: F401 - its tables belong to this app
from anxin.patrols.street import models as street_models  # noqa: F401 - its tables belong to this app
from anxin.patrols.weeks import models as weeks_models  # noqa: F401 - its tables belong to this app
from anxin.patrols.wishes.models import Wish, WishKind

__all__ = ["Crew", "Mode", "Plan", "Repair", "Route", "Stop", "Wish", "WishKind"]


class Mode(models.TextChoices):
    """How a crew gets about."""

    FOOT = "foot", _("on foot")
    BICYCLE = "bicycle", _("by bicycle")
    CAR = "car", _("by car")


WAYS = {
    Mode.FOOT: gettext_noop("%(minutes)s min walk"),
    Mode.BICYCLE: gettext_noop("%(minutes)s min by bicycle"),
    Mode.CAR: gettext_noop("%(minutes)s min by car"),
}
REST = "rest"  # the reason of a stop that is no visit
OWN_REASONS = {"asked": _("Asked for"), REST: _("Rest")}  # besides the needs that other modules name


class Crew(models.Model):
    """Two or more people who patrol together (巡逻队), with a place to start from and a shift."""

    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("Another crew has this name. Choose another.")},
    )
    people = models.PositiveSmallIntegerField(
        _("people"), default=2, validators=[MinValueValidator(2), MaxValueValidator(20)]
    )
    start = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="+", verbose_name=_("starts at")
    )
    begins = models.TimeField(_("begins"), default="19:30")
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=120, validators=[MinValueValidator(20), MaxValueValidator(480)]
    )
    mode = models.CharField(_("gets about"), max_length=10, choices=Mode, default=Mode.FOOT)
    speed_kmh = models.FloatField(
        _("speed, km/h"), default=4.3, validators=[MinValueValidator(1.0), MaxValueValidator(40.0)]
    )
    end = models.ForeignKey(
        "territory.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ends at"),
        help_text="Empty for where it starts.",
    )
    most_km = models.FloatField(
        _("kilometres at most"), null=True, blank=True, validators=[MinValueValidator(0.5), MaxValueValidator(100.0)]
    )
    rest_minutes = models.PositiveSmallIntegerField(_("minutes of rest"), default=0, validators=[MaxValueValidator(60)])
    active = models.BooleanField(_("walks tonight"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def home(self) -> Place:
        """Where the shift ends: the place that was chosen, if it is on the map, else where it began."""
        return self.end if self.end is not None and self.end.longitude is not None else self.start


class Plan(models.Model):
    """One evening's patrols (巡逻计划): proposed by the planner, confirmed by a person."""

    date = models.DateField(_("date"), unique=True)
    on_streets = models.BooleanField(_("walks on streets"))
    network_version = models.CharField(max_length=64, blank=True)
    prize = models.IntegerField()
    left_out = models.PositiveIntegerField(_("left out"))
    left_out_needed = models.PositiveIntegerField(_("left out although needed"), default=0)
    unmet = models.JSONField(default=list, help_text="Stored sentences: wishes that could not be kept.")
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return str(self.date)


class Route(models.Model):
    """One crew's evening."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="routes")
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="routes")
    crew_name = models.CharField(max_length=60, help_text="As it was on the day.")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    walk_metres = models.PositiveIntegerField()
    line = models.JSONField(default=list, help_text="The way as [longitude, latitude] pairs.")

    class Meta:
        ordering = ["crew_name"]
        constraints = [models.UniqueConstraint(fields=["plan", "crew"], name="one_route_a_crew")]

    def __str__(self) -> str:
        return f"{self.plan} {self.crew_name}"

    @property
    def is_out(self) -> bool:
        """Say whether the crew was taken out of the evening and not called back."""
        last = self.plan.repairs.filter(models.Q(route_out=self) | models.Q(route_back=self)).first()
        return last is not None and last.route_out_id == self.pk

    @property
    def kilometres(self) -> float:
        """Kilometres there and back, however the crew goes."""
        return self.walk_metres / 1000


class Stop(models.Model):
    """One visit (停留点)."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    visit = models.PositiveSmallIntegerField(
        default=1, help_text="Which of the crew's visits to the place this evening."
    )
    arrives_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    walk_minutes = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list, help_text="Kinds of need.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="one_stop_a_position"),
            models.UniqueConstraint(fields=["route", "place", "visit"], name="one_number_a_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.place}"

    @property
    def is_rest(self) -> bool:
        """Say whether the crew rests there: no visit."""
        return list(self.reasons) == [REST]

    @property
    def way_label(self) -> str:
        """How long the way to it takes, the way the crew goes."""
        return gettext(WAYS[Mode(self.route.crew.mode)]) % {"minutes": self.walk_minutes}

    @property
    def visit_label(self) -> str:
        """Which visit it is in words, where the crew comes more than once; nothing on its first."""
        return gettext("visit %(number)s this evening") % {"number": self.visit} if self.visit > 1 else ""

    @property
    def reason_labels(self) -> list[str]:
        """The reasons in words."""
        return [str(OWN_REASONS[kind] if kind in OWN_REASONS else NeedKind(kind).label) for kind in self.reasons]


class Repair(models.Model):
    """A change to an evening under way (调整): what happened, and what is different, in stored sentences."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="repairs")
    cause = models.JSONField(help_text="A stored sentence.")
    changes = models.JSONField(default=list, help_text="Stored sentences.")
    route_out = models.ForeignKey(Route, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    route_back = models.ForeignKey(Route, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    dropped = models.JSONField(default=list, help_text="What the crew that is out still had before it.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.plan} {self.made_at:%H:%M}"
