from __future__ import annotations

from anxin.core.errors import AnxinError


class PlanChangedError(AnxinError):
    """The plan that was to be confirmed has been replaced."""


class PlanConfirmedError(AnxinError):
    """A confirmed plan is what crews walk by; it is not replaced unasked."""


class NoCrewError(AnxinError):
    """Nobody walks tonight."""


class FaultyPlanError(AnxinError):
    """The checker found a fault; nobody gets to see such a plan."""
