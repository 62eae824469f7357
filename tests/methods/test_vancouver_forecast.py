"""The bars of the weekly forecast on two years of a real city (protocol beside the data)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from anxin.burglary.forecasts.evaluation import evaluate, few_candidates, study_of_points
from anxin.burglary.forecasts.point_file import read_points

pytestmark = pytest.mark.shared


def test_vancouver_2013_and_2014(shared):
    file = shared / "data/burglary/vancouver_res_be_2003_2014.csv"
    points = read_points([file], latest=date(2026, 1, 1))
    study = study_of_points(points, None, first=date(2013, 1, 1), last=date(2014, 12, 31))
    found = {judged.name: judged for judged in evaluate(study, few_candidates(study.ground)).judged}
    ours, decayed, shrunk = found["multi_scale"], found["decayed_count"], found["gamma_poisson"]
    assert len(study.mondays) == 103
    assert ours.hit_rate[0.05] >= 0.199
    assert ours.hit_rate[0.05] > shrunk.hit_rate[0.05]
    assert ours.gain[0.05][0] > 0
    assert ours.log_loss <= decayed.log_loss
    assert 0.95 <= ours.overall.ratio <= 1.05
    assert 0.90 <= ours.deciles[-1].ratio <= 1.15
    low, high = np.quantile([a.ratio for a in ours.areas if a.expected > 20], [0.1, 0.9])
    assert low >= 0.85
    assert high <= 1.2
