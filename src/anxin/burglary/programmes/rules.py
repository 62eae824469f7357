"""When a verdict is possible, and what it says. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence


def is_enough(expected: float, needed: int) -> bool:
    """Say whether enough burglaries were to be expected since the start for a verdict."""
    return expected >= needed


def verdict_of(*, expected: float, needed: int, ratio: float, low: float, high: float, placebo: Sequence[float]) -> str:
    """Return the verdict: none before enough was to be expected, and none within what placebo lists show.

    `low` and `high` bound the ratio (95 %); `placebo` holds the ratios of lists without a programme. A ratio is
    called a change only if its interval excludes 1 and nine in ten placebo lists, where there are any, show less.
    """
    if not is_enough(expected, needed):
        return "not_enough"
    ordered = sorted(placebo)
    outside_low = not ordered or ratio < ordered[len(ordered) // 10]
    outside_high = not ordered or ratio > ordered[-1 - len(ordered) // 10]
    if high < 1 and outside_low:
        return "fewer"
    if low > 1 and outside_high:
        return "more"
    return "no_difference"
