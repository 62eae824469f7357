"""What runs in a process of the product: make a small district, queue jobs, work, say what the database holds."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

ESTATES, INCIDENTS, WORST = 48, 180, 3
COORDINATOR, PASSWORD = "coordinator", "a long word for a made-up person"
OWNER = "who-does-the-task"
EFFECT, EFFECT_DONE = "crash.effect", "crash.effect.done"


def main() -> None:
    """Answer one question in JSON, or work until killed."""
    parser = argparse.ArgumentParser()
    acts = parser.add_subparsers(dest="act", required=True)
    district = acts.add_parser("district")
    district.add_argument("--writers", type=int, required=True)
    district.add_argument("--day", type=date.fromisoformat, required=True)
    queue = acts.add_parser("queue")
    queue.add_argument("--from", type=int, required=True, dest="first")
    queue.add_argument("--jobs", type=int, required=True)
    queue.add_argument("--day", required=True)
    night = acts.add_parser("round")
    night.add_argument("--date", required=True)
    night.add_argument("--fall-before", type=int, default=0)
    worker = acts.add_parser("work")
    worker.add_argument("--until-idle", action="store_true")
    worker.add_argument("--fall-before", type=int, default=0)
    acts.add_parser("report")
    chosen = vars(parser.parse_args())
    django.setup()
    every = {"district": make_district, "queue": queue_jobs, "round": run_round, "work": work, "report": report}
    act: Any = every[chosen.pop("act")]
    sys.stdout.write(json.dumps(act(**chosen)))


@contextmanager
def statements(fall_before: int = 0) -> Iterator[list[str]]:
    """Collect the database statements; before a chosen one the process kills itself, as `kill -9` would."""
    from django.db import connection

    seen: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        if len(seen) == fall_before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield seen


def make_district(writers: int, day: date) -> dict[str, Any]:
    """Import a small register, open an account, run the round of `day`, put an estate on the list, add crews."""
    from django.core.management import call_command

    from anxin.core import clock
    from anxin.core.people.actor import SYSTEM
    from anxin.core.people.models import Person
    from anxin.core.people.queries import actor_of
    from anxin.core.rounds import services as rounds

    home = Path(os.environ["ANXIN_HOME"])
    for kind, rows in (("places", _register()), ("incidents", _incidents(clock.today()))):
        file = home / f"{kind}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        call_command("import_file", kind, str(file), stdout=io.StringIO())
    os.environ["ANXIN_NEW_PASSWORD"] = PASSWORD
    call_command("person", "add", COORDINATOR)
    call_command("person", "grant", COORDINATOR, "district_coordinator")
    call_command("person", "add", OWNER)  # who plans a task for himself gets no notice of it
    call_command("person", "grant", OWNER, "district_coordinator")
    call_command("crew", "add", "the crew that walks", start="C001")
    rounds.run_round(day=day, actor=SYSTEM, at=clock.now())
    coordinator = Person.objects.get(username=COORDINATOR)
    crews = [_idle_crew(number) for number in range(writers)]
    owner = Person.objects.get(username=OWNER)
    return {"owner": owner.pk, "listings": _accept_proposals(actor_of(coordinator)), "crews": crews}


def _register() -> list[list[Any]]:
    rows: list[list[Any]] = [["estate_code", "estate_name", "area", "households", "longitude", "latitude"]]
    for number in range(ESTATES):
        east, north = divmod(number, 8)
        point = [round(124.2 + 0.004 * east, 6), round(30.6 + 0.004 * north, 6)]
        rows.append([f"C{number + 1:03d}", f"Estate {number + 1}", f"Town {number % 2 + 1}", 300, *point])
    return rows


def _incidents(today: date) -> list[list[Any]]:
    """Return burglaries of the last two years, half of them at a few estates."""
    chance = random.Random(1)
    rows: list[list[Any]] = [["case_number", "occurred_date", "estate_code"]]
    for number in range(INCIDENTS):
        estate = chance.randrange(WORST if number % 2 else ESTATES)
        day = today - timedelta(days=chance.randrange(1, 730))
        rows.append([f"K{number}", day.isoformat(), f"C{estate + 1:03d}"])
    return rows


def _accept_proposals(actor: Any) -> list[int]:
    from anxin.burglary.models import FocusListing, ListingState
    from anxin.burglary.services import focus_list
    from anxin.core import clock

    proposals = list(FocusListing.objects.filter(state=ListingState.PROPOSED))
    return [focus_list.accept(listing=row, actor=actor, at=clock.now(), standard_plan=False).pk for row in proposals]


def _idle_crew(number: int) -> int:
    """Add the crew that one writer will rename again and again."""
    from datetime import time as clock_time

    from anxin.core import clock
    from anxin.core.people.actor import SYSTEM
    from anxin.core.territory.queries import place_by_code
    from anxin.patrols.services import save_crew

    start, begins = place_by_code("C001"), clock_time(19, 30)
    crew = save_crew(name=f"idle {number}", start=start, begins=begins, active=False, actor=SYSTEM, at=clock.now())
    return crew.pk


def queue_jobs(first: int, jobs: int, day: str) -> None:
    """Queue numbered jobs of an atomic kind, and among them one round, as the page asks for it."""
    from anxin.core import clock
    from anxin.core.jobs.services import enqueue

    at = clock.now()
    for number in range(first, first + jobs):
        enqueue(EFFECT, key=f"{EFFECT}:{number}", run_at=at, payload={"name": str(number)})
        if number == first + jobs // 2:
            enqueue("rounds.run", key=f"rounds.run:{day}:crash", run_at=at, payload={"date": day, "again": True})


def run_round(date: str, fall_before: int) -> int:
    """Run a round by its command; return with how many statements."""
    from django.core.management import call_command

    with statements(fall_before) as seen:
        call_command("run_round", "--date", date)
    return len(seen)


def work(*, until_idle: bool, fall_before: int) -> int:
    """Be the worker, with one kind of job more; return how many jobs still wait."""
    from django.core.management import call_command

    from anxin.console.management.commands import work as worker
    from anxin.core import audit, clock
    from anxin.core.audit.services import sign_head
    from anxin.core.jobs.models import Job
    from anxin.core.jobs.registry import job
    from anxin.core.people.actor import SYSTEM

    @job(EFFECT, atomic=True, lease_seconds=60)
    def take_effect(payload: dict[str, Any], at: Any) -> None:
        audit.record(EFFECT_DONE, subject=payload["name"], actor=SYSTEM, at=at)
        time.sleep(0.01)  # many a kill falls between the effect and the commit

    # Tonight's round is not queued by itself: the rounds asked for here lie before it and could not run after it.
    worker.keep_the_calendar = lambda at: sign_head(day=at.date())
    waiting = Job.objects.filter(done_at=None, failed_at=None)
    # The workers before this one are dead; nobody wants to wait until their leases run out. That the lease of
    # the other worker of today may run out with them is meant: a slow worker must not do a job twice either.
    waiting.exclude(lease_until=None).update(lease_until=clock.now() - timedelta(seconds=1))
    sys.stdout.write("working\n")
    sys.stdout.flush()
    with statements(fall_before):
        call_command("work", until_idle=until_idle)
    return waiting.count()


def report() -> dict[str, Any]:
    """Say what the database holds; the comparison is made outside."""
    from anxin.burglary.models import FocusTask, Judgement
    from anxin.core.audit.models import AuditEntry
    from anxin.core.jobs.models import Job
    from anxin.core.notices.models import Notice
    from anxin.core.rounds.models import Round
    from anxin.core.rounds.steps import steps
    from anxin.patrols.models import Crew, Plan

    rows = AuditEntry.objects.order_by("seq").values_list("action", "subject", "details")
    return {
        "tasks": list(FocusTask.objects.values_list("pk", "title")),
        "notices": list(Notice.objects.values_list("key", flat=True)),
        "crews": dict(Crew.objects.values_list("pk", "name")),
        "audit": [(action, subject, json.loads(details)) for action, subject, details in rows],
        "rounds": [_round(night) for night in Round.objects.prefetch_related("steps")],
        "steps": [step.name for step in steps()],
        "plans": [str(day) for day in Plan.objects.values_list("date", flat=True)],
        "judged": Judgement.objects.count(),
        "waiting": Job.objects.filter(done_at=None, failed_at=None).count(),
        "failed": list(Job.objects.exclude(failed_at=None).values_list("key", "last_error")),
    }


def _round(night: Any) -> dict[str, Any]:
    return {
        "day": str(night.date),
        "attempt": night.attempt,
        "finished": night.finished_at is not None,
        "steps": [step.name for step in night.steps.all()],
    }


if __name__ == "__main__":
    main()
