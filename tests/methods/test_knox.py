"""A brute-force twin, published tables, chance that is chance, refusals."""

from __future__ import annotations

import csv
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from anxin.methods.near_repeat import TooManyPairsError, close_pairs, knox_test

BANDS = {"distance_bands": (0, 100, 200), "day_bands": (0, 7, 14), "seed": 1}
FIELDS = ("observed", "expected", "ratio", "ratio_low", "ratio_high", "p_value", "chance_low", "chance_high")
CENTRES = np.random.default_rng(9).uniform(0, 3000, (60, 2))
WEIGHTS = np.random.default_rng(10).gamma(0.5, 1, 60)


def process(seed: int, events: int, followed: float = 0.0, season: bool = False):
    """Busy and quiet places over two years; each event is followed by another close by and soon with a chance."""
    rng = np.random.default_rng(seed)
    place = CENTRES[rng.choice(60, events, p=WEIGHTS / WEIGHTS.sum())] + rng.normal(0, 60, (events, 2))
    day = rng.integers(0, 730, events)
    if season:  # each place has its own season, which is no contagion
        month = (place[:, 0] // 300 % 12).astype(int).astype("datetime64[M]")
        day = month.astype("datetime64[D]").astype(int) + rng.integers(0, 28, events)
    places, days = [place], [day]
    for _generation in range(4):
        has = rng.random(len(place)) < followed
        place = place[has] + rng.normal(0, 40, (int(has.sum()), 2))
        day = day[has] + rng.integers(1, 7, int(has.sum()))
        places.append(place)
        days.append(day)
    return *np.concatenate(places).T, np.concatenate(days)


def brute_force(x, y, day, distances, days, *, metric, apart):
    """Count every pair of the full matrix, as one would write it first."""
    one, other = np.triu_indices(len(x), 1)
    east, north = np.abs(x[one] - x[other]), np.abs(y[one] - y[other])
    far = np.round(east + north if metric == "manhattan" else np.sqrt(east**2 + north**2), 6)
    gap = np.abs(day[one] - day[other])
    rows = [(far == 0)] if apart else []
    rows += [(far >= low) & (far < high) & ((far > 0) | (not apart)) for low, high in pairwise(distances)]
    return np.array([[(row & (gap >= low) & (gap < high)).sum() for low, high in pairwise(days)] for row in rows])


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 40)), min_size=2, max_size=40),
    st.sampled_from(["euclidean", "manhattan"]),
    st.booleans(),
    st.sampled_from([(0, 10, 20), (0, 10), (10, 30)]),
)
def test_every_pair_is_counted_where_it_belongs(rows, metric, apart, distances):
    """On a grid, so that many pairs lie exactly on an edge or on one another."""
    x, y, day = np.array(rows).T * np.array([[5.0], [5.0], [1.0]])
    found = knox_test(
        x, y, day, distance_bands=distances, day_bands=(0, 7, 14), permutations=3, seed=1, metric=metric,
        same_point="apart" if apart else "in_first_band",
    )  # fmt: skip
    assert (found.observed == brute_force(x, y, day, distances, (0, 7, 14), metric=metric, apart=apart)).all()


@pytest.mark.parametrize("permute", ["all", "within_month"])
def test_chance_is_what_a_brute_force_shuffle_gives(permute):
    x, y, day = process(1, 250, followed=0.2)
    found = knox_test(x, y, day, **BANDS, permutations=3999, same_point="in_first_band", permute=permute)
    rng, counts = np.random.default_rng(3), []
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(int) if permute == "within_month" else day * 0
    for _shuffle in range(600):
        shuffled = day.copy()
        for one in np.unique(month):
            inside = np.flatnonzero(month == one)
            shuffled[inside] = shuffled[rng.permutation(inside)]
        counts.append(brute_force(x, y, shuffled, (0, 100, 200), (0, 7, 14), metric="euclidean", apart=False))
    counts = np.array(counts)
    error = counts.std(0) / np.sqrt(600)
    assert (np.abs(counts.mean(0) - found.expected) < 4.5 * error).all()
    assert np.quantile(counts, 0.975, axis=0) == pytest.approx(found.chance_high, rel=0.08)
    at_least = (1 + (counts >= found.observed).sum(0)) / 601
    assert found.p_value == pytest.approx(at_least, abs=0.08)


