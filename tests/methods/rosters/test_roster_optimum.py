"""On problems small enough to try every roster, none beats the solver's."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings

from anxin.methods.rosters import check_roster, make_roster
from anxin.methods.rosters.night_flow import burden_of

from .conftest import problems


def worth(problem, crews):
    pairs = np.array([(w, s) for s, members in enumerate(crews) for w in members], np.int64).reshape(-1, 2)
    return sum(map(bool, crews)), len(pairs), -burden_of(problem, pairs[:, 0], pairs[:, 1])


def every_roster(problem):
    """Yield every roster that keeps the rules, by brute force."""
    choices = []
    for shift, held in enumerate(problem.shifts):
        free = problem.available[:, shift].nonzero()[0].tolist()
        sizes = range(held.least, held.most + 1)
        choices.append([(), *(crew for size in sizes for crew in combinations(free, size))])
    return (crews for crews in product(*choices) if not check_roster(problem, crews))


@settings(max_examples=120)
@given(problems(people=4, nights=2))
def test_no_roster_has_more_crews_more_seats_or_fairer_nights(problem):
    best = max(worth(problem, crews) for crews in every_roster(problem))
    assert worth(problem, make_roster(problem).crews) == best
