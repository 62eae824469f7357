from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from anxin.core.budgets.models import Budget, Spend


@dataclass(frozen=True)
class Left:
    """A period's budget as it stands."""

    cap: Decimal
    spent: Decimal
    starts_on: date
    ends_on: date
    next_starts_on: date

    @property
    def left(self) -> Decimal:
        """What may still be spent."""
        return self.cap - self.spent


@dataclass(frozen=True)
class Paid:
    """One release of the ledger."""

    at: datetime
    what: str
    epsilon: Decimal
    released_by: str


def left(scope: str, at: datetime) -> Left | None:
    """Return what is left of the budget in force, or None where none was opened."""
    day = timezone.localdate(at)
    budget = Budget.objects.filter(scope=scope, starts_on__lte=day, ends_on__gte=day).order_by("starts_on").first()
    if budget is None:
        return None
    return Left(budget.cap, budget.spent, budget.starts_on, budget.ends_on, budget.next_starts_on)


def ledger(scope: str, *, most: int = 200) -> list[Paid]:
    """Return the newest releases of a scope, newest first."""
    rows = Spend.objects.filter(budget__scope=scope).order_by("-pk")
    return [Paid(row.at, row.what, row.epsilon, row.released_by) for row in rows[:most]]
