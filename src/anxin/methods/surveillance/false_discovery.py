"""Many series at once: which alarms to believe, and how many false ones a district must expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def benjamini_hochberg(p_values: ArrayLike, rate: float = 0.1, *, dependent: bool = False) -> Flags:
    """Return which of the p-values (n,) to believe, so that at most `rate` of them are expected to be false.

    NaN is never believed and does not count. `dependent` guards against any dependence at the cost of power.

    References
    ----------
    Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini and Yekutieli (2001),
    doi:10.1214/aos/1013699998.

    """
    return adjusted(p_values, dependent=dependent) <= rate


def adjusted(p_values: ArrayLike, *, dependent: bool = False) -> Array:
    """Return for each p-value (n,) the least false-discovery rate at which it would be believed; NaN stays above 1."""
    p = np.asarray(p_values, float)
    out = np.full(p.shape, np.inf)
    known = np.flatnonzero(~np.isnan(p))
    if not known.size:
        return out
    order = known[np.argsort(p[known], kind="stable")]
    count = len(order)
    factor = float((1 / np.arange(1, count + 1)).sum()) if dependent else 1.0
    raw = p[order] * count * factor / np.arange(1, count + 1)
    out[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return out


def by_level(p_values: ArrayLike, parent: ArrayLike, rate: float = 0.1) -> Flags:
    """Return which places of a hierarchy to believe: a place is looked at only if the place above it is believed.

    p_values : (places,) of district, subdistricts, neighbourhoods ..; parent : (places,) index of the place above,
    -1 at the top, always before its children. Siblings are judged together at `rate` (Yekutieli's hierarchical
    procedure; over the whole tree the rate is at most 2 x 1.44 x `rate` for independent places).

    References
    ----------
    Yekutieli (2008), doi:10.1198/016214507000001373.

    """
    p, above = np.asarray(p_values, float), np.asarray(parent, int)
    if p.shape != above.shape or (above >= np.arange(len(above))).any():
        raise ValueError("parent must name for each place one that stands before it, or -1.")
    believed = np.zeros(len(p), bool)
    for family in dict.fromkeys(above.tolist()):
        children = np.flatnonzero(above == family)
        if family == -1 or believed[family]:
            believed[children] = benjamini_hochberg(p[children], rate)
    return believed


@dataclass(frozen=True)
class FalseAlarms:
    """What chance alone does in a district: expected false alarms a week, and the chance of at least one."""

    a_week: float
    chance_of_any: float

    @property
    def weeks_between(self) -> float:
        """Mean number of weeks from one false alarm to the next."""
        return 1 / self.a_week if self.a_week > 0 else float("inf")


def expected_false_alarms(p_values: ArrayLike, chance: ArrayLike) -> FalseAlarms:
    """Return the false alarms that judged series give by chance.

    p_values : (series,) of the week, NaN where a series was not judged.
    chance : that a series in its usual state is in alarm, one number or (series,): the nominal alpha for Farrington,
        whose measured rate is alpha within a tenth; for detectors that do not keep theirs the share in a back-test.
    """
    judged = ~np.isnan(np.asarray(p_values, float))
    share = np.broadcast_to(np.asarray(chance, float), judged.shape)[judged]
    return FalseAlarms(float(share.sum()), float(1 - np.exp(np.log1p(-np.minimum(share, 1 - 1e-12)).sum())))


def confirmed(alarm: ArrayLike, rows: int = 2, among: int = 2) -> Flags:
    """Return where at least `rows` of the last `among` rows (time, series) were in alarm, the present one included."""
    flags = np.asarray(alarm, bool)
    if not 1 <= rows <= among:
        raise ValueError(f"rows must lie between 1 and among, not {rows} of {among}.")
    recent = np.zeros(flags.shape, int)
    for lag in range(among):
        recent[lag:] += flags[: len(flags) - lag]
    return flags & (recent >= rows)


def in_words(false_alarms: FalseAlarms, names: Sequence[str] = ("week", "weeks")) -> str:
    """Return the rate as a sentence, for example "about one false alarm in 3 weeks"."""
    rate = false_alarms.a_week
    if rate <= 0:
        return "no series was judged, so there is no false alarm"
    if rate >= 1.5:
        return f"about {rate:.0f} false alarms a {names[0]}"
    between = max(1, round(false_alarms.weeks_between))
    return f"about one false alarm in {between} {names[0] if between == 1 else names[1]}"
