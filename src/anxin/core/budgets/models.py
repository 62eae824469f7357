from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

PLACES, DIGITS = 6, 12


class Budget(models.Model):
    """How much privacy may be spent on one group of answers in a period (隐私预算); once opened, its cap stands."""

    scope = models.CharField(max_length=80, help_text="Whose answers, for example one survey's.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day.")
    cap = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, help_text="Epsilon, pure differential privacy.")
    spent = models.DecimalField(
        max_digits=DIGITS,
        decimal_places=PLACES,
        default=0,
        help_text="The sum of its spends, kept here so that it has a limit.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "starts_on"], name="one_budget_a_period"),
            models.CheckConstraint(condition=Q(spent__gte=0, spent__lte=F("cap")), name="no_more_spent_than_the_cap"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_period_ends_after_it_starts"),
        ]
        ordering = ["scope", "starts_on"]

    def __str__(self) -> str:
        return f"{self.scope} {self.starts_on}"

    @property
    def next_starts_on(self) -> date:
        """The first day of the period after this one."""
        return self.ends_on + timedelta(days=1)


class Spend(models.Model):
    """One release and what it cost (一次发布); the database refuses to change or delete it."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="spends")
    epsilon = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    what = models.CharField(max_length=200)
    at = models.DateTimeField()
    released_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(epsilon__gt=0), name="a_release_costs_something")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.epsilon}"
