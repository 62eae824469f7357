"""The weekly forecast: learnt from the past alone, explained, calibrated, the same again for the same input."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.forecast import GROUPS, Events, Ground, MultiScale, TooShortHistoryError
from anxin.methods.forecast.smoothing import smoother

DAY = 736_000
PLACES = 400


def village(rng, places=PLACES):
    return Ground(rng.uniform(0, 4000, places), rng.uniform(0, 4000, places), rng.uniform(50, 500, places))


def steady(rng, ground, *, yearly=600.0, years=5, shape=0.7):
    """Events of a gamma-Poisson process, and the true rates a week."""
    rate = rng.gamma(shape, 1 / shape, len(ground)) * ground.share * yearly
    counts = rng.poisson(rate * years)
    place = np.repeat(np.arange(len(ground)), counts)
    return Events.of(place, DAY - 1 - rng.integers(0, round(years * 365.25), len(place))), rate / 52.18


@pytest.fixture
def known():
    rng = np.random.default_rng(7)
    ground = village(rng)
    events, truth = steady(rng, ground)
    return ground, events, truth


def test_reasons_add_up_and_no_part_is_negative(known):
    ground, events, _truth = known
    found = MultiScale(ground).explain(events, DAY)
    total = np.sum([found.shares[group] for group in GROUPS], axis=0)
    assert total == pytest.approx(np.ones(PLACES))
    assert min(share.min() for share in found.shares.values()) >= 0
    assert (found.low <= found.expected).all()
    assert (found.expected <= found.high).all()


def test_the_same_past_gives_the_same_forecast(known):
    ground, events, _truth = known
    first, second = MultiScale(ground), MultiScale(ground)
    first.forecast(events, DAY - 70)  # what it has seen before leaves no trace
    assert (first.forecast(events, DAY) == second.forecast(events, DAY)).all()


def test_what_happens_later_changes_nothing(known):
    ground, events, _truth = known
    later = Events.of(np.append(events.place, [3] * 50), np.append(events.day, [DAY] * 25 + [DAY + 3] * 25))
    assert (MultiScale(ground).forecast(later, DAY) == MultiScale(ground).forecast(events, DAY)).all()


def test_on_a_steady_process_the_total_and_the_ranking_hold(known):
    ground, events, truth = known
    found = MultiScale(ground).forecast(events, DAY)
    assert found.sum() == pytest.approx(truth.sum(), rel=0.2)
    hottest = np.argsort(-found)[: PLACES // 10]
    assert truth[hottest].sum() > 0.8 * np.sort(truth)[-PLACES // 10 :].sum()


def test_the_interval_covers_the_true_expectation():
    rng, inside = np.random.default_rng(11), []
    for _ in range(20):
        ground = village(rng)
        events, truth = steady(rng, ground)
        found = MultiScale(ground).explain(events, DAY)
        inside.append(((found.low <= truth) & (truth <= found.high)).mean())
    assert 0.80 <= np.mean(inside) <= 0.97


def test_a_burglary_yesterday_raises_its_neighbours_where_burglaries_repeat():
    rng = np.random.default_rng(3)
    ground = village(rng)
    events, _truth = steady(rng, ground, yearly=500)
    echo = rng.random(len(events)) < 0.4

    def next_to(place):
        return int(np.argsort(np.hypot(ground.x - ground.x[place], ground.y - ground.y[place]))[1])

    near = np.array([next_to(place) for place in events.place[echo]])
    days = np.minimum(events.day[echo] + rng.integers(1, 8, echo.sum()), DAY - 10)
    repeating = Events.of(np.append(events.place, near), np.append(events.day, days))
    cold = int(np.argmin(repeating.counts(PLACES)))
    neighbour = next_to(cold)
    fresh = Events.of(np.append(repeating.place, cold), np.append(repeating.day, DAY - 1))
    before, after = MultiScale(ground).forecast(repeating, DAY), MultiScale(ground).forecast(fresh, DAY)
    assert after[neighbour] > 1.5 * before[neighbour]


@pytest.mark.parametrize("many", [0, 5, 29])
def test_too_few_events_are_said_to_be_too_few(many):
    rng = np.random.default_rng(1)
    place = rng.integers(0, PLACES, many)
    with pytest.raises(TooShortHistoryError, match="too few"):
        MultiScale(village(rng)).explain(Events.of(place, np.full(many, DAY - 500)), DAY)


def test_a_short_history_is_said_to_be_short():
    rng = np.random.default_rng(1)
    events = Events.of(rng.integers(0, PLACES, 100), DAY - 1 - rng.integers(0, 300, 100))
    with pytest.raises(TooShortHistoryError, match="less than a year"):
        MultiScale(village(rng)).explain(events, DAY)


def test_one_giant_outlier_and_places_without_a_point_leave_finite_figures(known):
    ground, events, _truth = known
    x = ground.x.copy()
    x[:50] = np.nan
    lost = Ground(x, ground.y, ground.exposure)
    giant = Events.of(np.append(events.place, [9] * 5000), np.append(events.day, [DAY - 30] * 5000))
    found = MultiScale(lost).explain(giant, DAY)
    for figures in (found.expected, found.low, found.high, *found.shares.values()):
        assert np.isfinite(figures).all()


def test_a_ground_without_homes_is_refused():
    with pytest.raises(ValueError, match="exposure must be finite and > 0"):
        Ground(np.zeros(2), np.zeros(2), np.array([1.0, 0.0]))


def test_the_raster_smooths_as_the_exact_kernel_does():
    rng = np.random.default_rng(5)
    ground = village(rng)
    figures = rng.poisson(0.5, (PLACES, 1)).astype(float)
    metres = 300.0
    apart = np.hypot(ground.x[:, None] - ground.x, ground.y[:, None] - ground.y)
    kernel = np.exp(-(apart**2) / (2 * metres**2)) * (apart < 3 * metres)
    exact = ground.exposure * (kernel @ figures[:, 0]) / (kernel @ ground.exposure)
    near = smoother(ground, metres)(figures)[:, 0]
    assert np.corrcoef(near, exact)[0, 1] > 0.99
    assert near.sum() == pytest.approx(exact.sum(), rel=0.02)
