from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.sentences import Stored, sentence
from anxin.core.web.shown import clock_time
from anxin.patrols import policy
from anxin.patrols.errors import PlanChangedError
from anxin.patrols.models import Plan, Repair, Route, Stop
from anxin.patrols.planner import DraftRoute
from anxin.patrols.repairs.replanner import Happening, Repaired, repair
from anxin.patrols.repairs.rules import Cause

_CAUSES = {
    Cause.CREW_OUT: gettext_noop("%(crew)s cannot go on."),
    Cause.RAIN: gettext_noop("It rains; everybody walks more slowly."),
    Cause.URGENT: gettext_noop("“%(place)s” needs a visit now."),
}


def repair_evening(*, plan: Plan, happening: Happening, actor: Actor, at: datetime) -> Repair:
    """Plan the rest of a confirmed evening again and say what changed. Refuses a draft: plan that anew instead."""
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can plan its patrols."))
    if plan.confirmed_at is None:
        raise AnxinError(_("This evening is not confirmed yet. Plan it anew instead."))
    if happening.place is not None and happening.place.longitude is None:
        raise AnxinError(
            _("“%(place)s” has no point on the map. Choose another place.") % {"place": happening.place.name}
        )
    happening = replace(happening, at=_whole_minute(happening.at))
    seen = plan.repairs.count()
    return _store(plan=plan, happening=happening, repaired=repair(plan, happening), seen=seen, actor=actor, at=at)


def _whole_minute(moment: datetime) -> datetime:
    """Return the next whole minute: timetables know no seconds."""
    return (moment + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)


@transaction.atomic
def _store(*, plan: Plan, happening: Happening, repaired: Repaired, seen: int, actor: Actor, at: datetime) -> Repair:
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.repairs.count() != seen:
        raise PlanChangedError(_("The evening was changed meanwhile. Look at it first, then say what happened."))
    changes: list[Stored] = []
    before = _visits(held, happening.at)
    for route in held.routes.all():
        _replace_rest(route, repaired.rest[route.pk], happening.at)
    changes += _differences(before, _visits(held, happening.at))
    if not repaired.urgent_met and happening.place is not None:
        text = gettext_noop("No crew can get to “%(place)s” any more tonight.")
        changes.append(sentence(text, place=happening.place.name))
    made = Repair.objects.create(plan=held, cause=_cause(happening), changes=changes, made_at=at, made_by=actor.name)
    audit.record("patrols.plan.repaired", subject=str(held.date), actor=actor, at=at, cause=happening.cause.value)
    return made


def _replace_rest(route: Route, draft: DraftRoute | None, at: datetime) -> None:
    """Put the new rest of a route behind what has begun."""
    over = list(route.stops.filter(arrives_at__lte=at).order_by("arrives_at"))
    route.stops.filter(arrives_at__gt=at).delete()
    if draft is None:
        route.ends_at = max([at, *(stop.leaves_at for stop in over)]) if over else route.begins_at
        route.save(update_fields=["ends_at"])
        return
    Stop.objects.bulk_create(
        Stop(route=route, position=position, **vars(stop))
        for position, stop in enumerate(draft.stops, start=len(over) + 1)
    )
    route.ends_at, route.line = draft.ends_at, draft.line
    route.save(update_fields=["ends_at", "line"])


def _cause(happening: Happening) -> Stored:
    fill = {}
    if happening.route is not None:
        fill["crew"] = happening.route.crew_name
    if happening.place is not None:
        fill["place"] = happening.place.name
    return sentence(_CAUSES[happening.cause], **fill)


def _visits(plan: Plan, at: datetime) -> dict[int, tuple[str, str, datetime]]:
    """Return place -> (its name, crew, begin) of what has not begun."""
    rows = Stop.objects.filter(route__plan=plan, arrives_at__gt=at).order_by("arrives_at")
    found = rows.values_list("place_id", "place__name", "route__crew_name", "arrives_at")
    return {place: (name, crew, begins) for place, name, crew, begins in found}


def _differences(
    before: dict[int, tuple[str, str, datetime]], after: dict[int, tuple[str, str, datetime]]
) -> list[Stored]:
    """Return a sentence for each place that another crew visits, at another time, or nobody any more."""
    found = []
    for place, (name, crew, begins) in before.items():
        if place not in after:
            found.append(sentence(gettext_noop("“%(place)s” is left out (%(crew)s had it)."), place=name, crew=crew))
            continue
        _, now, when = after[place]
        if now != crew:
            text = gettext_noop("“%(place)s” goes from %(before)s to %(after)s, %(time)s.")
            found.append(sentence(text, place=name, before=crew, after=now, time=clock_time(when)))
        elif abs((when - begins).total_seconds()) > 300:
            text = gettext_noop("“%(place)s”: %(crew)s comes at %(time)s instead of %(before)s.")
            found.append(sentence(text, place=name, crew=crew, time=clock_time(when), before=clock_time(begins)))
    for place in after.keys() - before.keys():
        name, crew, when = after[place]
        text = gettext_noop("“%(place)s” is new: %(crew)s, %(time)s.")
        found.append(sentence(text, place=name, crew=crew, time=clock_time(when)))
    return found
