"""Weekly counts with outbreaks whose truth is known: the scenarios by which detectors are commonly compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
WEEKS = 624
FIRST_PAST, FIRST_NOW = 312, 575  # rows: past outbreaks begin in the first span, the present one in the second
PAST_OUTBREAKS, PAST_SIZES = 4, (2, 3, 5, 10)
# theta, beta, gamma1, gamma2, phi of the seven clusters
CLUSTERS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)


@dataclass(frozen=True)
class Scenario:
    """Log mean theta + beta t + `waves` yearly harmonics of weights gamma1 and gamma2; variance phi x mean."""

    theta: float
    beta: float
    waves: int
    gamma1: float
    gamma2: float
    phi: float

    def mean(self) -> Array:
        """Return the expected count of each week (624,)."""
        time = np.arange(1, WEEKS + 1)
        log_mean = self.theta + self.beta * time
        for order in range(1, self.waves + 1):
            angle = 2 * np.pi * order * time / 52
            log_mean = log_mean + self.gamma1 * np.cos(angle) + self.gamma2 * np.sin(angle)
        return np.asarray(np.exp(log_mean))


@dataclass(frozen=True)
class Simulated:
    """Simulated series, each (624, series): all `counts`, and what the `present` outbreak added to them."""

    counts: Array
    present: Array


def noufaily_scenarios(waves: Sequence[int] = (0, 1)) -> list[Scenario]:
    """Return the 28 scenarios (42 with waves 0, 1 and 2): seven clusters, without and with trend, by season.

    References
    ----------
    Noufaily et al. (2013), doi:10.1002/sim.5595, section 4; the values as a public replication script gives them.

    """
    return [
        Scenario(theta, beta if trend else 0.0, m, gamma1 if m else 0.0, gamma2 if m else 0.0, phi)
        for theta, beta, gamma1, gamma2, phi in CLUSTERS
        for trend in (False, True)
        for m in waves
    ]


def simulate(scenario: Scenario, series: int, size: float, rng: np.random.Generator) -> Simulated:
    """Return `series` simulated series with four past outbreaks and one present one of `size` (0 for none).

    An outbreak has Poisson(size x standard deviation at its start) cases, at least one, whose weeks after the start
    are the whole part of lognormal(0, 0.5) numbers. Past ones lie in weeks 313 to 575, the present one in 576 to 624.
    """
    mean = scenario.mean()
    counts = _counts(mean, scenario.phi, series, rng)
    spread = np.sqrt(scenario.phi * mean)
    for _ in range(PAST_OUTBREAKS):
        sizes = rng.choice(PAST_SIZES, series).astype(float)
        counts += _outbreaks(spread, sizes, (FIRST_PAST, FIRST_NOW), rng)
    present = np.zeros_like(counts)
    if size > 0:
        present = _outbreaks(spread, np.full(series, float(size)), (FIRST_NOW, WEEKS), rng)
    return Simulated(counts + present, present)


def _counts(mean: Array, phi: float, series: int, rng: np.random.Generator) -> Array:
    wide = np.broadcast_to(mean[:, None], (len(mean), series))
    if phi <= 1:
        return rng.poisson(wide).astype(float)
    return rng.negative_binomial(wide / (phi - 1), 1 / phi).astype(float)


def _outbreaks(spread: Array, sizes: Array, span: tuple[int, int], rng: np.random.Generator) -> Array:
    """Return the cases (624, series) of one outbreak a series that lies within `span`."""
    first, end = span
    cases = np.zeros((len(spread), len(sizes)))
    start = rng.integers(first, end, len(sizes))
    number = rng.poisson(sizes * spread[start])
    while (number == 0).any():
        again = number == 0
        number[again] = rng.poisson((sizes * spread[start])[again])
    owner = np.repeat(np.arange(len(sizes)), number)
    week = start[owner] + np.floor(rng.lognormal(0, 0.5, len(owner))).astype(int)
    np.add.at(cases, (np.minimum(week, end - 1), owner), 1.0)
    return cases