def test_a_shuffle_keeps_every_day_once_and_each_place_gets_each_day_equally_often():
    """Three events, two of them close: the close pair has each of the three gaps in a third of the shuffles."""
    found = knox_test(
        [0, 1, 900], [0, 0, 0], [0, 1, 3], distance_bands=(0, 100), day_bands=(0, 2, 3, 4), permutations=30_000,
        seed=4, same_point="in_first_band",
    )  # fmt: skip
    assert found.observed.tolist() == [[1, 0, 0]]
    assert found.expected == pytest.approx(np.full((1, 3), 1 / 3), abs=0.01)
    assert found.p_value[0, 0] == pytest.approx(1 / 3, abs=0.01)


def test_one_seed_gives_one_answer_whatever_the_threads():
    x, y, day = process(2, 500, followed=0.1)
    runs = [knox_test(x, y, day, **BANDS, permutations=100, threads=threads) for threads in (1, 2, 5)]
    for name in FIELDS:
        assert all(np.array_equal(getattr(runs[0], name), getattr(run, name), equal_nan=True) for run in runs), name
    other = knox_test(x, y, day, **{**BANDS, "seed": 2}, permutations=100)
    assert not np.array_equal(runs[0].expected, other.expected)


def test_the_order_of_the_events_does_not_matter_to_what_is_observed():
    x, y, day = process(3, 300, followed=0.1)
    turned = np.random.default_rng(1).permutation(len(x))
    one, other = (
        knox_test(x[pick], y[pick], day[pick], **BANDS, permutations=1999) for pick in (np.arange(len(x)), turned)
    )
    assert (one.observed == other.observed).all()
    assert other.expected == pytest.approx(one.expected, rel=0.06, abs=0.3)


def test_without_contagion_the_p_values_are_uniform():
    found = [knox_test(*process(seed, 500), **{**BANDS, "seed": seed}, permutations=99) for seed in range(200)]
    for band in (1, 2):
        p_values = [one.p_value[band, 0] for one in found]
        assert kstest(p_values, "uniform").pvalue > 0.01
        assert 0.01 <= np.mean(np.array(p_values) <= 0.05) <= 0.10


def test_a_season_of_its_own_is_no_contagion_once_days_stay_within_their_month():
    x, y, day = process(5, 1500, season=True)
    assert knox_test(x, y, day, **BANDS, permutations=199).p_value[1, 0] == pytest.approx(1 / 200)
    found = [
        knox_test(*process(seed, 700, season=True), **BANDS, permutations=99, permute="within_month")
        for seed in range(60)
    ]
    assert np.mean([one.p_value[1, 0] <= 0.05 for one in found]) <= 0.15


def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says():
    found = [knox_test(*process(seed, 400, followed=0.2), **BANDS, permutations=63) for seed in range(150)]
    truth = np.mean([one.ratio[1, 0] for one in found])
    held = np.mean([one.ratio_low[1, 0] <= truth <= one.ratio_high[1, 0] for one in found])
    assert truth > 1.3
    assert 0.89 <= held <= 0.995


def test_no_pair_seen_and_none_expected_give_bounds_that_can_be_said():
    found = knox_test([0, 50, 9000], [0, 0, 0], [0, 300, 600], **BANDS, permutations=9, same_point="apart")
    assert found.observed[0].tolist() == [0, 0]
    assert np.isnan(found.ratio[0]).all()  # nothing lies on one point
    assert np.isnan(found.ratio_low[0]).all()
    assert (found.p_value == 1).all()


def table(path):
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    x, y = (np.array([float(row[name]) for row in rows]) for name in ("x", "y"))
    return x, y, np.array([row["date"] for row in rows], "datetime64[D]")


@pytest.fixture
def chicago(shared):
    """Residential burglaries of Chicago 2016: x, y, day."""
    return table(shared / "data/burglary/chicago_res_be_2016.csv")


# Steenbeek, vignette "NRC" of the R package NearRepeat: the first month of the same file, Manhattan distances; the
# second table is the Near Repeat Calculator's, under the bands that the vignette shows it to have. One pair lies
# exactly 300 m apart; that program counts it as less, hence the edge a little above.
PUBLISHED = {
    (0, 8, 15, 22): ((0, 1, 101, 201, 301), [[29, 4, 5], [45, 15, 7], [106, 48, 21], [88, 64, 46]]),
    (0, 7, 14, 21): ((0, 1, 100, 200, 300.001), [[28, 5, 5], [44, 13, 8], [97, 56, 19], [77, 67, 45]]),
}


