"""A planned task gets another owner or day, or is taken off the plan; whoever is concerned is told."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.burglary import policy
from anxin.burglary.errors import AlreadyDecidedError, NotYoursError
from anxin.burglary.models import ON_LIST, FocusTask
from anxin.core import audit
from anxin.core.errors import AnxinError
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.sentences import Stored, sentence


@transaction.atomic
def change_task(*, task: FocusTask, owner: Person, due_date: date, actor: Actor, at: datetime) -> FocusTask:
    """Give an open task to another person or another day. Refuses a past day and a task that is done."""
    held = _open_task(task, actor)
    before = held.owner
    if (owner.pk, due_date) == (held.owner_id, held.due_date):
        return held
    if due_date < localdate(at) and due_date != held.due_date:
        raise AnxinError(_("Choose a day from today on."), field="due_date")
    held.owner, held.due_date = owner, due_date
    held.save(update_fields=["owner", "due_date"])
    if owner != before:
        _tell(held, before, gettext_noop("Somebody else does your task at %(place)s now: %(title)s"), actor, at)
        _tell(held, owner, gettext_noop("A task for you at %(place)s: %(title)s"), actor, at)
    else:
        text = gettext_noop("Your task at %(place)s has another day, %(day)s: %(title)s")
        _tell(held, owner, text, actor, at, day=str(due_date))
    audit.record(
        "burglary.task.changed", subject=held.listing.place.code, actor=actor, at=at,
        task=held.pk, owner=owner.username, due_date=str(due_date),
    )  # fmt: skip
    return held


@transaction.atomic
def remove_task(*, task: FocusTask, actor: Actor, at: datetime) -> None:
    """Take an open task off the plan; the audit keeps what it was. Refuses a task that is done."""
    held = _open_task(task, actor)
    _tell(held, held.owner, gettext_noop("Your task at %(place)s is off the plan: %(title)s"), actor, at)
    audit.record(
        "burglary.task.removed", subject=held.listing.place.code, actor=actor, at=at,
        task=held.pk, title=held.title, owner=held.owner.username, measure=held.measure_id,
    )  # fmt: skip
    held.delete()


def _open_task(task: FocusTask, actor: Actor) -> FocusTask:
    rows = FocusTask.objects.select_for_update(of=("self",)).select_related("listing__place", "owner")
    held = rows.get(pk=task.pk)
    if not policy.may_plan_tasks(actor, held.listing):
        raise NotYoursError(_("Only a coordinator or the officer of this place can plan tasks."))
    if held.listing.state not in ON_LIST:
        raise AlreadyDecidedError(_("This estate has left the focus list; its plan is closed."))
    if held.done_at:
        raise AlreadyDecidedError(_("This task is marked as done already."))
    return held


def _tell(task: FocusTask, person: Person, text: str, actor: Actor, at: datetime, **more: str) -> None:
    """Tell a person what became of their task, unless they did it themselves."""
    if person.pk == actor.person_id:
        return
    body: Stored = sentence(text, place=task.listing.place.name, title=task.title, **more)
    key = f"task:{task.pk}:{at.timestamp()}"
    tell([person], key=key, body=body, at=at, url=f"/focus/{task.listing_id}/")
