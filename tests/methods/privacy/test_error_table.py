"""Noise moves means and shares as far as the project's research measured, within a tenth."""

from __future__ import annotations

import pytest
from benchmarks.privacy_errors import MEASURED, errors


@pytest.mark.parametrize("case", [(30, 0.25), (30, 1), (50, 0.5), (100, 0.5), (300, 0.1)])
def test_the_error_table_is_reproduced(case):
    """Of 185 x 40 groups an error is known to about 1 %."""
    mean, _, _, share = errors(*case, repeats=40)
    assert mean == pytest.approx(MEASURED[case][0], rel=0.1)
    assert 100 * share == pytest.approx(MEASURED[case][1], rel=0.1)
