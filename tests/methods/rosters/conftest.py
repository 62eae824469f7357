"""Small rosters drawn at random: few people, few shifts, every kind of rule."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from anxin.methods.rosters import Limit, OtherShift, RosterProblem, Rules, Shift, Walker


@st.composite
def problems(draw, *, people: int = 6, nights: int = 5):
    n, m = draw(st.integers(1, people)), draw(st.integers(1, nights))
    others = st.frozensets(st.integers(0, n - 1), max_size=1)
    shifts = []
    for night in range(m):
        for _ in range(draw(st.integers(1, 2))):
            begins = 24 * night + draw(st.sampled_from([6.0, 19.5, 22.0]))
            least = draw(st.integers(1, 2))
            skills = draw(st.sampled_from([frozenset(), frozenset(), frozenset({"first aid"})]))
            km = draw(st.sampled_from([3.0, 5.5]))
            shifts.append(
                Shift(night, begins, begins + draw(st.sampled_from([2.0, 6.0])), least, least + 1, km, skills)
            )
    walkers = [
        Walker(
            trained=draw(st.booleans()),
            skills=draw(st.sampled_from([frozenset(), frozenset({"first aid"})])),
            most=draw(st.sampled_from([None, 1, 2])),
            wishes_with=draw(others) - {i},
            never_with=draw(others) - {i},
            nights_before=draw(st.integers(0, 3)),
            others=draw(st.sampled_from([(), (OtherShift(-1, -2.0, 1.0),), (OtherShift(-1, -4.5, -2.5),)])),
        )
        for i in range(n)
    ]
    free = draw(st.lists(st.booleans(), min_size=n * len(shifts), max_size=n * len(shifts)))
    available = np.array(free, np.bool_).reshape(n, len(shifts))
    rules = Rules(limits=(Limit(3, 2), Limit(28, draw(st.integers(1, 4)))), trained_a_crew=draw(st.integers(0, 1)))
    return RosterProblem(walkers, shifts, available, rules=rules)