@pytest.mark.shared
@pytest.mark.parametrize("days", PUBLISHED)
def test_the_counts_are_those_that_were_published_for_chicago(chicago, days):
    x, y, day = (values[chicago[2] < np.datetime64("2016-02-01")] for values in chicago)
    distances, published = PUBLISHED[days]
    found = knox_test(
        x, y, day, distance_bands=distances, day_bands=days, seed=1, metric="manhattan", same_point="in_first_band"
    )
    assert len(x) == 970
    assert found.observed.tolist() == published


@pytest.mark.shared
def test_what_chance_gives_is_what_was_published_for_chicago(chicago):
    x, y, day = (values[chicago[2] < np.datetime64("2016-02-01")] for values in chicago)
    found = knox_test(
        x, y, day, distance_bands=(0, 1, 100, 200, 300.001), day_bands=(0, 7), seed=1, metric="manhattan",
        same_point="in_first_band", permutations=9999,
    )  # fmt: skip
    published = np.array([16.947, 26.105, 73.579, 82.053])  # means of 19 shuffles of the Near Repeat Calculator
    assert (np.abs(found.expected[:, 0] - published) < 3 * np.sqrt(published / 19)).all()


@pytest.mark.shared
def test_the_whole_year_agrees_with_the_packages_ratio(chicago):
    bands = {"distance_bands": (0, 100, 200), "day_bands": (0, 8, 15), "seed": 1, "same_point": "in_first_band"}
    as_the_crow_flies = knox_test(*chicago, **bands)
    assert as_the_crow_flies.ratio[0, 0] == pytest.approx(2.39, abs=0.02)
    along_streets = knox_test(*chicago, **bands, metric="manhattan")
    # R's NearRepeat gave 2.46 on a sample of 4,000; such samples scatter by 0.22.
    assert along_streets.ratio[0, 0] == pytest.approx(2.46, abs=0.44)
    assert along_streets.ratio_low[0, 0] < 2.46 < along_streets.ratio_high[0, 0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x": [0.0]}, "equally long"),
        ({"x": [0.0, np.nan, 1.0]}, "finite"),
        ({"day": [0, 1.5, 2]}, "whole numbers"),
        ({"day": np.array(["2016-01-01", "NaT", "2016-01-02"], "datetime64[D]")}, "has no day"),
        ({"day": [0, 1, 10**9]}, "slip in a date"),
        ({"distance_bands": (0,)}, "two or more"),
        ({"distance_bands": (0, 100, 100)}, "must rise"),
        ({"distance_bands": (-1, 100)}, "must rise"),
        ({"day_bands": (0, np.inf)}, "finite"),
        ({"permutations": 0}, "permutations must be 1 or more"),
        ({"seed": -1}, "seed must be 0 or more"),
        ({"threads": 0}, "threads must be 1 or more"),
        ({"metric": "minkowski"}, "one of euclidean, manhattan"),
        ({"same_point": "away"}, "one of apart, in_first_band"),
        ({"permute": "within_week"}, "one of all, within_month"),
    ],
)
def test_bad_input_gets_a_clear_sentence(change, words):
    given = {"x": [0.0, 1.0, 2.0], "y": [0.0, 1.0, 2.0], "day": [0, 1, 2], **BANDS, **change}
    with pytest.raises(ValueError, match=words):
        knox_test(**given)


def test_one_event_has_no_pair():
    with pytest.raises(ValueError, match="two events; there are 1"):
        knox_test([0.0], [0.0], [1], **BANDS)


def test_more_pairs_than_memory_should_hold_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(close_pairs, "MOST_PAIRS", 1000)
    x = np.zeros(60)
    with pytest.raises(TooManyPairsError, match="1,770 pairs lie closer than 200"):
        knox_test(x, x, np.arange(60), **BANDS)


def test_the_method_works_where_no_compiled_code_can_be_kept(monkeypatch):
    """A read-only installation without a home: numba refuses to cache, and we compile for this process alone."""
    from numba.core.caching import CacheImpl

    from anxin.methods.near_repeat import shuffles

    monkeypatch.setattr(CacheImpl, "_locator_classes", [])
    assert shuffles.compiled(lambda day: day + 1)(41) == 42
