from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.services import enqueue
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Level, Place
from anxin.methods.unpredictability import SLOT_SECONDS, commitment
from anxin.patrols import policy
from anxin.patrols.errors import NoCrewError
from anxin.patrols.queries import active_crews
from anxin.patrols.weeks import mixing, rules
from anxin.patrols.weeks.models import DrawnEvening, PlaceChance, Weeks, WeeksState
from anxin.patrols.weeks.queries import WEEKS_JOB, weeks_in_making, weeks_job_key


@transaction.atomic
def ask_for_weeks(*, days: Sequence[date], share: float, actor: Actor, at: datetime) -> Weeks:
    """Queue coming evenings to be drawn. Refuses days that are over, no days, and a share outside the slider.

    A second click while a draw is under way wants the same, and gets it.
    """
    _must_be_drawable(days, share, actor, at)
    _wait_for_the_other_click()
    held = weeks_in_making()
    if held:
        return held
    secret = secrets.token_bytes(32)
    ordered = sorted(set(days))
    weeks = Weeks.objects.create(
        dates=[day.isoformat() for day in ordered], share=share, secret=secret,
        commitment=commitment(secret, ordered), asked_at=at, asked_by=actor.name,
    )  # fmt: skip
    payload = {"weeks": weeks.pk, "person": actor.person_id}
    enqueue(WEEKS_JOB, key=weeks_job_key(weeks.pk), run_at=at, payload=payload)
    audit.record(
        "patrols.weeks.requested", subject=str(weeks), actor=actor, at=at, evenings=len(ordered),
        share=share, commitment=weeks.commitment,
    )  # fmt: skip
    return weeks


def make_weeks(*, weeks: Weeks, actor: Actor, at: datetime) -> None:
    """Draw the evenings and store them; an evening that was drawn earlier for the same day gives way."""
    _must_be_drawable(weeks.days, weeks.share, actor, at)
    store_weeks(weeks=weeks, draft=mixing.draw(weeks.days, weeks.share, bytes(weeks.secret), _progress(weeks)),
                actor=actor, at=at)  # fmt: skip


@transaction.atomic
def store_weeks(*, weeks: Weeks, draft: mixing.DraftWeeks, actor: Actor, at: datetime) -> None:
    """Store what was drawn."""
    _must_plan(actor)
    weeks.evenings.all().delete()
    weeks.places.all().delete()
    DrawnEvening.objects.filter(date__in=weeks.days).delete()
    DrawnEvening.objects.bulk_create(
        DrawnEvening(
            weeks=weeks, date=one.day, prize=one.plan.prize, best_prize=draft.weeks[one.mix].mix.best_prize,
            routes=draft.visits(one),
        )
        for one in draft.evenings
    )  # fmt: skip
    needed = set().union(*(week.needed for week in draft.weeks))
    PlaceChance.objects.bulk_create(
        PlaceChance(
            weeks=weeks, place_id=one.place, needed=one.place in needed, expected=one.expected, worst=one.worst,
            longest_gap_days=one.longest_gap, entropy_bits=one.entropy, seen=one.seen,
        )
        for one in draft.report.places
    )  # fmt: skip
    weeks.state, weeks.needed, weeks.figures = WeeksState.READY, sorted(needed), _figures(draft)
    weeks.save(update_fields=["state", "needed", "figures"])
    audit.record(
        "patrols.weeks.drawn", subject=str(weeks), actor=actor, at=at,
        commitment=weeks.commitment, evenings_sha256=_digest(draft),
    )  # fmt: skip


@transaction.atomic
def give_up(*, weeks: Weeks, why: str, actor: Actor, at: datetime) -> None:
    """Note that the evenings could not be drawn."""
    weeks.state, weeks.figures = WeeksState.FAILED, {"why": why}
    weeks.save(update_fields=["state", "figures"])
    audit.record("patrols.weeks.failed", subject=str(weeks), actor=actor, at=at)


def _wait_for_the_other_click() -> None:
    """Let one request at a time look whether a draw is under way; the district's row is the turnstile."""
    list(Place.objects.select_for_update().filter(level=Level.DISTRICT).values_list("pk"))


def _progress(weeks: Weeks) -> mixing.Told:
    def told(done: int, of: int) -> None:
        Weeks.objects.filter(pk=weeks.pk).update(steps_done=done, steps=of)

    return told


def _digest(draft: mixing.DraftWeeks) -> str:
    """Return a hash of the evenings as drawn, so that a later change shows."""
    told = [[evening.day.isoformat(), draft.visits(evening)] for evening in draft.evenings]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _figures(draft: mixing.DraftWeeks) -> dict[str, Any]:
    """Return what the page says about the whole."""
    routes = [route for evening in draft.evenings for route in evening.plan.routes]
    slots = Counter(visit.arrives // SLOT_SECONDS for route in routes for visit in route)
    guess, place = draft.report.guess, draft.report.guess_place
    mixes = [week.mix for week in draft.weeks]
    return {
        "visits": sum(slots.values()),
        "slots": sorted([slot, count] for slot, count in slots.items()),
        "hit_rate": guess.hit_rate,
        "hit_rates": guess.hit_rates,
        "place_hit_rate": place.hit_rate,
        "prize_kept": sum(_share_kept(e.plan.prize, mixes[e.mix].best_prize) for e in draft.evenings)
        / len(draft.evenings),
    }


def _share_kept(prize: int, best: int) -> float:
    """Return what is kept of the best prize; where nothing is to be had, nothing is lost."""
    return prize / best if best else 1.0


def _must_be_drawable(days: Sequence[date], share: float, actor: Actor, at: datetime) -> None:
    _must_plan(actor)
    today = localdate(at)
    if not days:
        raise AnxinError(_("Choose at least one evening."), field="weekday")
    if min(days) < today:
        raise AnxinError(_("An evening among these is over. Choose today or later days."), field="first")
    if max(days) > today + timedelta(days=rules.DAYS_AHEAD) or len(days) > 7 * rules.MOST_WEEKS:
        raise AnxinError(_("Choose at most six weeks, within the next 60 days."), field="first")
    if not rules.LEAST_SHARE <= share <= 1:
        raise AnxinError(_("Choose a share from 80 to 100 percent."), field="share")
    if not active_crews():
        raise NoCrewError(_("No crew walks tonight. Add a crew with a place to start from."))


def _must_plan(actor: Actor) -> None:
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can plan its patrols."))
