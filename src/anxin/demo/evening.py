"""The demonstration's first two evenings: a round, some decisions, crews, and a second round that follows from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from anxin.burglary.models import FocusListing, FocusTask, ListingState
from anxin.burglary.services import focus_list, tasks
from anxin.core import clock
from anxin.core.people.actor import SYSTEM
from anxin.core.people.models import Person
from anxin.core.people.queries import actor_of
from anxin.core.people.roles import Role
from anxin.core.rounds.services import run_round
from anxin.core.rounds.steps import Step
from anxin.core.territory.models import Level, Place
from anxin.demo.measures import plan_measures
from anxin.demo.programmes import register_past_programme
from anxin.demo.walk import walk_yesterday
from anxin.patrols.services import save_crew

WAITING = 3  # proposals left for whoever signs in first
CREWS_A_SUBDISTRICT = 2


def first_evening(today: date, *, show: Callable[[str], None]) -> None:
    """Run yesterday's round, decide on most of its proposals, add crews, walk, run today's round."""

    def progress(position: int, of: int, step: Step) -> None:
        show(f"Round [{position}/{of}] {step.title}")

    run_round(day=today - timedelta(days=1), actor=SYSTEM, at=clock.now(), progress=progress)
    _decide_most_proposals()
    coordinator = actor_of(Person.objects.get(username=Role.DISTRICT_COORDINATOR))
    plan_measures(coordinator, today)
    register_past_programme(coordinator, today)
    _add_crews()
    show("Walking yesterday's patrol")
    walk_yesterday(today)
    run_round(day=today, actor=SYSTEM, at=clock.now(), progress=progress)


def _decide_most_proposals() -> None:
    coordinator = actor_of(Person.objects.get(username=Role.DISTRICT_COORDINATOR))
    proposals = list(FocusListing.objects.filter(state=ListingState.PROPOSED).order_by("-chance_worst"))
    for listing in proposals[: max(1, len(proposals) - WAITING)]:
        focus_list.accept(listing=listing, actor=coordinator, at=clock.now())
    first = FocusTask.objects.order_by("pk")[:3]
    for task in first:
        tasks.finish_task(task=task, actor=coordinator, at=clock.now())


def _add_crews() -> None:
    for subdistrict in Place.objects.filter(level=Level.SUBDISTRICT).order_by("code"):
        inside = Place.objects.filter(level=Level.ESTATE, subdistrict=subdistrict).exclude(longitude=None)
        for number, start in enumerate(inside.order_by("-homes")[:CREWS_A_SUBDISTRICT], start=1):
            save_crew(
                name=f"{subdistrict.name.removesuffix('街道').removesuffix('镇')}{'一二三四'[number - 1]}队",
                start=start,
                begins=time(19, 30),
                people=2 + number,
                minutes=120,
                actor=SYSTEM,
                at=clock.now(),
            )
