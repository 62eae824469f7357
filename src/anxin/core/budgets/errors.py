from __future__ import annotations

from anxin.core.errors import AnxinError


class BudgetSpentError(AnxinError):
    """The release would cost more than is left of the period's budget."""


class NoBudgetError(AnxinError):
    """No budget was opened for these answers and this day."""


class UnfitBudgetError(AnxinError):
    """The budget or the amount does not fit."""
