"""Rates of rare events at many places: gamma-Poisson empirical Bayes, zero shares, goal forecasts."""

from anxin.methods.rates.gamma_poisson import GammaPoisson, Posterior, TooFewEventsError, fit_gamma_poisson
from anxin.methods.rates.goal import GoalForecast, forecast_goal, year_to_year_spread
from anxin.methods.rates.history import decay_weights, decayed_counts
from anxin.methods.rates.zero_share import ZeroShare, expected_zero_share

__all__ = [
    "GammaPoisson",
    "GoalForecast",
    "Posterior",
    "TooFewEventsError",
    "ZeroShare",
    "decay_weights",
    "decayed_counts",
    "expected_zero_share",
    "fit_gamma_poisson",
    "forecast_goal",
    "year_to_year_spread",
]
