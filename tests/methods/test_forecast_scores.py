from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import poisson

from anxin.methods.forecast import Events, Ground, LastYear, judge, roll
from anxin.methods.forecast.grid import Grid
from anxin.methods.forecast.scores import hits_at, log_loss, poisson_crps, poisson_range

MONDAYS = 736_001 + 7 * np.arange(30)


def test_ties_count_in_expectation():
    counts = np.array([4.0, 0, 0, 0])
    assert hits_at(np.array([1.0, 1, 1, 1]), counts, 0.25) == 1.0
    assert hits_at(np.array([2.0, 1, 1, 1]), counts, 0.25) == 4.0
    assert hits_at(np.array([0.0, 1, 1, 1]), counts, 0.5) == 0.0
    assert hits_at(np.array([1.0, 2, 1, 1]), counts, 0.5) == pytest.approx(4 / 3)


def test_the_order_of_rows_decides_nothing():
    rng = np.random.default_rng(0)
    expected, counts = rng.integers(0, 3, 200).astype(float), rng.poisson(0.5, 200).astype(float)
    shuffled = rng.permutation(200)
    assert hits_at(expected, counts, 0.05) == pytest.approx(hits_at(expected[shuffled], counts[shuffled], 0.05))


def test_crps_and_log_loss_are_those_of_their_definitions():
    rate, seen = 0.7, 2
    mass = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(60)]
    below = np.cumsum(mass)
    by_hand = sum((below[k] - (k >= seen)) ** 2 for k in range(60))
    assert poisson_crps(np.array([rate]), np.array([seen])) == pytest.approx(by_hand, abs=1e-9)
    assert log_loss(np.array([rate]), np.array([seen])) == pytest.approx(-math.log(mass[2]))


class Oracle:
    name = "oracle"

    def __init__(self, rate):
        self.rate = rate

    def forecast(self, events, day):
        return self.rate


@pytest.mark.parametrize("expected", [0.0, 1e-4, 0.3, 4.6, 141.0, 6000.0])
def test_the_range_of_outcomes_is_the_middle_of_a_poisson(expected):
    low, high = poisson_range(expected)
    assert (low, high) == (max(0, poisson.ppf(0.025, expected)), max(0, poisson.ppf(0.975, expected)))
    assert poisson.cdf(high, expected) - poisson.cdf(low - 1, expected) >= 0.95


def test_who_knows_the_truth_beats_counting_and_is_calibrated():
    rng = np.random.default_rng(2)
    ground = Ground(rng.uniform(0, 3000, 300), rng.uniform(0, 3000, 300), np.ones(300))
    rate = rng.gamma(0.5, 0.1, 300)
    days = np.concatenate([np.full(rng.poisson(rate.sum() / 7), day) for day in range(735_500, 736_300)])
    events = Events.of(rng.choice(300, len(days), p=rate / rate.sum()), days)
    naive = roll(LastYear(ground), events, places=300, mondays=MONDAYS)
    knowing = roll(Oracle(rate), events, places=300, mondays=MONDAYS)
    judged = judge(knowing, naive, area=["west"] * 150 + ["east"] * 150)
    assert judged.log_loss < judge(naive, naive, area=[""] * 300).log_loss
    assert judged.overall.ratio == pytest.approx(1, abs=0.15)
    assert [area.label for area in judged.areas] == ["east", "west"]
    assert judge(naive, naive, area=[""] * 300).gain[0.05] == (0.0, 0.0)
    assert not judge(naive, naive, area=[""] * 300).beats_the_baseline


def test_events_outside_every_place_are_misses():
    rng = np.random.default_rng(4)
    ground = Ground(np.arange(50.0), np.zeros(50), np.ones(50))
    events = Events.of(rng.integers(0, 50, 2000), 735_600 + rng.integers(0, 700, 2000))
    inside = roll(LastYear(ground), events, places=50, mondays=MONDAYS)
    outside = roll(LastYear(ground), events, places=50, mondays=MONDAYS, missed_days=MONDAYS + 2)
    assert outside.events == inside.events + len(MONDAYS)
    naive = judge(inside, inside, area=[""] * 50).hit_rate[0.2]
    assert judge(outside, outside, area=[""] * 50).hit_rate[0.2] < naive


def test_a_mask_gives_its_own_grid_back():
    rng = np.random.default_rng(6)
    x, y = rng.uniform(1000, 3000, 200), rng.uniform(500, 2500, 200)
    grid = Grid.around(x, y, studied=np.arange(200) < 150, side=150)
    again = Grid.of_mask(grid.ix, grid.iy, grid.ground.x, grid.ground.y)
    assert (again.side, again.left, again.bottom) == (150, grid.left, grid.bottom)
    assert (again.locate(x, y) == grid.locate(x, y)).all()
    assert (grid.locate(x[:150], y[:150]) >= 0).all()
    assert (grid.locate(np.array([-9e5, 9e5]), np.array([0.0, 9e5])) == -1).all()


def test_a_mask_that_is_no_grid_is_refused():
    with pytest.raises(ValueError, match="square grid"):
        Grid.of_mask(np.array([0, 1, 2]), np.array([0, 0, 0]), np.array([0.0, 500, 510]), np.zeros(3))
