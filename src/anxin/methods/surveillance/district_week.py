"""A district's week in one call: its mood charts, its counts, and which alarms to believe among them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.surveillance.charts import Ewma, ewma_charts
from anxin.methods.surveillance.false_discovery import benjamini_hochberg
from anxin.methods.surveillance.farrington import farrington_flexible

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DistrictWeek:
    """The verdicts of the last week, each (charts,).

    smoothed : EWMA of the mean scores, in standard deviations; falls, rises : where it is beyond its limits.
    expected, upper, p_value, status : Farrington's verdict of the count; high : where it is above `upper`.
    believed : high counts that stand after the false-discovery rate is controlled over the district.
    """

    smoothed: Array
    falls: NDArray[np.bool_]
    rises: NDArray[np.bool_]
    expected: Array
    upper: Array
    p_value: Array
    status: NDArray[np.uint8]
    high: NDArray[np.bool_]
    believed: NDArray[np.bool_]

    def save(self, path: Path) -> None:
        """Write the verdicts so that the file is whole or absent, whatever happens to this process."""
        begun = path.with_suffix(".part")
        with begun.open("wb") as file:
            np.savez(file, **{one.name: getattr(self, one.name) for one in fields(self)})
        begun.replace(path)

    @classmethod
    def load(cls, path: Path) -> DistrictWeek:
        """Return what `save` has written."""
        with np.load(path) as kept:
            return cls(**{one.name: kept[one.name] for one in fields(cls)})


def judge_week(
    counts: ArrayLike, means: ArrayLike, *, baseline: int = 24, charts: Ewma | None = None, rate: float = 0.1
) -> DistrictWeek:
    """Judge the last week of a district's weekly counts and mean scores.

    counts : (weeks, charts) >= 0, NaN where nothing was reported; means : (weeks, charts), NaN likewise.
    baseline : first weeks of `means` that say what is usual. rate : share of the believed alarms that may be false.

    Raises
    ------
    ValueError : shapes that `farrington_flexible` or `ewma_charts` refuse.

    """
    mood = ewma_charts(means, baseline, charts)
    found = farrington_flexible(counts, evaluate=[-1])
    high = found.alarm[0]
    return DistrictWeek(
        smoothed=mood.smoothed[-1],
        falls=mood.alarm[-1] < 0,
        rises=mood.alarm[-1] > 0,
        expected=found.expected[0],
        upper=found.upper[0],
        p_value=found.p_value[0],
        status=found.status[0],
        high=high,
        believed=high & benjamini_hochberg(found.p_value[0], rate),
    )
