"""How many events it takes before a verdict is possible: said before the programme starts."""

from __future__ import annotations

import math

from scipy.stats import norm


def events_needed(ratio: float, *, power: float = 0.80, level: float = 0.95) -> int:
    """Return the expected events, before and as many after, that show an effect of this size.

    `ratio` is what is hoped for, for example 0.7 for 30 % fewer. Both periods are Poisson and the controls
    are large, so the log of the observed ratio has variance 1/E + 1/(ratio E).

    >>> events_needed(0.5), events_needed(0.7)
    (50, 150)
    """
    if not 0 < ratio < 1:
        raise ValueError(f"ratio must lie between 0 and 1, not {ratio}.")
    reach = norm.ppf(0.5 + level / 2) + norm.ppf(power)
    return math.ceil((1 + 1 / ratio) * (reach / math.log(ratio)) ** 2)


def months_needed(ratio: float, expected_a_month: float, **how: float) -> float | None:
    """Return how many months that takes at the present rate; None where nothing is to be expected at all."""
    return events_needed(ratio, **how) / expected_a_month if expected_a_month > 0 else None
