"""What the district decided about near repeats: when there is news, and who is told how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_P = 0.05
FEWEST_PAIRS = 5


class News(StrEnum):
    """What can be said of burglaries following one another."""

    EFFECT = "effect"
    NO_SIGN = "no_sign"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Neighbours:
    """How far and how long an alert reaches, and how many notices a week a member of a committee gets."""

    metres: float
    days: int
    notices_a_week: int


def news_of(*, observed: int, expected: float, ratio_low: float | None, p_value: float) -> News:
    """Say whether the reach of an alert shows an effect, no sign of one, or too few pairs to tell.

    An effect needs both: hardly any shuffle with as many pairs, and an interval of the ratio that leaves 1 out.

    >>> news_of(observed=24, expected=10.0, ratio_low=1.5, p_value=0.001)
    <News.EFFECT: 'effect'>
    """
    if observed >= FEWEST_PAIRS and (ratio_low or 0) > 1 and p_value <= MOST_P:
        return News.EFFECT
    return News.TOO_FEW if expected < FEWEST_PAIRS else News.NO_SIGN


def last_day(occurred: date, rule: Neighbours) -> date:
    """Return the last day of the alert; the day of the burglary is the first."""
    return occurred + timedelta(days=rule.days - 1)


def worth_a_notice(occurred: date, today: date, rule: Neighbours) -> bool:
    """Say whether at least half of the alert's days are left; a burglary that came to us later is told to nobody."""
    return 0 <= 2 * (today - occurred).days <= rule.days
