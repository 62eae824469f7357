"""An area's share of attention against its share of events."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.evaluation.attention import attention_ratio


def test_a_share_in_proportion_is_one():
    found = attention_ratio(0.2, 50, 20, 100, areas=10)
    assert found.ratio == pytest.approx(1.0)
    assert found.low < 1 < found.high
    assert not found.above_chance
    assert not found.below_chance


def test_twice_the_share_is_chance_for_few_choices_and_not_for_many():
    assert not attention_ratio(0.4, 10, 20, 100, areas=10).above_chance
    assert attention_ratio(0.4, 400, 200, 1000, areas=10).above_chance


def test_an_area_left_out_stands_out_only_if_much_was_due():
    assert attention_ratio(0.0, 300, 100, 400, areas=10).below_chance
    assert not attention_ratio(0.0, 10, 4, 100, areas=10).below_chance


def test_attention_without_events_has_no_ratio_and_may_still_stand_out():
    found = attention_ratio(0.5, 100, 0, 100, areas=10)
    assert (found.ratio, found.high) == (None, None)
    assert found.above_chance


def test_more_areas_compared_ask_for_more():
    one, ten = (attention_ratio(0.3, 40, 20, 100, areas=areas) for areas in (1, 10))
    assert ten.low < one.low
    assert ten.high > one.high


def test_where_attention_follows_risk_a_district_is_accused_in_at_most_one_of_twenty():
    rng = np.random.default_rng(5)
    due = np.array([0.25, 0.2, 0.15, 0.1, 0.1, 0.08, 0.05, 0.04, 0.02, 0.01])
    accused = 0
    for _ in range(600):
        events, chosen = rng.multinomial(120, due), rng.multinomial(40, due)
        found = [attention_ratio(c / 40, 40, int(e), 120, areas=10) for c, e in zip(chosen, events, strict=True)]
        accused += any(one.above_chance or one.below_chance for one in found)
    assert accused / 600 <= 0.05


def test_attention_at_twice_the_risk_is_found():
    rng = np.random.default_rng(6)
    found = 0
    for _ in range(200):
        events, chosen = rng.binomial(400, 0.2), rng.binomial(200, 0.4)
        found += attention_ratio(chosen / 200, 200, int(events), 400, areas=10).above_chance
    assert found / 200 > 0.8


@pytest.mark.parametrize("given", [(1.2, 5, 1, 2, 1), (0.5, 0, 1, 2, 1), (0.5, 5, 3, 2, 1), (0.5, 5, 0, 0, 1)])
def test_what_cannot_be_is_refused(given):
    share, chosen, events, all_events, areas = given
    with pytest.raises(ValueError, match="between 0 and 1"):
        attention_ratio(share, chosen, events, all_events, areas=areas)
