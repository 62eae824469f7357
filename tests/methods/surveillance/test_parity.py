"""Every shared case of R's surveillance 1.20.3: alarms exactly, bounds to the tolerance that its README asks for."""

from __future__ import annotations

import pytest
from benchmarks.surveillance_parity import cases, compare

pytestmark = pytest.mark.shared

# Bounds of the flexible version's quantiles are whole numbers; those of GLR rest on an iterative fit.
TOLERANCE = {"glrpois": 1e-5, "glrnb": 1e-5, "outbreakP": 1e-6}


@pytest.fixture
def reference(shared):
    return cases(shared / "parity" / "surveillance")


def test_all_cases_agree(reference):
    assert len(reference) == 220
    for name, case, series in reference:
        found = compare(case, series)
        limit = TOLERANCE.get(case["algorithm"], 1e-8)
        assert found.alarms == 0, name
        assert found.one_sided == 0, name
        assert min(found.absolute, found.relative) <= limit, name


def test_a_wrong_number_is_noticed(reference):
    name, case, series = next(
        one for one in reference if one[1]["algorithm"] == "farringtonFlexible" and "seas" in one[0]
    )
    wrong = {**case, "output": {**case["output"], "upperbound": [x + 1 for x in case["output"]["upperbound"]]}}
    assert compare(wrong, series).absolute == pytest.approx(1), name
