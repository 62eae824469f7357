from __future__ import annotations

from collections.abc import Collection
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
from anxin.methods.routing import Hindrance
from anxin.patrols import policy
from anxin.patrols.errors import PlanChangedError
from anxin.patrols.models import Plan, Repair, Route, Stop
from anxin.patrols.planner import DraftRoute
from anxin.patrols.repairs.absence import kept_rows
from anxin.patrols.repairs.line import metres_of, walked_part
from anxin.patrols.repairs.replanner import Happening, Repaired, repair
from anxin.patrols.repairs.rules import Cause
from anxin.patrols.rules import numbers_of_visits
from anxin.patrols.street.services.links import open_links

TOLERANCE_SECONDS = 300  # a visit that moves by less is not worth a word

_CAUSES = {
    Cause.CREW_OUT: gettext_noop("%(crew)s cannot go on."),
    Cause.CREW_BACK: gettext_noop("%(crew)s goes on again."),
    Cause.RAIN: gettext_noop("It rains; everybody walks more slowly."),
    Cause.URGENT: gettext_noop("“%(place)s” needs a visit now."),
}


_UNREACHED = {
    Hindrance.NOBODY_MAY: gettext_noop("“%(place)s” gets no visit tonight: no crew is on its way any more."),
    Hindrance.OUT_OF_HOURS: gettext_noop("“%(place)s” gets no visit tonight: no crew's shift lasts that long."),
    Hindrance.TOO_FAR: gettext_noop(
        "“%(place)s” gets no visit tonight: no crew can be there and back before its shift ends."
    ),
    Hindrance.TOO_HEAVY: gettext_noop("“%(place)s” gets no visit tonight: no crew can take it on."),
    Hindrance.CROWDED_OUT: gettext_noop(
        "“%(place)s” gets no visit tonight: what else was asked for leaves no crew the time."
    ),
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
    if happening.cause is Cause.CREW_BACK and (happening.route is None or not happening.route.is_out):
        raise AnxinError(_("This crew is not out. Load the page again."), field="route")
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
    out = happening.route if happening.cause is Cause.CREW_OUT else None
    before = _visits(held, repaired.over, out, [meeting.place_id for meeting in repaired.missed])
    dropped = kept_rows(out.stops.exclude(pk__in=repaired.over)) if out else []
    for route in held.routes.all():
        _replace_rest(route, repaired.rest[route.pk], repaired.over)
    changes = [*_of_meetings(repaired, happening), *_differences(before, _visits(held, repaired.over))]
    if repaired.urgent_left_out is not None and happening.place is not None:
        changes.append(sentence(_UNREACHED[repaired.urgent_left_out], place=happening.place.name))
    made = Repair.objects.create(
        plan=held,
        cause=_cause(happening),
        changes=changes,
        route_out=out,
        route_back=happening.route if happening.cause is Cause.CREW_BACK else None,
        dropped=dropped,
        made_at=at,
        made_by=actor.name,
    )
    open_links(plan=held, at=at)
    audit.record("patrols.plan.repaired", subject=str(held.date), actor=actor, at=at, cause=happening.cause.value)
    return made


def _replace_rest(route: Route, draft: DraftRoute | None, over: frozenset[int]) -> None:
    """Put the new rest of a route, and its way, behind what is over."""
    kept = list(route.stops.filter(pk__in=over).select_related("place").order_by("arrives_at"))
    route.stops.exclude(pk__in=over).delete()
    fresh = draft.stops if draft else []
    numbers = numbers_of_visits([stop.place_id for stop in fresh], {(stop.place_id, stop.visit) for stop in kept})
    Stop.objects.bulk_create(
        Stop(route=route, position=position, visit=number, **vars(stop))
        for position, (stop, number) in enumerate(zip(fresh, numbers, strict=True), start=len(kept) + 1)
    )
    walked = walked_part(route.line, [(stop.place.longitude, stop.place.latitude) for stop in kept])
    route.line = [*walked, *(draft.line if draft else ())]
    route.walk_metres = round(metres_of(walked)) + (draft.walk_metres if draft else 0)
    route.ends_at = draft.ends_at if draft else max([route.begins_at, *(stop.leaves_at for stop in kept)])
    route.save(update_fields=["ends_at", "line", "walk_metres"])


def _cause(happening: Happening) -> Stored:
    fill = {}
    if happening.route is not None:
        fill["crew"] = happening.route.crew_name
    if happening.place is not None:
        fill["place"] = happening.place.name
    return sentence(_CAUSES[happening.cause], **fill)


Held = dict[tuple[int, int], tuple[str, str, datetime]]


def _of_meetings(repaired: Repaired, happening: Happening) -> list[Stored]:
    """Return a sentence for each meeting to which the crew that is out cannot come."""
    crew = happening.route.crew_name if happening.route else ""
    goes_on = gettext_noop("%(crew)s does not come to the meeting at “%(place)s”; the others meet there.")
    cancelled = gettext_noop("The meeting at “%(place)s” is cancelled: %(crew)s cannot come.")
    return [
        sentence(goes_on if meeting.takes_place else cancelled, place=meeting.name, crew=crew)
        for meeting in repaired.missed
    ]


def _visits(plan: Plan, over: frozenset[int], out: Route | None = None, missed: Collection[int] = ()) -> Held:
    """Return (place, how often it came before) -> (its name, crew, begin) of what is not over.

    What the crew that is out misses at a meeting is said by itself, and is not among it.
    """
    rows = Stop.objects.filter(route__plan=plan).exclude(pk__in=over).order_by("arrives_at", "route__crew_name")
    rows = rows.exclude(route=out, place__in=missed) if out else rows
    found: Held = {}
    for place, name, crew, begins in rows.values_list("place_id", "place__name", "route__crew_name", "arrives_at"):
        found[place, sum(key == place for key, _times in found)] = (name, crew, begins)
    return found


def _differences(before: Held, after: Held) -> list[Stored]:
    """Return a sentence for each visit that another crew makes, at another time, or nobody any more."""
    found = []
    for key, (name, crew, begins) in before.items():
        if key not in after:
            found.append(sentence(gettext_noop("“%(place)s” is left out (%(crew)s had it)."), place=name, crew=crew))
            continue
        _, now, when = after[key]
        if now != crew:
            text = gettext_noop("“%(place)s” goes from %(before)s to %(after)s, %(time)s.")
            found.append(sentence(text, place=name, before=crew, after=now, time=clock_time(when)))
        elif abs((when - begins).total_seconds()) > TOLERANCE_SECONDS:
            text = gettext_noop("“%(place)s”: %(crew)s comes at %(time)s instead of %(before)s.")
            found.append(sentence(text, place=name, crew=crew, time=clock_time(when), before=clock_time(begins)))
    for key in sorted(after.keys() - before.keys(), key=lambda key: (after[key][2], key)):
        name, crew, when = after[key]
        text = gettext_noop("“%(place)s” is new: %(crew)s, %(time)s.")
        found.append(sentence(text, place=name, crew=crew, time=clock_time(when)))
    return found
