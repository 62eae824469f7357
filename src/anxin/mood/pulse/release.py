"""One week's answers become histograms with noise, once; the exact counts are deleted in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from django.conf import settings
from django.db import transaction
from numpy.typing import NDArray

from anxin.core import audit
from anxin.core.budgets.services import open_budget, spend
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Level, Place
from anxin.mood.pulse.items import EVERYBODY, TURNS
from anxin.mood.pulse.models import PulseCount, PulseRelease, ReleasedHistogram
from anxin.mood.pulse.rules import VALUES, is_closed

Group = tuple[int, str]  # place, item
KEPT_OPEN = timedelta(days=3660)  # a week that is released late is paid from the budget it always had


def weeks_to_release(today: date) -> list[date]:
    """Return the closed weeks whose answers wait, oldest first."""
    weeks = PulseCount.objects.values_list("week", flat=True).distinct().order_by("week")
    return [week for week in weeks if is_closed(week, today)]


@transaction.atomic
def release_week(*, week: date, actor: Actor, at: datetime) -> PulseRelease:
    """Release a week's answers with noise and delete them: nothing can release them a second time.

    Each answer stands in one bin of one group: the question that everybody gets, by neighbourhood; those that take
    turns, by subdistrict, because there are six times fewer of each. The groups are all places of the register,
    answered or not, so that the list of groups tells nothing.
    """
    from anxin.methods.privacy import release_histograms  # OpenDP takes a tenth of a second to load

    epsilon = Decimal(str(settings.ANXIN["pulse_epsilon"]))
    _pay(week, epsilon, actor, at)
    release = PulseRelease.objects.create(week=week, epsilon=epsilon, at=at)
    subdistrict_of = _subdistrict_of_neighbourhood()
    groups = _groups(subdistrict_of)
    held = list(PulseCount.objects.select_for_update().filter(week=week))
    noised = release_histograms(_exact(held, groups, subdistrict_of), epsilon=float(epsilon))
    rows = [
        ReleasedHistogram(release=release, place_id=place, item=item, bins=bins)
        for (place, item), bins in zip(groups, noised.tolist(), strict=True)
    ]
    ReleasedHistogram.objects.bulk_create(rows, batch_size=500)
    PulseCount.objects.filter(pk__in=[row.pk for row in held]).delete()
    audit.record("mood.pulse.released", subject=str(week), actor=actor, at=at, epsilon=str(epsilon))
    return release


def _pay(week: date, epsilon: Decimal, actor: Actor, at: datetime) -> None:
    """Pay from the week's own budget, which one release uses up: an answer stands in one week alone."""
    scope = f"pulse {week}"
    open_budget(scope=scope, starts_on=week, ends_on=week + KEPT_OPEN, cap=epsilon, actor=actor, at=at)
    spend(scope=scope, epsilon=epsilon, what=scope, actor=actor, at=at)


def _subdistrict_of_neighbourhood() -> dict[int, int]:
    rows = Place.objects.filter(level=Level.NEIGHBOURHOOD).order_by("pk")
    above = rows.values_list("pk", "subdistrict", "parent")
    return {key: subdistrict or parent or 0 for key, subdistrict, parent in above}


def _groups(subdistrict_of: dict[int, int]) -> list[Group]:
    everybody = [(place, EVERYBODY) for place in subdistrict_of]
    return everybody + [(place, item) for item in TURNS for place in sorted(set(subdistrict_of.values()))]


def _exact(held: Sequence[PulseCount], groups: Sequence[Group], subdistrict_of: dict[int, int]) -> NDArray[np.int64]:
    number = {group: i for i, group in enumerate(groups)}
    counts = np.zeros((len(groups), len(VALUES)), np.int64)
    for row in held:
        place = row.place_id if row.item == EVERYBODY else subdistrict_of[row.place_id]
        counts[number[place, row.item], row.value] += row.count
    return counts
