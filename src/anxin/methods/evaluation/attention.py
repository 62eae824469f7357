"""Does attention follow what it is meant for? One area's share of it against its share of the events."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import beta


@dataclass(frozen=True)
class Proportion:
    """How an area's share of attention stands to its share of events: 1 is in proportion; with its interval.

    `ratio` and `high` are None where the area had no event: attention without events has no finite ratio.
    """

    ratio: float | None
    low: float
    high: float | None

    @property
    def above_chance(self) -> bool:
        """More attention than chance gives."""
        return self.low > 1

    @property
    def below_chance(self) -> bool:
        """Less attention than chance gives."""
        return self.high is not None and self.high < 1


def attention_ratio(
    share: float, chosen: float, events: int, all_events: int, *, areas: int, level: float = 0.95
) -> Proportion:
    """Compare an area's `share` (0..1) of attention with its `events` of `all_events`.

    `chosen` (> 0) is how many independent choices the attention consists of, such as the places chosen: a hundred
    evenings at one place are one choice, not a hundred. `areas` are compared at once, and the interval is as wide as it
    must be for all of them to hold together (Bonferroni).

    Both sides vary by chance: the choices and the events are taken as Poisson counts of the same rates, so that the
    choices among both together are binomial, and the interval of the ratio is exact (Clopper and Pearson).

    Raises
    ------
    ValueError : a share outside 0..1, no choice, no event at all, or more events here than in all.

    References
    ----------
    Przyborowski and Wilenski (1940), doi:10.1093/biomet/31.3-4.313 (ratio of two Poisson rates);
    Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.

    """
    if not 0 <= share <= 1 or chosen <= 0 or not 0 <= events <= all_events or all_events == 0 or areas < 1:
        raise ValueError("A share lies between 0 and 1; choices, events in all and areas are above 0.")
    here, tail = share * chosen, (1 - level) / (2 * areas)
    scale = all_events / chosen
    low = float(beta.ppf(tail, here, events + 1)) if here else 0.0
    high = float(beta.ppf(1 - tail, here + 1, events)) if events else None
    ratio = here / events * scale if events else None
    return Proportion(ratio, low / (1 - low) * scale, None if high is None else high / (1 - high) * scale)
