"""Weekly forecasts of rare events at places, and how they are judged."""

from anxin.methods.forecast.candidates import DecayedCount, Forecaster, LastYear, ShrunkRates, Stack, self_exciting
from anxin.methods.forecast.ground import Events, Ground
from anxin.methods.forecast.multi_scale import MultiScale, TooShortHistoryError, WeeklyForecast
from anxin.methods.forecast.rolling import SHARES, Judged, Ratio, Weeks, judge, roll
from anxin.methods.forecast.scores import poisson_range
from anxin.methods.forecast.terms import GROUPS, Scales

__all__ = [
    "GROUPS", "SHARES", "DecayedCount", "Events", "Forecaster", "Ground", "Judged", "LastYear", "MultiScale",
    "Ratio", "Scales", "ShrunkRates", "Stack", "TooShortHistoryError", "WeeklyForecast", "Weeks", "judge",
    "poisson_range", "roll", "self_exciting",
]  # fmt: skip
