from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.budgets.errors import BudgetSpentError, NoBudgetError, UnfitBudgetError
from anxin.core.budgets.models import PLACES, Budget, Spend
from anxin.core.people.actor import Actor
from anxin.methods.privacy.budget import may_spend


@transaction.atomic
def open_budget(*, scope: str, starts_on: date, ends_on: date, cap: Decimal, actor: Actor, at: datetime) -> Budget:
    """Open a period's budget, or return the one that is open on the same terms.

    Refuses other terms for days that have a budget: what was promised to those who answered stands.
    """
    cap = _amount(cap)
    if ends_on < starts_on:
        raise UnfitBudgetError(_("The period ends before it starts."), field="ends_on")
    over = Budget.objects.select_for_update().filter(scope=scope, starts_on__lte=ends_on, ends_on__gte=starts_on)
    for standing in over:
        if (standing.starts_on, standing.ends_on, standing.cap) == (starts_on, ends_on, cap):
            return standing
        raise UnfitBudgetError(_("These days have a budget already, and a promise made is not changed."))
    budget = Budget.objects.create(scope=scope, starts_on=starts_on, ends_on=ends_on, cap=cap)
    audit.record("budgets.budget.opened", subject=scope, actor=actor, at=at, cap=cap, start=starts_on, end=ends_on)
    return budget


def spend(*, scope: str, epsilon: Decimal, what: str, actor: Actor, at: datetime) -> Spend:
    """Pay for a release, inside the transaction that stores it: both stand or neither.

    Call it before the noise is drawn. Refuses what would go over the cap, and to work outside a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Spend inside the transaction of the release, or a crash gives it away.")
    epsilon = _amount(epsilon)
    budget = _locked(scope, timezone.localdate(at))
    if not may_spend(budget.spent, epsilon, budget.cap):
        raise BudgetSpentError(_refusal(budget, epsilon))
    budget.spent += epsilon
    budget.save(update_fields=["spent"])
    paid = Spend.objects.create(budget=budget, epsilon=epsilon, what=what, at=at, released_by=actor.name[:60])
    left = budget.cap - budget.spent
    audit.record("budgets.spend.recorded", subject=scope, actor=actor, at=at, what=what, epsilon=epsilon, left=left)
    return paid


def _locked(scope: str, day: date) -> Budget:
    """Return the day's budget, held until the transaction ends; on SQLite the transaction itself holds it."""
    held = Budget.objects.select_for_update().filter(scope=scope, starts_on__lte=day, ends_on__gte=day)
    budget = held.order_by("starts_on").first()
    if budget is None:
        raise NoBudgetError(_("No privacy budget is open for %(day)s. Open one before you release.") % {"day": day})
    return budget


def _refusal(budget: Budget, asked: Decimal) -> str:
    return _(
        "This release costs %(asked)s of the privacy budget and %(left)s is left. "
        "Ask for less, or wait until %(day)s, when the next period starts."
    ) % {"asked": plain(asked), "left": plain(budget.cap - budget.spent), "day": budget.next_starts_on}


def plain(amount: Decimal) -> str:
    """Return an amount without the zeros that its column adds: 0.5, not 0.500000."""
    return format(amount.normalize(), "f")


def _amount(number: Decimal) -> Decimal:
    if not isinstance(number, Decimal) or not number.is_finite() or number <= 0:
        raise UnfitBudgetError(_("An amount of privacy is a decimal number above 0."))
    exact = number.quantize(Decimal(1).scaleb(-PLACES))
    if exact != number:
        raise UnfitBudgetError(_("An amount of privacy has at most six decimals."))
    return exact
