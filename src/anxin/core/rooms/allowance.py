"""How much a robot may post: a token bucket that lives in the database, so that a restart forgets nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Allowance:
    """A bucket that holds `burst` posts and gains `per_second`.

    In any window of w seconds it lets at most burst + w * per_second posts through. So for a service that allows
    n posts in w seconds, burst + w * per_second <= n must hold.
    """

    burst: float
    per_second: float

    def most_within(self, seconds: float) -> float:
        """Return the most posts that any window of so many seconds can hold."""
        return self.burst + seconds * self.per_second

    def refilled(self, tokens: float, since: timedelta) -> float:
        """Return the tokens after a time; a clock that was set back gives none."""
        return min(self.burst, tokens + max(0.0, since.total_seconds()) * self.per_second)

    def ready_at(self, tokens: float, cost: float, now: datetime) -> datetime:
        """Return when so many tokens will be there."""
        return now + timedelta(seconds=max(0.0, cost - tokens) / self.per_second)


FREELY = Allowance(burst=60, per_second=10)
