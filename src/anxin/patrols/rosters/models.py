from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def _token() -> str:
    return secrets.token_urlsafe(24)


class Walker(models.Model):
    """One who walks with a crew (巡逻志愿者): a name to call them by, a team, what they learned, when they are free."""

    name = models.CharField(_("name"), max_length=60)
    team = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+", verbose_name=_("team"))
    person = models.OneToOneField(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="walker"
    )
    trained = models.BooleanField(_("trained"), default=False)
    skills = models.JSONField(_("skills"), default=list)
    weekdays = models.JSONField(_("free evenings"), default=list, help_text="0 Monday to 6 Sunday.")
    most_nights = models.PositiveSmallIntegerField(_("evenings in four weeks at most"), null=True, blank=True)
    calendar_token = models.CharField(max_length=40, unique=True, default=_token)
    active = models.BooleanField(_("walks"), default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="one_name_a_team")]

    def __str__(self) -> str:
        return self.name


class CompanyWish(models.Model):
    """With whom a walker likes to walk, or would rather not (同行意愿): for the roster's eyes, never the other's."""

    walker = models.ForeignKey(Walker, on_delete=models.CASCADE, related_name="company_wishes")
    other = models.ForeignKey(Walker, on_delete=models.CASCADE, related_name="+")
    apart = models.BooleanField(_("not together"), default=False)

    class Meta:
        ordering = ["apart", "other__name"]
        constraints = [
            models.UniqueConstraint(fields=["walker", "other"], name="one_wish_about_another"),
            models.CheckConstraint(condition=~Q(walker=models.F("other")), name="no_wish_about_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.walker_id} {self.other_id}"


class DayOff(models.Model):
    """An evening on which a walker cannot, or would rather not, walk (请假)."""

    walker = models.ForeignKey(Walker, on_delete=models.CASCADE, related_name="days_off")
    date = models.DateField(_("date"))
    rather_not = models.BooleanField(_("only if nobody else can"), default=False)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["walker", "date"], name="a_day_off_once")]

    def __str__(self) -> str:
        return f"{self.walker} {self.date}"


class Roster(models.Model):
    """Four weeks of shifts (排班表): a draft until a person confirms it."""

    first_date = models.DateField(_("first evening"), unique=True)
    last_date = models.DateField(_("last evening"))
    figures = models.JSONField(default=dict, help_text="What was reached, and its bounds.")
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-first_date"]

    def __str__(self) -> str:
        return f"{self.first_date} – {self.last_date}"


class CrewShift(models.Model):
    """One crew on one evening."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="shifts")
    crew = models.ForeignKey("patrols.Crew", on_delete=models.PROTECT, related_name="shifts")
    date = models.DateField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    most = models.PositiveSmallIntegerField()
    km = models.FloatField()
    gap = models.CharField(max_length=20, blank=True, help_text="Why it cannot walk, as methods.rosters' Gap.")
    gap_free = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["date", "crew__name"]
        constraints = [models.UniqueConstraint(fields=["crew", "date"], name="one_shift_a_crew_and_evening")]
        indexes = [models.Index(fields=["date"])]

    def __str__(self) -> str:
        return f"{self.date} {self.crew}"


class Duty(models.Model):
    """One walker's place on a shift."""

    shift = models.ForeignKey(CrewShift, on_delete=models.CASCADE, related_name="duties")
    walker = models.ForeignKey(Walker, on_delete=models.PROTECT, related_name="duties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "walker"], name="a_walker_once_a_shift")]

    def __str__(self) -> str:
        return f"{self.shift} {self.walker}"


class CoverRequest(models.Model):
    """Somebody asks to be replaced, or to swap with somebody's own shift (换班)."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="requests")
    wanted = models.ForeignKey(Duty, on_delete=models.CASCADE, null=True, blank=True, related_name="offers")
    asked_by = models.ForeignKey(Walker, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    taken_by = models.ForeignKey(Walker, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(closed_at=None), name="one_open_request_a_duty")
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.asked_at}"
