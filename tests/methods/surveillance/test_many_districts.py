"""A district's week, and many of them on workers that may die."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from distributed import Client

from anxin.methods.surveillance import farrington_flexible
from anxin.methods.surveillance.charts import Ewma, ewma_charts
from anxin.methods.surveillance.district_week import DistrictWeek, judge_week
from anxin.methods.surveillance.many_districts import judge_districts, totals

CHARTS = 12


def district(seed):
    rng = np.random.default_rng(seed)
    means = rng.normal(7, 0.25, (60, CHARTS))
    means[-8:, 0] -= 1.5
    counts = rng.poisson(5, (290, CHARTS)).astype(float)
    counts[-1, 1] = 60
    return counts, means


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "districts"
    place.mkdir()
    for number in range(30):
        counts, means = district(number)
        np.savez(place / f"{number:02}.npz", counts=counts, means=means)
    return place


@pytest.fixture(scope="module")
def client():
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as started:
        yield started


def test_a_week_finds_the_fall_and_the_high_count_and_is_what_both_methods_say():
    counts, means = district(1)
    week = judge_week(counts, means, charts=Ewma(alarms_a_week=0.01))
    assert week.falls.tolist() == [True] + [False] * (CHARTS - 1)
    assert week.believed.tolist() == [False, True] + [False] * (CHARTS - 2)
    np.testing.assert_array_equal(week.upper, farrington_flexible(counts, evaluate=[-1]).upper[0])
    np.testing.assert_array_equal(week.smoothed, ewma_charts(means, 24, Ewma(alarms_a_week=0.01)).smoothed[-1])


def test_a_verdict_comes_back_as_it_was_written_and_leaves_no_half_file(tmp_path):
    week = judge_week(*district(2))
    week.save(tmp_path / "anhe.npz")
    again = DistrictWeek.load(tmp_path / "anhe.npz")
    for name, value in vars(week).items():
        np.testing.assert_array_equal(value, getattr(again, name))
    assert [one.name for one in tmp_path.iterdir()] == ["anhe.npz"]


def test_every_district_is_judged_once_and_a_bad_file_is_refused_by_name(client, folder, tmp_path):
    (folder / "07.npz").write_bytes(b"not a district")
    np.savez(folder / "08.npz", counts=-np.ones((290, 2)), means=np.zeros((60, 2)))
    np.savez(folder / "09.npz", counts=np.ones((290, 2)))
    run = judge_districts(client, folder, tmp_path / "verdicts")
    assert run.judged == 27
    assert sorted(run.refused) == ["07", "08", "09"]
    assert "counts must be >= 0" in run.refused["08"]
    assert totals(tmp_path / "verdicts")[2] >= 27
    again = judge_districts(client, folder, tmp_path / "verdicts")
    assert (again.judged, sorted(again.refused)) == (0, ["07", "08", "09"])


@pytest.mark.crash
def test_a_worker_that_is_killed_loses_no_district(client, folder, tmp_path):
    killed = []

    def kill_once(done, of):
        if not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    run = judge_districts(client, folder, tmp_path / "verdicts", kill_once)
    assert killed
    assert (run.judged, run.refused) == (30, {})
    for one in folder.iterdir():
        with np.load(one) as given:
            alone = judge_week(given["counts"], given["means"])
        np.testing.assert_array_equal(DistrictWeek.load(tmp_path / "verdicts" / one.name).p_value, alone.p_value)
