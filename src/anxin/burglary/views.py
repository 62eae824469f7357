from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.burglary import policy, queries
from anxin.burglary.attention.queries import long_listed
from anxin.burglary.measures.models import Setting
from anxin.burglary.measures.policy import may_describe
from anxin.burglary.measures.queries import plan_of
from anxin.burglary.measures.tables import change
from anxin.burglary.models import FocusListing, FocusTask, ListingState, Measure, TaskPhoto
from anxin.burglary.services import focus_list as listings
from anxin.burglary.services import task_changes, tasks
from anxin.burglary.tables import LISTED, UNPLACED, record_table
from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.faults import Faults
from anxin.core.people.models import Person
from anxin.core.people.queries import people_with_role
from anxin.core.territory.queries import district
from anxin.core.web.forms import comes_back, day_of
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page


def record(request: ActorRequest) -> HttpResponse:
    """Show the zero-incident record by year, beside what size alone explains, and by subdistrict."""
    place = district()
    years = queries.records_of_place(place.pk) if place else []
    known = [row.period for row in years]
    standing = queries.standing(place.pk) if place else None
    period = request.GET.get("period", "")
    period = period if period in known else (standing.this_year_period if standing else "")
    rows, spec = queries.records_of_period(period), record_table(period)
    file = download(request, rows, spec)
    if file:
        return file
    context = {
        "place": place,
        "years": years,
        "period": period,
        "table": table_page(request, rows, spec),
        "standing": standing,
        "chart": _chart(years),
    }
    return render(request, "burglary/record.html", context)


def focus_list(request: ActorRequest) -> HttpResponse:
    """Show what the rule proposes and what is on the list."""
    listed = queries.open_listings().exclude(state=ListingState.PROPOSED)
    file = download(request, listed, LISTED)
    if file:
        return file
    proposals = [row for row in queries.open_listings() if row.state != ListingState.LISTED]
    decidable = [(row, policy.may_decide_listing(request.actor, row)) for row in proposals]
    return render(
        request,
        "burglary/focus_list.html",
        {
            "proposals": decidable,
            "table": table_page(request, listed, LISTED),
            "rule": queries.focus_rule(),
            "long_listed": policy.with_opening(request.actor, long_listed(clock.today(), queries.focus_rule())),
        },
    )


