"""Figures about groups that tell nothing of one person: noised histograms, exact tables with cells hidden, budgets."""

from anxin.methods.privacy.attack import Intervals, audit
from anxin.methods.privacy.budget import may_spend
from anxin.methods.privacy.histograms import (
    HistogramMean,
    HistogramShare,
    Status,
    mean_of_histogram,
    share_of_histogram,
)
from anxin.methods.privacy.noise import epsilon_of_sum, laplace_bound, laplace_variance, release_histograms
from anxin.methods.privacy.plan import Guarantee, YearPlan, guarantee, least_answers, plan_of_year
from anxin.methods.privacy.suppression import NotProtectableError, suppress
from anxin.methods.privacy.tables import Known, with_margins

__all__ = [
    "Guarantee",
    "HistogramMean",
    "HistogramShare",
    "Intervals",
    "Known",
    "NotProtectableError",
    "Status",
    "YearPlan",
    "audit",
    "epsilon_of_sum",
    "guarantee",
    "laplace_bound",
    "laplace_variance",
    "least_answers",
    "may_spend",
    "mean_of_histogram",
    "plan_of_year",
    "release_histograms",
    "share_of_histogram",
    "suppress",
    "with_margins",
]
