"""How often and how long to kill."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass


@dataclass
class Budget:
    """Counts the kills of one kind; ends with the last of them, or with the time."""

    what: str
    kills: int
    ends_at: float  # on the monotonic clock
    done: int = 0
    tried: int = 0

    def left(self) -> bool:
        """Say whether to go on. A process that ends before it is hit is no kill, but cannot be tried for ever."""
        return self.done < self.kills and self.tried < 4 * self.kills and time.monotonic() < self.ends_at

    def spend(self, *, killed: bool) -> None:
        """Count one more."""
        self.tried += 1
        self.done += killed
        if killed and (self.done % 10 == 0 or self.done == self.kills):
            sys.stderr.write(f"  {self.what}: {self.done} of {self.kills} kills\n")
