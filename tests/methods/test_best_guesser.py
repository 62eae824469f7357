"""The watcher: sure of what repeats, at chance where nothing does; and the figures that go with him."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.methods.unpredictability import VisitLog, best_guesser, entropy_bits, longest_gap, unpredictability_report

MONDAY = date(2026, 11, 23)
CELLS = [(place, slot) for place in range(20) for slot in range(38, 42)]


def log(evenings):
    return [(MONDAY + timedelta(days=i), cells) for i, cells in enumerate(evenings)]


def random_evenings(number, seed=0, visits=10):
    rng = np.random.default_rng(seed)
    return [[CELLS[i] for i in rng.choice(len(CELLS), visits, replace=False)] for _ in range(number)]


def test_a_fixed_plan_is_guessed_whole():
    seen = VisitLog.of(log([CELLS[:10]] * 42))
    assert best_guesser(seen, first=28).hit_rate == 1


@pytest.mark.parametrize("period", [2, 7])
def test_a_plan_that_repeats_itself_is_guessed_whole(period):
    cycle = [CELLS[10 * (i % 8) : 10 * (i % 8) + 10] for i in range(period)]
    guess = best_guesser(VisitLog.of(log([cycle[i % period] for i in range(56)])), first=28)
    assert guess.hit_rate == 1, guess


def test_visits_at_random_are_guessed_at_chance():
    guess = best_guesser(VisitLog.of(log(random_evenings(300))), first=28)
    chance, named = 10 / len(CELLS), 272 * 10
    assert all(abs(rate - chance) < 5 * np.sqrt(chance * (1 - chance) / named) for rate in guess.hit_rates.values())


def test_the_strongest_counts():
    guess = best_guesser(VisitLog.of(log([random_evenings(7, seed=3)[i % 7] for i in range(56)])), first=28)
    assert guess.hit_rate == max(guess.hit_rates.values())
    assert guess.name in ("same weekday", "same day last week")


def test_the_watcher_sees_four_weeks_and_no_more():
    evenings = [CELLS[:10]] * 40 + [CELLS[10:20]] * 29
    assert best_guesser(VisitLog.of(log(evenings)), first=68).hit_rates["frequency"] == 1


def test_nothing_to_guess_is_an_answer():
    with pytest.raises(ValueError, match="no visit"):
        best_guesser(VisitLog.of(log([CELLS[:3], []])), first=1)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_entropy_lies_between_none_and_what_so_many_visits_can_show(counts):
    bits = entropy_bits(counts)
    assert 0 <= bits <= np.log2(max(1, sum(counts))) + 1e-9


def test_entropy_corrects_for_few_visits():
    rng = np.random.default_rng(1)
    drawn = [rng.multinomial(12, [0.25] * 4) for _ in range(2000)]
    shares = [counts[counts > 0] / 12 for counts in drawn]
    plain = np.mean([-(share * np.log2(share)).sum() for share in shares])
    mended = np.mean([entropy_bits(counts) for counts in drawn])
    assert abs(mended - 2) < abs(plain - 2) / 3


def test_the_longest_gap_counts_the_ends():
    days = [MONDAY + timedelta(days=i) for i in (3, 5)]
    assert longest_gap(days, MONDAY, MONDAY + timedelta(days=13)) == 8


def test_the_report_states_each_place():
    evenings = log([[(1, 38)], [(1, 39), (2, 38)], [(1, 38)]])
    chances = [{1: 0.9, 2: 0.2}, {1: 0.8, 2: 0.4}, {1: 1.0, 3: 0.1}]
    report = unpredictability_report(evenings, chances, watched=[(MONDAY - timedelta(days=1), [(1, 38)])])
    first, second, third = report.places
    assert (first.seen, first.longest_gap, first.worst) == (3, 1, 0.8)
    assert first.expected == pytest.approx(0.9)
    assert first.entropy > 0
    assert (second.seen, second.worst, second.entropy) == (1, 0.0, None)
    assert (third.seen, third.longest_gap) == (0, None)
    assert report.guess_place.hit_rate >= report.guess.hit_rate