def listing(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one estate's plan: why it is listed, its tasks, who does what by when."""
    held = queries.listing_with_tasks(pk)
    if held is None or not policy.may_see(request.actor, held.place.path):
        raise NotFoundError(_("There is no such listing."))
    return render(request, "burglary/listing.html", _listing_page(request, held))


@require_POST
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """Follow the proposal."""
    held = listings.accept(
        listing=get_object_or_404(FocusListing, pk=pk),
        seen=request.POST.get("seen", ""),
        standard_plan=request.POST.get("standard_plan") == "1",
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("burglary:listing", pk=held.pk)


@require_POST
@comes_back(listing, "burglary:listing", keyed=True)
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide otherwise, with a reason."""
    held = listings.decline(
        listing=get_object_or_404(FocusListing.objects.select_related("place"), pk=pk),
        seen=request.POST.get("seen", ""),
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        at=clock.now(),
    )
    kept = _("%(name)s stays on the list; your reason is kept.")
    left = _("%(name)s is not listed; your reason is kept.")
    said = kept if held.state == ListingState.LISTED else left
    messages.success(request, said % {"name": held.place.name}, extra_tags="anxin")
    return redirect("burglary:focus_list")


@require_POST
@comes_back(listing, "burglary:listing", keyed=True)
def plan_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a task to the plan."""
    held = get_object_or_404(FocusListing.objects.select_related("place__subdistrict"), pk=pk)
    form, faults = request.POST, Faults()
    owner = faults.read("owner", partial(_owner, held), form.get("owner", ""))
    due_date = faults.read("due_date", day_of, form.get("due_date", ""))
    measure = Measure.objects.filter(pk=form.get("measure", ""), offered=True).first()
    tasks.check_task(faults, measure, form.get("title", ""), due_date, clock.today())
    faults.stop()
    tasks.plan_task(
        listing=held,
        measure=form.get("measure", ""),
        title=form.get("title", ""),
        owner=cast("Person", owner),
        due_date=cast("date", due_date),
        reason=form.get("reason", ""),
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("burglary:listing", pk=pk)


@require_POST
@comes_back(listing, "burglary:listing", keyed=True)
def change_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a task of the plan to another person or day, or take it off."""
    form, faults = request.POST, Faults()
    key = form.get("task", "")
    task = get_object_or_404(FocusTask, listing=pk, pk=int(key) if key.isdecimal() and len(key) < 12 else 0)
    if form.get("remove") == "1":
        task_changes.remove_task(task=task, actor=request.actor, at=clock.now())
        return redirect("burglary:listing", pk=pk)
    owner = faults.read("owner", partial(_owner, task.listing), form.get("owner", ""))
    due_date = faults.read("due_date", day_of, form.get("due_date", ""))
    faults.stop()
    task_changes.change_task(
        task=task, owner=cast("Person", owner), due_date=cast("date", due_date), actor=request.actor, at=clock.now()
    )
    return redirect("burglary:listing", pk=pk)


@require_POST
def finish_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark a task as done."""
    task = tasks.finish_task(task=get_object_or_404(FocusTask, pk=pk), actor=request.actor, at=clock.now())
    return redirect("burglary:listing", pk=task.listing_id)


@require_POST
def verify_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm that another person's task was done."""
    task = tasks.verify_task(task=get_object_or_404(FocusTask, pk=pk), actor=request.actor, at=clock.now())
    return redirect("burglary:listing", pk=task.listing_id)


@require_POST
def add_photo(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a picture to a task."""
    upload = request.FILES.get("photo")
    if upload is None:
        raise AnxinError(_("Choose a picture first."))
    task = get_object_or_404(FocusTask, pk=pk)
    tasks.add_photo(task=task, upload=upload, actor=request.actor, at=clock.now())
    return redirect("burglary:listing", pk=task.listing_id)


def photo(request: ActorRequest, pk: int) -> FileResponse:
    """Serve a picture to those who may see the plan it belongs to."""
    held = get_object_or_404(TaskPhoto.objects.select_related("task__listing__place"), pk=pk)
    if not policy.may_see(request.actor, held.task.listing.place.path):
        raise NotFoundError(_("There is no such listing."))
    return FileResponse(held.file.open("rb"), content_type="image/jpeg")


def unplaced(request: ActorRequest) -> HttpResponse:
    """List burglaries that belong to no estate."""
    rows = queries.unplaced_incidents()
    file = download(request, rows, UNPLACED)
    return file or render(request, "burglary/unplaced.html", {"table": table_page(request, rows, UNPLACED)})


def _listing_page(request: ActorRequest, held: FocusListing) -> dict[str, Any]:
    planned = queries.tasks_of(held.pk)
    judged = queries.judgement_of(held.place_id)
    expected = judged.expected_next_year if judged else held.expected_next_year
    plan = plan_of(held, planned, expected)
    return {
        "listing": held,
        "judged": judged,
        "expected": expected,
        "tasks": [(task, _acts(request, task)) for task in planned],
        "plan": plan,
        "proposed": [(row, change(row.measure.effect, row.measure.outcome)) for row in plan.proposed],
        "settings": Setting.choices,
        "may_describe": may_describe(request.actor, held.place),
        "may_decide": policy.may_decide_listing(request.actor, held),
        "may_plan": policy.may_plan_tasks(request.actor, held) and held.state in ("listed", "leaving"),
        "owners": people_with_role(policy.OWNERS, held.place.path),
        "today": clock.today(),
    }


def _acts(request: ActorRequest, task: FocusTask) -> dict[str, bool]:
    works = policy.may_work_on(request.actor, task)
    return {
        "finish": policy.may_finish(request.actor, task) and task.done_at is None,
        "verify": works
        and task.done_at is not None
        and task.verified_at is None
        and task.done_by_id != request.actor.person_id,
        "photo": works and task.verified_at is None,
        "late": task.done_at is None and task.due_date < clock.today(),
    }


def _owner(held: FocusListing, chosen: str) -> Person:
    owner = next(
        (person for person in people_with_role(policy.OWNERS, held.place.path) if str(person.pk) == chosen), None
    )
    if owner is None:
        raise AnxinError(_("Choose who does it: somebody with a role at this estate."), field="owner")
    return owner


def _chart(years: list[Any]) -> dict[str, Any]:
    whole = [row for row in years if row.period.isdecimal()]
    return {
        "kind": "share",
        "x": [row.period for row in whole],
        "y": [round(100 * row.share, 1) for row in whole],
        "low": [round(100 * row.low, 1) for row in whole],
        "high": [round(100 * row.high, 1) for row in whole],
        "second": [round(100 * row.by_size, 1) for row in whole],
        "labels": {
            "y": str(gettext_lazy("without a burglary")),
            "second": str(gettext_lazy("expected from size alone")),
            "unit": str(gettext_lazy("% of estates")),
        },
    }
