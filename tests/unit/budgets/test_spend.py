"""A release is paid for within its period's cap, on the record, and never taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from anxin.core.audit.models import AuditEntry
from anxin.core.budgets import queries, services
from anxin.core.budgets.errors import BudgetSpentError, NoBudgetError, UnfitBudgetError
from anxin.core.budgets.models import Budget, Spend
from anxin.core.people.actor import SYSTEM
from days import AT

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


@pytest.fixture
def budget(db):
    return services.open_budget(scope="pulse", **YEAR, cap=Decimal("0.3"), actor=SYSTEM, at=AT)


def spend(epsilon: str, at: datetime = AT, scope: str = "pulse") -> Spend:
    return services.spend(scope=scope, epsilon=Decimal(epsilon), what="week 47", actor=SYSTEM, at=at)


def test_three_tenths_are_three_tenths(budget):
    for _ in range(3):
        spend("0.1")
    assert queries.left("pulse", AT).left == 0
    with pytest.raises(BudgetSpentError):
        spend("0.000001")
    assert Spend.objects.count() == 3


def test_a_refusal_changes_nothing_and_says_what_is_left_and_until_when(budget):
    spend("0.2")
    entries = AuditEntry.objects.count()
    with pytest.raises(BudgetSpentError) as refused:
        spend("0.2")
    for said in ("0.2", "0.1", "2027-01-01"):
        assert said in str(refused.value)
    assert (queries.left("pulse", AT).spent, Spend.objects.count()) == (Decimal("0.2"), 1)
    assert AuditEntry.objects.count() == entries


def test_a_spend_is_in_the_ledger_and_in_the_audit(budget):
    spend("0.1")
    (paid,) = queries.ledger("pulse")
    assert (paid.what, paid.epsilon, paid.released_by, paid.at) == ("week 47", Decimal("0.1"), "anxin", AT)
    entry = AuditEntry.objects.order_by("-seq").first()
    assert (entry.action, entry.subject) == ("budgets.spend.recorded", "pulse")
    assert '"left":"0.200000"' in entry.details


def test_each_period_has_its_own_budget_by_the_district_s_calendar(budget):
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    spend("0.3", at=new_year - timedelta(seconds=1))
    with pytest.raises(NoBudgetError):
        spend("0.1", at=new_year)
    terms = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    services.open_budget(scope="pulse", **terms, cap=Decimal(1), actor=SYSTEM, at=AT)
    spend("0.1", at=new_year)
    assert queries.left("pulse", new_year).spent == Decimal("0.1")


def test_other_answers_have_another_budget(budget):
    with pytest.raises(NoBudgetError):
        spend("0.1", scope="schools")
    assert queries.left("schools", AT) is None


def test_a_budget_opened_twice_on_the_same_terms_is_one(budget):
    again = services.open_budget(scope="pulse", **YEAR, cap=Decimal("0.3"), actor=SYSTEM, at=AT)
    assert again.pk == budget.pk
    assert AuditEntry.objects.filter(action="budgets.budget.opened").count() == 1


@pytest.mark.parametrize(
    "terms",
    [
        {**YEAR, "cap": Decimal("0.4")},
        {"starts_on": date(2026, 6, 1), "ends_on": date(2027, 5, 31), "cap": Decimal("0.3")},
        {"starts_on": date(2028, 6, 1), "ends_on": date(2028, 5, 31), "cap": Decimal("0.3")},
        {"starts_on": date(2028, 1, 1), "ends_on": date(2028, 12, 31), "cap": Decimal(0)},
        {"starts_on": date(2028, 1, 1), "ends_on": date(2028, 12, 31), "cap": Decimal("0.0000001")},
    ],
)
def test_other_terms_for_the_same_days_and_unfit_ones_are_refused(budget, terms):
    with pytest.raises(UnfitBudgetError):
        services.open_budget(scope="pulse", **terms, actor=SYSTEM, at=AT)
    assert Budget.objects.count() == 1


@pytest.mark.parametrize("epsilon", [Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("0.0000001"), 0.1])
def test_an_amount_that_is_none_is_refused(budget, epsilon):
    with pytest.raises(UnfitBudgetError):
        services.spend(scope="pulse", epsilon=epsilon, what="x", actor=SYSTEM, at=AT)
    assert queries.left("pulse", AT).spent == 0


def test_the_database_itself_refuses_more_than_the_cap(budget):
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.filter(pk=budget.pk).update(spent=Decimal("0.300001"))


def test_the_database_itself_keeps_the_ledger(budget):
    spend("0.1")
    acts = [
        lambda: Spend.objects.update(epsilon=Decimal("0.01")),
        lambda: Spend.objects.all().delete(),
        lambda: Budget.objects.update(spent=0),
        lambda: Budget.objects.update(cap=9),
        lambda: Budget.objects.update(ends_on=date(2026, 11, 1)),
        lambda: Budget.objects.all()._raw_delete("default"),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert queries.left("pulse", AT).spent == Decimal("0.1")
