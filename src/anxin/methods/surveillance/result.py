"""What every detector returns: arrays (time, series), and a word wherever there is no bound."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Status(IntEnum):
    """Why a point has a bound, or why it has none."""

    OK = 0
    TOO_FEW_CASES = 1  # the recent counts are below the least number of cases that is worth an alarm
    SHORT_HISTORY = 2  # the baseline that was asked for does not exist
    SEPARATION = 3  # the season of the point never had a case, so its mean cannot be estimated
    NOT_CONVERGED = 4  # the fit did not settle, or its bound is beyond any count
    MISSING_NOW = 5  # nothing was reported for the point; expected and upper may still be given

    @property
    def word(self) -> str:
        """The word by which results and pages name it, for example `too_few_cases`."""
        return self.name.lower()


@dataclass(frozen=True)
class Alarms:
    """A detector's verdicts, each array (time, series), rows in the order of `at`.

    at : (time,) rows of the input that were judged.
    expected : mean foreseen without an outbreak, in counts; NaN where the method has none.
    upper : largest count still taken as usual; an alarm is a count above it. NaN where there is none.
    alarm : True where the count is unusually high.
    p_value : P(count at least as high | no outbreak); NaN where the method has none.
    score : (count - expected) / (upper - expected), above 1 when there is an alarm; comparable between series.
    dispersion : variance over mean of the baseline, at least 1.
    trend : change of the log mean per time step; NaN where no trend was used.
    status : `Status` of each point.
    log_error : standard error of the logarithm of `expected`; NaN where the method has none.
    """

    at: NDArray[np.intp]
    expected: Array
    upper: Array
    alarm: NDArray[np.bool_]
    p_value: Array
    score: Array
    dispersion: Array
    trend: Array
    status: NDArray[np.uint8]
    log_error: Array

    def words(self) -> NDArray[np.str_]:
        """Return the status of each point as its word, (time, series)."""
        return np.array([status.word for status in Status])[self.status]


def empty_alarms(at: NDArray[np.intp], series: int) -> Alarms:
    """Return verdicts that say nothing yet: NaN everywhere, no alarm, status ok."""
    shape = (len(at), series)
    none = [np.full(shape, np.nan) for _ in range(7)]
    expected, upper, p_value, score, dispersion, trend, log_error = none
    no, ok = np.zeros(shape, bool), np.zeros(shape, np.uint8)
    return Alarms(at, expected, upper, no, p_value, score, dispersion, trend, ok, log_error)


def exceedance(counts: Array, expected: Array, upper: Array) -> Array:
    """Return (count - expected) / (upper - expected), NaN where the bound is not above what is expected."""
    room = upper - expected
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        score = (counts - expected) / room
    no_room = ~(room > 0)
    if no_room.any():
        score[no_room] = np.nan
    return np.asarray(score)
