from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.burglary import policy
from anxin.burglary.errors import AlreadyDecidedError, NotYoursError, ReasonMissingError
from anxin.burglary.models import ON_LIST, FocusListing, FocusTask, ListingState
from anxin.burglary.policy import ON_THE_SPOT
from anxin.burglary.services.tasks import tell_owner
from anxin.core import audit
from anxin.core.people.actor import Actor
from anxin.core.people.queries import people_with_role
from anxin.core.sentences import Stored

REST = timedelta(days=91)  # a proposal that a person declined is not made again for a quarter
STANDARD_PLAN = (
    ("door_closer", gettext_noop("Check every stairway door, closer and lock"), 14),
    ("lighting", gettext_noop("Walk the estate after dark and list lamps that fail"), 14),
    ("talk", gettext_noop("Talk with residents about doors and windows"), 30),
)


@dataclass(frozen=True)
class Proposal:
    """An estate that the rule proposes for the list, with what the round found."""

    place_id: int
    chance_worst: float
    last_12_months: int
    expected_next_year: float
    why: list[Stored]


@transaction.atomic
def propose_changes(
    *, enter: Sequence[Proposal], leave: Sequence[int], day: date, actor: Actor, at: datetime
) -> tuple[int, int]:
    """Write the rule's proposals for a person to decide; return how many to enter and to leave are new.

    A proposal that was not decided and no longer holds is taken back. One that was declined rests for a quarter.
    """
    wanted = {proposal.place_id: proposal for proposal in enter}
    taken_back = _take_back_stale(wanted, leave)
    rested_since = at - REST
    open_places = set(
        FocusListing.objects.filter(state__in=[ListingState.PROPOSED, *ON_LIST]).values_list("place_id", flat=True)
    )
    declined = FocusListing.objects.filter(state=ListingState.DECLINED, decided_at__gt=rested_since)
    not_again = open_places | set(declined.values_list("place_id", flat=True))
    fresh = [p for p in enter if p.place_id not in not_again]
    FocusListing.objects.bulk_create(
        FocusListing(
            place_id=p.place_id,
            proposed_date=day,
            why=p.why,
            chance_worst=p.chance_worst,
            last_12_months=p.last_12_months,
            expected_next_year=p.expected_next_year,
        )
        for p in fresh
    )
    listed = FocusListing.objects.filter(state=ListingState.LISTED, place_id__in=leave)
    leaving = listed.exclude(decided_at__gt=rested_since).update(state=ListingState.LEAVING)
    audit.record(
        "burglary.focus_list.redrawn",
        subject=str(day),
        actor=actor,
        at=at,
        proposed=len(fresh),
        leaving=leaving,
        taken_back=taken_back,
    )
    return len(fresh), leaving


def _take_back_stale(wanted: dict[int, Proposal], leave: Sequence[int]) -> list[str]:
    """Return the codes of the places whose proposal no longer holds, and drop it."""
    taken_back = []
    for listing in FocusListing.objects.filter(state=ListingState.PROPOSED).select_related("place"):
        proposal = wanted.get(listing.place_id)
        if proposal is None:
            taken_back.append(listing.place.code)
            listing.delete()
            continue
        listing.why, listing.chance_worst = proposal.why, proposal.chance_worst
        listing.last_12_months = proposal.last_12_months
        listing.expected_next_year = proposal.expected_next_year
        listing.save(update_fields=["why", "chance_worst", "last_12_months", "expected_next_year"])
    FocusListing.objects.filter(state=ListingState.LEAVING).exclude(place_id__in=leave).update(
        state=ListingState.LISTED
    )
    return taken_back


@transaction.atomic
def accept(
    *, listing: FocusListing, actor: Actor, at: datetime, standard_plan: bool = True, seen: str = ""
) -> FocusListing:
    """Follow the proposal: put the estate on the list, or take it off. A new listing gets the standard plan.

    `seen` is the state that the person decided on; if it has changed since, nothing is done.
    """
    listing = _locked(listing, actor, seen)
    if listing.state == ListingState.PROPOSED:
        listing.state, listing.listed_at, listing.listed_by = ListingState.LISTED, at, actor.name
        if standard_plan and actor.person_id:
            _start_plan(listing, actor.person_id, at)
        action = "burglary.listing.accepted"
    elif listing.state == ListingState.LEAVING:
        listing.state, listing.left_at = ListingState.ENDED, at
        action = "burglary.listing.ended"
    else:
        raise AlreadyDecidedError(_("This was decided already. Load the page again."))
    listing.decided_by, listing.decided_at = actor.name, at
    listing.save()
    audit.record(action, subject=listing.place.code, actor=actor, at=at, chance=round(listing.chance_worst, 3))
    return listing


@transaction.atomic
def decline(*, listing: FocusListing, reason: str, actor: Actor, at: datetime, seen: str = "") -> FocusListing:
    """Decide against the proposal, with a reason: do not list it, or keep it listed."""
    listing = _locked(listing, actor, seen)
    if not reason.strip():
        raise ReasonMissingError(_("Say in a few words why you decide otherwise."), field="reason")
    if listing.state == ListingState.PROPOSED:
        listing.state = ListingState.DECLINED
    elif listing.state == ListingState.LEAVING:
        listing.state = ListingState.LISTED
    else:
        raise AlreadyDecidedError(_("This was decided already. Load the page again."))
    listing.decided_by, listing.decided_at, listing.reason = actor.name, at, reason.strip()[:300]
    listing.save()
    audit.record("burglary.listing.declined", subject=listing.place.code, actor=actor, at=at, reason=listing.reason)
    return listing


def _locked(listing: FocusListing, actor: Actor, seen: str) -> FocusListing:
    held = FocusListing.objects.select_for_update(of=("self",)).select_related("place").filter(pk=listing.pk).first()
    if held is None or (seen and held.state != seen):
        raise AlreadyDecidedError(_("This was decided already. Load the page again."))
    if not policy.may_decide_listing(actor, held):
        raise NotYoursError(_("Only a coordinator of this place can decide this."))
    return held


def _start_plan(listing: FocusListing, decider: int, at: datetime) -> None:
    """Begin with the standard measures; whoever works at the place owns them, else whoever decided."""
    near = people_with_role(ON_THE_SPOT, listing.place.path)
    owner = near[0].pk if near else decider
    for measure, title, days in STANDARD_PLAN:
        task = FocusTask.objects.create(
            listing=listing,
            measure_id=measure,
            title=_(title),
            owner_id=owner,
            due_date=localdate(at) + timedelta(days=days),
        )
        if owner != decider:
            tell_owner(task, listing, at)
