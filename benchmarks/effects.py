"""Do the estimators of "did it work?" recover the truth of the demonstration's own process?

`python -m benchmarks.effects --districts 200`: coverage of 90 % intervals and how often "yes" is said (95 % interval
and the verdict with its placebo lists), for lists picked for being worst and for lists drawn at random, without an
effect and with a fall of 40 %; then the interrupted series on district-wide programmes, and the estates' rates.
"""

from __future__ import annotations

import argparse
from datetime import date

import numpy as np

from anxin.demo.burglaries import NEAR_METRES, NEAR_REPEAT, make_burglaries
from anxin.demo.district import make_ground
from anxin.methods.evaluation.difference import difference_in_differences, matched_controls
from anxin.methods.evaluation.expectation import effect_against_expectation, fit_untreated
from anxin.methods.evaluation.interrupted import interrupted_series
from anxin.methods.evaluation.panel import Panel
from anxin.methods.rates import fit_gamma_poisson

UNTIL, START, PLACES = date(2026, 11, 30), 42, 60
MONTHS = [date(2021 + m // 12, m % 12 + 1, 1).toordinal() for m in range(72)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--districts", type=int, default=200)
    districts = parser.parse_args().districts
    ground = make_ground(np.random.default_rng(1))
    for ratio, worst in ((1.0, True), (1.0, False), (0.6, True)):
        print(f"true ratio {ratio}, {PLACES} estates {'picked for being worst' if worst else 'drawn at random'}")
        programmes(ground, districts, ratio=ratio, worst=worst)
    for ratio in (1.0, 0.7):
        whole_district(ground, districts, ratio)
    rates(ground, districts)


def programmes(ground, districts: int, *, ratio: float, worst: bool) -> None:
    covered, yes, found = {"expectation": 0, "difference": 0}, {"expectation": 0, "difference": 0}, []
    for seed in range(districts):
        panel = drawn(ground, seed, ratio=ratio, worst=worst)
        untreated = fit_untreated(panel)
        matched = panel.of(np.concatenate([panel.treated_places, matched_controls(panel)]))
        for name, wide, narrow in (
            ("expectation", *(effect_against_expectation(panel, level=q, untreated=untreated) for q in (0.95, 0.9))),
            ("difference", *(difference_in_differences(matched, level=q) for q in (0.95, 0.9))),
        ):
            covered[name] += narrow.low <= ratio <= narrow.high
            yes[name] += wide.is_a_fall
            found.append((name, narrow.ratio))
    for name, inside in covered.items():
        mean = np.mean([value for key, value in found if key == name])
        shares = f"coverage {inside / districts:.3f}  says yes {yes[name] / districts:.3f}"
        print(f"  {name:12} {shares}  mean {mean:.3f}", flush=True)


def drawn(ground, seed: int, *, ratio: float, worst: bool) -> Panel:
    """Draw a district and thin the burglaries of a programme that starts over four months."""
    rng = np.random.default_rng(seed)
    made = make_burglaries(ground, UNTIL, rng)
    month = np.searchsorted(MONTHS, made.day, side="right") - 1
    places, months = len(ground.homes), len(MONTHS) - 1
    before = np.bincount(made.estate[(month >= START - 12) & (month < START)], minlength=places)
    chosen = np.argsort(-before, kind="stable")[:PLACES] if worst else rng.choice(places, PLACES, replace=False)
    start = np.full(places, months)
    start[chosen] = START + rng.integers(0, 4, PLACES)
    kept = (month < months) & ~((month >= start[made.estate]) & (rng.random(len(month)) > ratio))
    counts = np.zeros((places, months), np.int64)
    np.add.at(counts, (made.estate[kept], month[kept]), 1)
    return Panel(counts, ground.homes.astype(float), start)


def whole_district(ground, districts: int, ratio: float) -> None:
    """Half of the district takes part; its own past and the other half are the controls."""
    covered = 0
    for seed in range(districts):
        rng = np.random.default_rng(seed)
        made = make_burglaries(ground, UNTIL, rng)
        month = np.searchsorted(MONTHS, made.day, side="right") - 1
        inside = ground.subdistrict[made.estate] % 2 == 0
        kept = ~(inside & (month >= START) & (rng.random(len(month)) > ratio)) & (month < 71)
        series = [np.bincount(month[kept & part], minlength=71) for part in (inside, ~inside)]
        found = interrupted_series(series[0], START, control=series[1], level=0.9)
        covered += found.low <= ratio <= found.high
    print(f"interrupted series, true ratio {ratio}: coverage {covered / districts:.3f}")


def rates(ground, districts: int) -> None:
    """The estates' own rates by empirical Bayes on three whole years."""
    inside = []
    for seed in range(districts):
        made = make_burglaries(ground, UNTIL, np.random.default_rng(seed))
        first, last = date(2021, 1, 1).toordinal(), date(2023, 12, 31).toordinal()
        counts = np.bincount(made.estate[(made.day >= first) & (made.day <= last)], minlength=len(ground.homes))
        exposure = ground.homes * 3.0
        low, high = fit_gamma_poisson(counts, exposure).posterior(counts, exposure).interval(0.9)
        background = made.truth.frailty * np.mean([made.truth.yearly_mean[y] for y in (2021, 2022, 2023)])
        truth = with_near_repeats(ground, background * ground.homes) / ground.homes
        inside.append(((low <= truth) & (truth <= high)).mean())
    print(f"rates of estates, empirical Bayes: coverage {np.mean(inside):.3f}")


def with_near_repeats(ground, background):
    """Return the expected burglaries a year of each estate, those that follow others close by included."""
    away = np.linalg.norm(ground.centre[:, None] - ground.centre, axis=2) <= NEAR_METRES
    followed = NEAR_REPEAT * away / away.sum(axis=0)
    total = generation = background
    for _ in range(3):
        generation = followed @ generation
        total = total + generation
    return total


if __name__ == "__main__":
    main()
