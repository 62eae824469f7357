"""Early warning from counts: is this week unusual? Count series in, calibrated alarms out, for 1 or 100,000 series."""

from anxin.methods.surveillance.bayes import bayes
from anxin.methods.surveillance.cdc import cdc
from anxin.methods.surveillance.cusum import cusum
from anxin.methods.surveillance.ears import ears
from anxin.methods.surveillance.farrington import CLASSIC, Farrington, farrington, farrington_flexible
from anxin.methods.surveillance.glr import Glr, glr
from anxin.methods.surveillance.outbreakp import outbreak_p
from anxin.methods.surveillance.quantiles import count_cdf, count_quantile, count_tail
from anxin.methods.surveillance.recent import recent_weeks
from anxin.methods.surveillance.result import Alarms, Status
from anxin.methods.surveillance.rki import rki

__all__ = [
    "CLASSIC",
    "Alarms",
    "Farrington",
    "Glr",
    "Status",
    "bayes",
    "cdc",
    "count_cdf",
    "count_quantile",
    "count_tail",
    "cusum",
    "ears",
    "farrington",
    "farrington_flexible",
    "glr",
    "outbreak_p",
    "recent_weeks",
    "rki",
]
