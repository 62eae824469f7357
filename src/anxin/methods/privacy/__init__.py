"""Figures about groups that tell nothing of one person: noised histograms, their errors, budgets."""

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

__all__ = [
    "Guarantee",
    "HistogramMean",
    "HistogramShare",
    "Status",
    "YearPlan",
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
]
