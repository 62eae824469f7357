"""What the district decided about measures, as pure functions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.burglary.measures.rules import (
    EVERYBODY,
    NOBODY,
    SOMEBODY,
    Evidence,
    Option,
    clearly_better,
    counts,
    evidence_order,
    fewer_expected,
    fits,
    gentler,
    headline,
    is_supported,
    plan_cost,
    quality,
)

STUDY = Evidence(-20.0, None, None, "compared", checked=True, contrary=False)


def option(key: str, low: float | None = None, high: float | None = None, **more) -> Option:
    effect = None if low is None or high is None else (low + high) / 2
    given = {"effect": effect, "watching": NOBODY, "cost": None, "supported": True, **more}
    return Option(key, low=low, high=high, **given)


def test_the_larger_effect_comes_first_where_the_intervals_part():
    big, small = option("b", -40, -30, watching=EVERYBODY), option("a", -20, -10)
    assert evidence_order([small, big]) == ["b", "a"]


def test_where_intervals_overlap_what_watches_nobody_comes_first():
    cameras = option("a", -40, -15, watching=EVERYBODY)
    patrols = option("b", -35, -15, watching=SOMEBODY)
    locks = option("c", -20, -10)
    assert evidence_order([cameras, patrols, locks]) == ["c", "b", "a"]


def test_touching_intervals_overlap():
    assert not clearly_better(option("a", -30, -20), option("b", -20, -10))


def test_then_the_cheaper_comes_first_and_a_known_cost_before_none():
    dear, cheap, unknown = option("a", cost=Decimal(90)), option("c", cost=Decimal(9)), option("b")
    assert evidence_order([dear, unknown, cheap]) == ["c", "a", "b"]


def test_then_the_larger_figure_comes_first_and_none_last():
    large, small, none = option("c", effect=-37.0), option("a", effect=-14.0), option("b")
    assert evidence_order([none, small, large]) == ["c", "a", "b"]


def test_a_figure_without_an_interval_is_never_clearly_better():
    alone, narrow = option("a", effect=-90.0, watching=EVERYBODY), option("b", -2, -1)
    assert not clearly_better(alone, narrow)
    assert evidence_order([alone, narrow]) == ["b", "a"]


def test_what_no_study_speaks_for_comes_last_however_cheap():
    talk, cameras = option("a", cost=Decimal(0), supported=False), option("b", watching=EVERYBODY)
    assert evidence_order([talk, cameras]) == ["b", "a"]


def test_overlap_that_does_not_carry_over_still_gives_one_order():
    """a overlaps b and b overlaps c, but a is clearly better than c."""
    a, b, c = option("a", -40, -30, watching=EVERYBODY), option("b", -35, -18), option("c", -20, -10)
    assert {tuple(evidence_order(given)) for given in permutations([a, b, c])} == {("b", "a", "c")}


BOUNDS = st.tuples(st.floats(-99, 99), st.floats(-99, 99)).map(sorted)
OPTIONS = st.lists(
    st.builds(
        lambda bounds, known, watching, cost, supported: option(
            "x", *(bounds if known else (None, None)), watching=watching, cost=cost, supported=supported
        ),
        BOUNDS,
        st.booleans(),
        st.sampled_from([NOBODY, SOMEBODY, EVERYBODY]),
        st.one_of(st.none(), st.decimals(0, 1000, places=2)),
        st.booleans(),
    ),
    max_size=8,
).map(lambda options: [replace(o, key=str(i)) for i, o in enumerate(options)])


@given(OPTIONS)
def test_nothing_is_lost_and_nothing_clearly_beaten_goes_before_its_better(options):
    order = evidence_order(options)
    assert sorted(order) == sorted(o.key for o in options)
    place = {key: i for i, key in enumerate(order)}
    for one in options:
        for other in options:
            if one.supported == other.supported is True and clearly_better(one, other):
                assert place[one.key] < place[other.key]


@pytest.mark.parametrize(
    "change",
    [{"effect": None}, {"checked": False}, {"design": "before_after"}, {"design": "survey"}, {"contrary": True}],
)
def test_a_figure_counts_only_if_read_compared_and_in_favour(change):
    assert counts(STUDY)
    assert not counts(replace(STUDY, **change))
    assert headline([replace(STUDY, **change), STUDY]) == STUDY
    assert headline([replace(STUDY, **change)]) is None


def test_contrary_studies_alone_support_nothing():
    assert not is_supported([])
    assert not is_supported([replace(STUDY, contrary=True)])
    assert is_supported([replace(STUDY, contrary=True), replace(STUDY, checked=False)])


@pytest.mark.parametrize(
    ("designs", "word"),
    [
        ([], "not_known"),
        (["survey", "before_after"], "limited"),
        (["survey", "trial"], "moderate"),
        (["compared"], "moderate"),
        (["trial", "review"], "strong"),
    ],
)
def test_quality_is_that_of_the_best_design_read(designs, word):
    assert quality([replace(STUDY, design=design) for design in designs]) == word
    assert quality([replace(STUDY, design=design, checked=False) for design in designs]) == "not_known"


def test_cameras_need_a_reason_while_something_gentler_may_do_as_much():
    cameras = option("cameras", watching=EVERYBODY)
    locks, patrols = option("locks"), option("patrols", watching=SOMEBODY)
    talk = option("talk", supported=False)
    assert gentler(cameras, [cameras, locks, patrols, talk]) == ["locks"]
    assert gentler(locks, [cameras, patrols]) == []
    assert gentler(patrols, [locks]) == []


def test_cameras_that_clearly_do_more_need_none():
    cameras, locks = option("cameras", -40, -30, watching=EVERYBODY), option("locks", -20, -10)
    assert gentler(cameras, [locks]) == []
    assert gentler(replace(cameras, high=-19.0), [locks]) == ["locks"]


@pytest.mark.parametrize(
    ("wanted", "has", "answer"),
    [
        ([], ["flats"], True),
        (["gated"], [], True),
        (["gated"], ["flats"], False),
        (["gated", "flats"], ["flats", "sheds"], True),
    ],
)
def test_a_measure_fits_where_one_of_its_settings_is(wanted, has, answer):
    assert fits(wanted, has) is answer


def test_what_would_be_spared_if_it_worked_here():
    assert fewer_expected(4.0, -25.0) == 1.0
    assert fewer_expected(4.0, None) is None
    assert fewer_expected(4.0, 25.0) is None


def test_a_plan_pays_a_measure_once_and_says_what_has_no_cost():
    tasks = [("locks", Decimal("80.50")), ("locks", Decimal("80.50")), ("lighting", Decimal(10)), ("talk", None)]
    found = plan_cost(tasks, 100)
    assert (found.known, found.measures, found.without) == (Decimal(9050), 3, 1)
    assert plan_cost(tasks, None).without == 3
    assert plan_cost([], 100).measures == 0
    assert plan_cost([("locks", Decimal(0))], 5).without == 0
