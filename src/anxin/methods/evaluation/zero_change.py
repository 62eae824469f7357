"""Why did the share of places without an event change? And how much of one place's fall is chance?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma
from scipy.stats import nbinom, norm

from anxin.methods.rates import GammaPoisson, fit_gamma_poisson

Array = NDArray[np.float64]
STEP = 1e-3  # of the shape, for its derivative


@dataclass(frozen=True)
class ZeroChange:
    """The change of the zero share between two years, and its parts, which add up to it (all shares 0..1).

    `size`: places or homes added or removed; `events`: fewer or more events in all; `chance`: the rest, which the
    number of events does not explain. The ranges are half-widths of 95 % intervals: `events_range` says how exactly
    the events part is known, `chance_range` how large the rest is by chance alone. A rest beyond it means that
    the events gathered at fewer places, or scattered.
    """

    before: float
    after: float
    size: float
    events: float
    events_range: float
    chance: float
    chance_range: float

    @property
    def change(self) -> float:
        """The whole change."""
        return self.after - self.before

    @property
    def events_beyond_chance(self) -> bool:
        """Whether the number of events changed by more than chance gives."""
        return abs(self.events) > self.events_range

    @property
    def rest_beyond_chance(self) -> bool:
        """Whether the events came to lie at fewer or more places than chance gives."""
        return abs(self.chance) > self.chance_range


@dataclass(frozen=True)
class _Year:
    """One year under the shape: the places that stood then, what was seen and what was to be expected of each."""

    stood: NDArray[np.bool_]
    counts: Array
    due: Array
    none: Array
    slope: float  # events of one place -> expected number of places without an event

    @property
    def share(self) -> float:
        return float((self.counts[self.stood] == 0).mean())

    @property
    def expected(self) -> float:
        return float(self.none[self.stood].mean())

    def through_events(self) -> Array:
        """Return what each place (n,) adds to the error of the expected share through the number of events."""
        return np.asarray(np.where(self.stood, self.slope * (self.counts - self.due), 0.0) / self.stood.sum())

    def through_zeros(self) -> Array:
        """Return what each place (n,) adds to the chance of the observed share."""
        return np.asarray(np.where(self.stood, (self.counts == 0) - self.none, 0.0) / self.stood.sum())


def decompose_zero_share(
    before: ArrayLike, homes_before: ArrayLike, after: ArrayLike, homes_after: ArrayLike, *, level: float = 0.95
) -> ZeroChange:
    """Split the change of the share of places without an event between two years.

    `before`, `after` (n,) are counts by place, `homes_*` (n,) the sizes of the same places, 0 in a year in which the
    place did not stand. Expected shares come from one gamma-Poisson shape for both years (their pooled maximum
    likelihood) with the mean of each year; size is changed first, then the mean. The ranges follow the same
    places through both years, so that a place which is bad in both does not count as chance twice.

    Raises
    ------
    ValueError : unequal lengths, or a year without a place.
    TooFewEventsError : fewer than 10 events in both years together.

    References
    ----------
    Liang and Zeger (1986), doi:10.1093/biomet/73.1.13 (variance from the places themselves, both years together);
    Kitagawa (1955), doi:10.1080/01621459.1955.10501299 (a difference of rates split into its parts).

    """
    first, second, sizes, later = (np.asarray(each, float) for each in (before, after, homes_before, homes_after))
    if not first.shape == second.shape == sizes.shape == later.shape or not sizes.any() or not later.any():
        raise ValueError("Both years need the same list of places, with homes at one of them at least.")
    shape = _common_shape(first, sizes, second, later)
    start, end = _year(first, sizes, _mean(first, sizes), shape), _year(second, later, _mean(second, later), shape)
    resized = _year(second, later, _mean(first, sizes), shape).expected
    by_events = end.through_events() - start.through_events()
    by_shape = _through_shape(start, end, shape)
    by_zeros = end.through_zeros() - start.through_zeros()
    z = float(norm.ppf(0.5 + level / 2))
    return ZeroChange(
        before=start.share,
        after=end.share,
        size=resized - start.expected,
        events=end.expected - resized,
        events_range=z * float(np.linalg.norm(by_events + by_shape)),
        chance=(end.share - end.expected) - (start.share - start.expected),
        chance_range=z * float(np.linalg.norm(by_zeros - by_events - by_shape)),
    )


def _common_shape(first: Array, sizes: Array, second: Array, later: Array) -> float:
    due = np.concatenate([sizes * _mean(first, sizes), later * _mean(second, later)])
    return fit_gamma_poisson(np.concatenate([first, second])[due > 0], due[due > 0]).shape


def _mean(counts: Array, sizes: Array) -> float:
    """Return events a home; half an event where there was none, so that no expectation is nought."""
    return max(float(counts.sum()), 0.5) / float(sizes.sum())


def _year(counts: Array, sizes: Array, mean: float, shape: float) -> _Year:
    due, stood = mean * sizes, sizes > 0
    none = _chance_of_none(due, shape)
    # d(sum of none)/d(events): the mean a home moves with the events by 1 / homes
    slope = -float((sizes * none * shape / (shape + due)).sum() / sizes.sum())
    return _Year(stood, counts, due, none, slope)


def _chance_of_none(due: Array, shape: float) -> Array:
    return np.asarray(np.exp(-shape * np.log1p(due / shape)))


def _through_shape(start: _Year, end: _Year, shape: float) -> Array:
    """Return what each place (n,) adds to the error of the expected change through the shape."""
    scores = sum(_score(year, shape) for year in (start, end))
    steeper = sum(float(_score(year, shape * (1 + STEP)).sum()) for year in (start, end))
    curvature = (steeper - float(np.sum(scores))) / (shape * STEP)
    if curvature >= 0:  # as even as a Poisson district: the likelihood is flat, and so is the expectation
        return np.zeros(len(start.counts))
    change = [
        float((_chance_of_none(year.due, shape * (1 + STEP)) - year.none)[year.stood].mean()) for year in (start, end)
    ]
    return np.asarray((change[1] - change[0]) / (shape * STEP) * scores / -curvature)


def _score(year: _Year, shape: float) -> Array:
    """Return each place's part (n,) of the derivative of the log-likelihood by the shape."""
    both = shape + year.due
    bend = digamma(shape + year.counts) - digamma(shape) + 1 - (shape + year.counts) / both
    return np.where(year.stood, bend - np.log1p(year.due / shape), 0.0)


@dataclass(frozen=True)
class Fall:
    """One place's change between two years; `regression`, `district` and `rest` add up to it.

    `regression` to the mean: what chance gives after such a year; `district`: what the whole district did;
    `rest`: what is left. `chance` is how often such a place, with nothing done, is left with as much or more
    in the direction of the rest.
    """

    before: float
    after: float
    regression: float
    district: float
    rest: float
    chance: float


def explain_fall(before: float, after: float, homes: float, model: GammaPoisson, *, district_ratio: float) -> Fall:
    """Split one place's change: what was chance in its first year, what the whole district did, what is left.

    `model` is the spread between places in the first year, per home and year; `district_ratio` (> 0) the events of
    the other places, after / before.
    """
    posterior = model.posterior([before], [homes])
    steady = float(posterior.mean[0]) * homes
    due = steady * district_ratio
    ahead = nbinom(float(posterior.shape[0]), 1 / (1 + homes * district_ratio / float(posterior.exposure[0])))
    rest = after - due
    chance = float(ahead.cdf(after) if rest < 0 else ahead.sf(after - 1))
    return Fall(before, after, steady - before, due - steady, rest, chance)
