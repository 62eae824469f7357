"""Knox's test of space-time interaction, with bands of distance and days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.near_repeat.checked import check_options, checked_edges, checked_events
from anxin.methods.near_repeat.close_pairs import ClosePairs, Floats, Ints, close_pairs
from anxin.methods.near_repeat.interval import ratio_interval
from anxin.methods.near_repeat.shuffles import shuffled_counts

Metric = Literal["euclidean", "manhattan"]
SamePoint = Literal["apart", "in_first_band"]
Permute = Literal["all", "within_month"]


@dataclass(frozen=True)
class KnoxTest:
    """What a Knox test found, as arrays (distance bands, day bands); `low` and `high` are 95 % bounds.

    `distances` (distance bands, 2) and `days` (day bands, 2) are the bands, low <= value < high;
    with the same point apart the first distance band is (0, 0).
    `ratio` is NaN where no pair is expected.
    """

    distances: Floats
    days: Floats
    observed: Ints
    expected: Floats
    chance_low: Floats
    chance_high: Floats
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats
    p_value: Floats
    events: int
    close_pairs: int
    permutations: int


def knox_test(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    distance_bands: ArrayLike,
    day_bands: ArrayLike,
    permutations: int = 999,
    seed: int,
    metric: Metric = "euclidean",
    same_point: SamePoint = "apart",
    permute: Permute = "all",
    threads: int = 2,
) -> KnoxTest:
    """Return for each band of distance and days how many pairs of events there are against how many chance gives.

    Chance keeps every place and every day and exchanges which day belongs to which place, so neither a busy street
    nor a busy season alone counts as interaction.

    `x`, `y` (n,) are coordinates on a plane in the unit of `distance_bands`; `day` (n,) whole days as datetime64 or as
    numbers, which "within_month" counts from 1970-01-01. `distance_bands` and `day_bands` are rising edges >= 0:
    (0, 100, 200) is two bands, 0 <= d < 100 and 100 <= d < 200. `permutations` >= 1 shuffles bound the p-value from
    below by 1 / (permutations + 1). `seed` >= 0: the same gives the same answer whatever the number of `threads`.
    `metric` is the crow's flight or the way along a square grid of streets. `same_point` puts pairs at one and the
    same point into a band of their own or into the band that holds 0. `permute` exchanges days among all events, or
    only within a calendar month, which takes out season and trend.

    Returns
    -------
    KnoxTest : p-value (1 + shuffles with at least as many pairs) / (1 + permutations), ties counted exactly.

    Raises
    ------
    ValueError : unequal or too short input, values that are not finite, days that are not whole, edges that do not
        rise, an option that does not exist.
    TooManyPairsError : more close pairs than memory should hold.

    References
    ----------
    Knox (1964), Applied Statistics 13, 25-30, doi:10.2307/2985220.
    Johnson et al. (2007), J Quant Criminol 23, 201-219, doi:10.1007/s10940-007-9025-3 (Monte Carlo, bands).
    Phipson & Smyth (2010), Stat Appl Genet Mol Biol 9(1), doi:10.2202/1544-6115.1585 (the 1 in the p-value).

    """
    points, dates = checked_events(x, y, day)
    distances, days = checked_edges(distance_bands, "distance_bands"), checked_edges(day_bands, "day_bands")
    check_options(
        least={"permutations": (permutations, 1), "seed": (seed, 0), "threads": (threads, 1)},
        known={"metric": (metric, Metric), "same_point": (same_point, SamePoint), "permute": (permute, Permute)},
    )
    apart = same_point == "apart"
    pairs = close_pairs(points, distances, metric=metric, same_point_apart=apart)
    since_first = (dates - dates.min()).astype(np.float32)[pairs.order]
    month = _months(dates)[pairs.order] if permute == "within_month" else np.zeros(len(dates), np.int64)
    counts = shuffled_counts(
        pairs, since_first, month, days.astype(np.float32), permutations=permutations, seed=seed, threads=threads
    )
    bands = np.column_stack([distances[:-1], distances[1:]])
    return _result(pairs, since_first, np.vstack([[0.0, 0.0], bands]) if apart else bands, days, counts)


def _result(pairs: ClosePairs, day: NDArray[np.float32], distances: Floats, edges: Floats, counts: Ints) -> KnoxTest:
    time_bands = [_time_bands(day, band, edges) for band in pairs.bands]
    observed = np.stack([np.bincount(band + 1, minlength=len(edges))[1:] for band in time_bands])
    expected = counts.mean(0)
    low, high = np.quantile(counts, (0.025, 0.975), axis=0)
    ratio = np.divide(observed, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
    ratio_low, ratio_high = ratio_interval(pairs, time_bands, observed, expected, events=len(day))
    return KnoxTest(
        distances=distances,
        days=np.column_stack([edges[:-1], edges[1:]]),
        observed=observed,
        expected=expected,
        chance_low=low,
        chance_high=high,
        ratio=ratio,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        p_value=(1 + (counts >= observed).sum(0)) / (1 + len(counts)),
        events=len(day),
        close_pairs=len(pairs),
        permutations=len(counts),
    )


def _time_bands(day: NDArray[np.float32], pairs: tuple[NDArray[np.int32], NDArray[np.int32]], edges: Floats) -> Ints:
    """Return the day band (m,) of each pair, -1 where it lies in none."""
    band = np.searchsorted(edges, np.abs(day[pairs[0]] - day[pairs[1]]), side="right") - 1
    return np.where(band < len(edges) - 1, band, -1)


def _months(dates: Ints) -> Ints:
    return dates.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
