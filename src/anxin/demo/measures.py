"""What the made-up district does against burglary. It changes no burglary: the truth of the data stays as it is."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from anxin.burglary.measures.models import Measure
from anxin.burglary.measures.services import describe_estate, set_cost
from anxin.burglary.models import ON_LIST, FocusListing, FocusTask
from anxin.burglary.policy import OWNERS
from anxin.burglary.services import tasks
from anxin.core import clock
from anxin.core.people.actor import Actor
from anxin.core.people.queries import actor_of, people_with_role

MADE_UP_COSTS = {"lighting": "36", "door_closer": "85", "gating": "48", "talk": "2", "camera": "140"}
# What is built, and what is planned there: measure, title, days.
PLANNED = (
    (("flats", "gated"), ("lighting", "补上东侧三盏路灯", 21)),
    (("flats", "passages", "sheds"), ("gating", "楼后通道装一道门", 60)),
    (("flats",), ("watch", "每个楼道约一位邻居", 30)),
)
DONE_AT = 4  # listed estates whose doors were done in the past year


def plan_measures(coordinator: Actor, today: date) -> None:
    """Enter made-up costs, say what is built, plan more measures, and leave some done and verified."""
    for key, cost in MADE_UP_COSTS.items():
        set_cost(measure=Measure.objects.get(pk=key), cost=cost, note="演示数据", actor=coordinator, at=clock.now())
    for number, listing in enumerate(_listed()):
        has, planned = PLANNED[number % len(PLANNED)]
        describe_estate(place=listing.place, has=has, actor=coordinator, at=clock.now())
        _plan_one(listing, planned, coordinator, today)
    _verify_some(coordinator)


def measures_done_csv(today: date) -> bytes:
    """Return doors that were done at a few listed estates during the past year, as a district would bring them."""
    rows = [["小区编码", "措施", "落实日期", "覆盖户数", "费用"]]
    for number, listing in enumerate(_listed()[:DONE_AT]):
        homes = (listing.place.homes or 0) * (4 - number % 2) // 4
        day = today - timedelta(days=60 + 70 * number)
        rows.append([listing.place.code, "door_closer", day.isoformat(), str(homes), str(85 * homes)])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _listed() -> list[FocusListing]:
    return list(FocusListing.objects.filter(state__in=ON_LIST).select_related("place").order_by("place__code"))


def _plan_one(listing: FocusListing, planned: tuple[str, str, int], coordinator: Actor, today: date) -> None:
    measure, title, days = planned
    tasks.plan_task(
        listing=listing,
        measure=measure,
        title=title,
        owner=people_with_role(OWNERS, listing.place.path)[0],
        due_date=today + timedelta(days=days),
        actor=coordinator,
        at=clock.now(),
    )


def _verify_some(coordinator: Actor) -> None:
    """Have the owners finish a task in every third plan, and the coordinator verify half of those of others."""
    for number, listing in enumerate(_listed()[::3]):
        task = FocusTask.objects.filter(listing=listing, done_at=None).select_related("owner").first()
        if task is None or task.owner_id == coordinator.person_id:
            continue
        tasks.finish_task(task=task, actor=actor_of(task.owner), at=clock.now())
        if number % 2 == 0:
            tasks.verify_task(task=task, actor=coordinator, at=clock.now())
