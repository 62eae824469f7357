"""Who acts: a person with grants, or the system itself. Every act takes one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Held:
    """One grant in force: a role at a place and all below it."""

    role: str
    path: str


@dataclass(frozen=True)
class Actor:
    """A person (or the system) with the grants in force at the time of the request."""

    name: str
    person_id: int | None = None
    held: tuple[Held, ...] = field(default=())
    is_system: bool = False

    @property
    def signed_in(self) -> bool:
        """True for a person with an account."""
        return self.person_id is not None

    @property
    def roles(self) -> frozenset[str]:
        """Every role held anywhere."""
        return frozenset(grant.role for grant in self.held)

    def holds(self, roles: Collection[str], path: str | None = None) -> bool:
        """Say whether one of `roles` is held, at `path` or above it if a path is given."""
        return self.is_system or any(
            grant.role in roles and (path is None or path.startswith(grant.path)) for grant in self.held
        )

    def paths(self, roles: Collection[str]) -> tuple[str, ...]:
        """Return the places at which one of `roles` is held."""
        return ("",) if self.is_system else tuple(grant.path for grant in self.held if grant.role in roles)


NOBODY = Actor(name="")
SYSTEM = Actor(name="anxin", is_system=True)
