"""The simulator makes what it says, and the figures of an evaluation mean what they say."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.surveillance import ears, farrington_flexible
from anxin.methods.surveillance.evaluate import evaluate_detectors, summary
from anxin.methods.surveillance.result import empty_alarms
from anxin.methods.surveillance.simulate import Scenario, noufaily_scenarios, simulate


def test_there_are_28_scenarios_and_42_with_two_waves():
    assert len(noufaily_scenarios()) == 28
    assert len(noufaily_scenarios((0, 1, 2))) == 42
    assert len(set(noufaily_scenarios())) == 28


def test_counts_have_the_mean_and_variance_of_the_scenario():
    scenario = Scenario(2.0, 0.0, 1, 0.4, 0.2, 3.0)
    counts = simulate(scenario, 4000, 0, np.random.default_rng(1)).counts[:312]
    mean = scenario.mean()[:312]
    assert counts.mean(1) == pytest.approx(mean, rel=0.1)
    assert (counts.var(1) / mean).mean() == pytest.approx(3.0, rel=0.03)


def test_the_present_outbreak_lies_in_the_last_49_weeks_and_has_its_size():
    scenario = Scenario(2.0, 0.0, 0, 0.0, 0.0, 2.0)
    data = simulate(scenario, 2000, 5, np.random.default_rng(2))
    assert data.present[:575].sum() == 0
    assert data.present.sum(0).min() >= 1
    assert data.present.sum(0).mean() == pytest.approx(5 * np.sqrt(2 * np.exp(2.0)), rel=0.03)


def always(counts, rows):
    found = empty_alarms(rows, counts.shape[1])
    found.alarm[:] = True
    return found


def never(counts, rows):
    return empty_alarms(rows, counts.shape[1])


def test_always_and_never_have_the_figures_that_they_must_have():
    found = summary(
        evaluate_detectors(noufaily_scenarios()[:2], {"always": always, "never": never}, series=20, sizes=(3,))
    )
    assert found["always"] == {"false_alarms": 1, "found 3": 1, "sensitivity 3": 1, "delay 3": 0}
    assert found["never"] == {"false_alarms": 0, "found 3": 0, "sensitivity 3": 0, "delay 3": 1}


def test_farrington_holds_its_rate_and_finds_large_outbreaks_where_ears_does_not_hold_it():
    detectors = {
        "farrington": lambda y, rows: farrington_flexible(y, evaluate=rows),
        "ears": lambda y, rows: ears(y, "C2", evaluate=rows, compat="R"),
    }
    found = summary(evaluate_detectors(noufaily_scenarios()[::9], detectors, series=20, sizes=(10,)))
    assert found["farrington"]["false_alarms"] < 0.02
    assert found["farrington"]["found 10"] > 0.8
    assert found["ears"]["false_alarms"] > 0.025
