from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.burglary import policy
from anxin.burglary.errors import AlreadyDecidedError, NotYoursError, ReasonMissingError, SamePersonError
from anxin.burglary.measures.queries import gentler_than
from anxin.burglary.models import ON_LIST, FocusListing, FocusTask, Measure, TaskPhoto
from anxin.burglary.rules import may_verify
from anxin.core import audit
from anxin.core.errors import AnxinError
from anxin.core.faults import Faults
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.pictures import redrawn
from anxin.core.sentences import sentence


@transaction.atomic
def plan_task(
    *,
    listing: FocusListing,
    measure: str,
    title: str,
    owner: Person,
    due_date: date,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> FocusTask:
    """Add a dated task with an owner, who is told.

    A measure that watches everybody needs a reason while one that watches nobody may do as much; the audit keeps it.
    """
    if not policy.may_plan_tasks(actor, listing):
        raise NotYoursError(_("Only a coordinator or the officer of this place can plan tasks."))
    if listing.state not in ON_LIST:
        raise AnxinError(_("Tasks belong to an estate on the focus list. Decide on the listing first."))
    chosen = Measure.objects.filter(pk=measure, offered=True).first()
    faults = Faults()
    check_task(faults, chosen, title, due_date, localdate(at))
    faults.stop()
    why = _reason_for(cast("Measure", chosen), listing, reason)
    task = FocusTask.objects.create(
        listing=listing,
        measure=cast("Measure", chosen),
        title=" ".join(title.split())[:120],
        owner=owner,
        due_date=due_date,
    )
    audit.record(
        "burglary.task.planned", subject=listing.place.code, actor=actor, at=at,
        task=task.pk, measure=measure, owner=owner.username, **why,
    )  # fmt: skip
    if owner.pk != actor.person_id:  # nobody is told what they have just decided themselves
        tell_owner(task, listing, at)
    return task


def check_task(faults: Faults, measure: Measure | None, title: str, due_date: date | None, today: date) -> None:
    """Add what is wrong with a task; a day that is None was not to be read, which has been said already."""
    if measure is None:
        faults.add("measure", _("Choose a measure."))
    if not title.strip():
        faults.add("title", _("Say what exactly shall be done."))
    if due_date and due_date < today:
        faults.add("due_date", _("Choose a day from today on."))


def _reason_for(chosen: Measure, listing: FocusListing, reason: str) -> dict[str, str]:
    """Return the reason to keep, where one is needed; refuse kindly where it is missing."""
    gentler = gentler_than(chosen, listing.place)
    if not gentler:
        return {}
    if not reason.strip():
        names = _(", ").join(str(measure) for measure in gentler)
        raise ReasonMissingError(
            _("%(measure)s watches everybody. No study shows that it does more than: %(others)s. Say why it is needed.")
            % {"measure": chosen, "others": names},
            field="reason",
        )
    return {"reason": " ".join(reason.split())[:300], "instead_of": ", ".join(m.key for m in gentler)}


def tell_owner(task: FocusTask, listing: FocusListing, at: datetime) -> None:
    """Tell the owner of a new task, once."""
    body = sentence(gettext_noop("A task for you at %(place)s: %(title)s"), place=listing.place.name, title=task.title)
    tell([task.owner], key=f"task:{task.pk}", body=body, at=at, url=f"/focus/{listing.pk}/")


@transaction.atomic
def finish_task(*, task: FocusTask, actor: Actor, at: datetime) -> FocusTask:
    """Mark a task as done; another person verifies it."""
    task = _locked(task, actor)
    if task.done_at:
        raise AlreadyDecidedError(_("This task is marked as done already."))
    if not policy.may_finish(actor, task):
        raise NotYoursError(_("Only who has the task, or a coordinator of the place, can say that it is done."))
    task.done_at, task.done_by_id = at, actor.person_id
    task.save(update_fields=["done_at", "done_by"])
    audit.record("burglary.task.finished", subject=task.listing.place.code, actor=actor, at=at, task=task.pk)
    return task


@transaction.atomic
def verify_task(*, task: FocusTask, actor: Actor, at: datetime) -> FocusTask:
    """Confirm that a task was done. Refuses the person who did it."""
    task = _locked(task, actor)
    if not task.done_at or task.verified_at:
        raise AlreadyDecidedError(_("There is nothing to verify here. Load the page again."))
    if not may_verify(done_by=task.done_by_id, verifier=actor.person_id):
        raise SamePersonError(_("You did this task yourself. Ask somebody else to verify it."))
    task.verified_at, task.verified_by_id = at, actor.person_id
    task.save(update_fields=["verified_at", "verified_by"])
    audit.record("burglary.task.verified", subject=task.listing.place.code, actor=actor, at=at, task=task.pk)
    return task


def add_photo(*, task: FocusTask, upload: UploadedFile[bytes], actor: Actor, at: datetime) -> TaskPhoto:
    """Keep a picture of what was done, redrawn so that no place, device or time stays hidden in it."""
    picture = redrawn(upload)  # before the transaction: it may take a second, and writers would wait
    with transaction.atomic():
        task = _locked(task, actor)
        photo = TaskPhoto(task=task, at=at)
        photo.file.save(f"{task.pk}-{at:%Y%m%d%H%M%S%f}.jpg", ContentFile(picture), save=False)
        photo.save()
        audit.record("burglary.task.photographed", subject=task.listing.place.code, actor=actor, at=at, task=task.pk)
    return photo


def _locked(task: FocusTask, actor: Actor) -> FocusTask:
    held = FocusTask.objects.select_for_update(of=("self",)).select_related("listing__place").get(pk=task.pk)
    if not policy.may_work_on(actor, held):
        raise NotYoursError(_("This task belongs to another place."))
    if held.listing.state not in ON_LIST:
        raise AlreadyDecidedError(_("This estate has left the focus list; its plan is closed."))
    return held
