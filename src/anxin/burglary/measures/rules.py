"""In which order measures are proposed, what a plan costs, when a choice needs a reason: pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

NOBODY, SOMEBODY, EVERYBODY = 0, 1, 2  # whom a measure watches
COMPARED = ("review", "trial", "compared")  # designs that set the places beside others where nothing was done


@dataclass(frozen=True)
class Evidence:
    """One study: the change that it found in percent (fewer is negative), and how."""

    effect: float | None
    low: float | None
    high: float | None
    design: str
    checked: bool
    contrary: bool


@dataclass(frozen=True)
class Option:
    """One measure as the order sees it. `effect`, `low`, `high` are percent changes; None is not known."""

    key: str
    effect: float | None
    low: float | None
    high: float | None
    watching: int
    cost: Decimal | None
    supported: bool


def counts(study: Evidence) -> bool:
    """Say whether a figure may be reckoned with: read in its source, and compared with places without the measure."""
    return study.effect is not None and study.checked and study.design in COMPARED and not study.contrary


def headline(studies: Iterable[Evidence]) -> Evidence | None:
    """Return the first study whose figure counts."""
    return next((study for study in studies if counts(study)), None)


def is_supported(studies: Iterable[Evidence]) -> bool:
    """Say whether any study speaks for the measure at all."""
    return any(not study.contrary for study in studies)


def quality(studies: Iterable[Evidence]) -> str:
    """Return how well the effect is known, by the best design of a study that was read in its source."""
    designs = {study.design for study in studies if study.checked}
    for word, wanted in (("strong", {"review"}), ("moderate", {"trial", "compared"})):
        if designs & wanted:
            return word
    return "limited" if designs else "not_known"


def clearly_better(one: Option, other: Option) -> bool:
    """Say whether the whole interval of one lies below the other's; without both intervals nothing is clear."""
    return one.high is not None and other.low is not None and one.high < other.low


def evidence_order(options: Iterable[Option]) -> list[str]:
    """Return the keys in the order of proposal.

    What no other clearly beats comes first, as one tie; then what only those beat, and so on. Within a tie the
    measure that watches nobody goes before one that watches, the cheaper before the dearer, a cost before none,
    the larger effect before the smaller. What no study speaks for comes last.
    """
    given = sorted(options, key=lambda option: option.key)
    ordered: list[Option] = []
    left = [option for option in given if option.supported]
    while left:
        front = [option for option in left if not any(clearly_better(better, option) for better in left)]
        ordered += sorted(front, key=_place_in_a_tie)
        left = [option for option in left if option not in front]
    ordered += sorted((option for option in given if not option.supported), key=_place_in_a_tie)
    return [option.key for option in ordered]


def _place_in_a_tie(option: Option) -> tuple[int, bool, Decimal, float, str]:
    cost = Decimal(0) if option.cost is None else option.cost
    effect = float("inf") if option.effect is None else option.effect
    return option.watching, option.cost is None, cost, effect, option.key


def gentler(chosen: Option, others: Iterable[Option]) -> list[str]:
    """Return the measures that watch nobody and may do as much as one that watches everybody.

    Whoever chooses the one that watches, although there are such, gives a reason.
    """
    if chosen.watching != EVERYBODY:
        return []
    quiet = [o for o in others if o.watching == NOBODY and o.supported and o.key != chosen.key]
    return [o.key for o in quiet if not clearly_better(chosen, o)]


def fits(wanted: Sequence[str], has: Sequence[str]) -> bool:
    """Say whether a measure fits an estate; empty, `wanted` fits anywhere and `has` is not yet described."""
    return not wanted or not has or bool(set(wanted) & set(has))


def fewer_expected(expected: float, effect: float | None) -> float | None:
    """Return how many of the expected burglaries a measure would spare, if it did here what it did in its study."""
    return None if effect is None or effect >= 0 else -expected * effect / 100


@dataclass(frozen=True)
class PlanCost:
    """What a plan costs as far as is known, and how many of its measures have no cost entered."""

    known: Decimal
    measures: int
    without: int


def plan_cost(costs: Iterable[tuple[str, Decimal | None]], homes: int | None) -> PlanCost:
    """Sum cost per home over the homes; a measure with several tasks is paid once."""
    each = dict(costs)
    known = [cost * homes for cost in each.values() if cost is not None and homes]
    return PlanCost(sum(known, Decimal(0)), len(each), len(each) - len(known))
