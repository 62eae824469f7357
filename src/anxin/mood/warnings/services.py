from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.queries import people_with_role
from anxin.core.people.roles import COORDINATORS
from anxin.core.sentences import msgid_of, sentence
from anxin.mood import policy
from anxin.mood.names import name_of
from anxin.mood.warnings.alarms import Alarm
from anxin.mood.warnings.errors import ClosedWarningError, UnfitTextError, UntakenWarningError
from anxin.mood.warnings.models import OPEN_WARNINGS, MoodWarning, ResponseKind, WarningResponse, WarningState

FADED_AFTER = timedelta(weeks=4)


@transaction.atomic
def raise_warnings(*, alarms: Sequence[Alarm], week: date, actor: Actor, at: datetime) -> tuple[int, int]:
    """Raise what is new, renew what is open, and close what has been quiet for four weeks and nobody took up.

    Returns how many are new and how many faded. The coordinators of the place are told once of each.
    """
    open_ones = {(row.what, row.place_id): row for row in MoodWarning.objects.filter(state__in=OPEN_WARNINGS)}
    fresh = 0
    for alarm in alarms:
        standing = open_ones.pop((alarm.what, alarm.place_id), None)
        if standing is None:
            fresh += _raise(alarm, at)
        else:
            _renew(standing, alarm)
    faded = [row for row in open_ones.values() if row.state == WarningState.RAISED and row.week <= week - FADED_AFTER]
    for row in faded:
        row.state, row.closed_at, row.closed_by = WarningState.CLOSED, at, actor.name[:60]
        row.closing_note = _("Quiet for four weeks; nobody had taken it up.")
        row.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
    audit.record("mood.warnings.judged", subject=str(week), actor=actor, at=at, new=fresh, faded=len(faded))
    return fresh, len(faded)


def _raise(alarm: Alarm, at: datetime) -> int:
    last = MoodWarning.objects.filter(what=alarm.what, place_id=alarm.place_id, state=WarningState.CLOSED)
    if last.filter(week__gte=alarm.since).exists():  # a person closed this one; only a new fall is news
        return 0
    held = MoodWarning.objects.create(**vars(alarm), raised_at=at)
    higher = gettext_noop("%(place)s: “%(what)s” is higher than to be expected, %(weeks)s weeks running.")
    lower = gettext_noop("%(place)s: “%(what)s” is lower than to be expected, %(weeks)s weeks running.")
    weeks = (alarm.week - alarm.since).days // 7 + 1
    name = sentence(msgid_of(name_of(alarm.what)))
    body = sentence(higher if alarm.rise else lower, place=held.place.name, what=name, weeks=weeks)
    people = people_with_role(COORDINATORS, held.place.path)
    tell(people, key=f"mood-warning:{held.pk}", body=body, at=at, url=reverse("mood:warning", args=[held.pk]))
    return 1


def _renew(standing: MoodWarning, alarm: Alarm) -> None:
    standing.week, standing.observed, standing.expected = alarm.week, alarm.observed, alarm.expected
    standing.explanations = alarm.explanations
    standing.save(update_fields=["week", "observed", "expected", "explanations"])


@transaction.atomic
def acknowledge(*, warning: MoodWarning, actor: Actor, at: datetime) -> None:
    """Take a warning up: from now on it is known who looks after it. A second time changes nothing."""
    held = _open(warning, actor)
    if held.state == WarningState.RAISED:
        held.state, held.acknowledged_at, held.acknowledged_by = WarningState.ACKNOWLEDGED, at, actor.name[:60]
        held.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
        audit.record("mood.warning.acknowledged", subject=str(held), actor=actor, at=at)


@transaction.atomic
def open_response(
    *, warning: MoodWarning, kind: str, what: str, office: str, due_date: date, actor: Actor, at: datetime
) -> WarningResponse:
    """Write down what is done about a warning, by which office and by when."""
    held = _open(warning, actor)
    if held.state != WarningState.ACKNOWLEDGED:
        raise UntakenWarningError(_("Take the warning up first: then it is known who looks after it."))
    if kind not in ResponseKind.values:
        raise UnfitTextError(_("Choose what kind of response it is."), field="kind")
    texts = {"what": _text(what, 200, "what"), "office": _text(office, 60, "office")}
    if due_date < localdate(at):
        raise UnfitTextError(_("Choose a day from today on."), field="due_date")
    response = WarningResponse.objects.create(
        warning=held, kind=kind, due_date=due_date, opened_by=actor.name[:60], **texts
    )
    audit.record("mood.response.opened", subject=str(held), actor=actor, at=at, kind=kind, due=due_date)
    return response


@transaction.atomic
def finish_response(*, response: WarningResponse, actor: Actor, at: datetime) -> None:
    """Say that a response is done; a second time changes nothing."""
    held = WarningResponse.objects.select_for_update().select_related("warning__place").get(pk=response.pk)
    _open(held.warning, actor)
    if held.done_date is None:
        held.done_date = localdate(at)
        held.save(update_fields=["done_date"])
        audit.record("mood.response.finished", subject=str(held.warning), actor=actor, at=at, response=held.pk)


@transaction.atomic
def close(*, warning: MoodWarning, note: str, actor: Actor, at: datetime) -> None:
    """Close a warning with what was learnt from it."""
    held = _open(warning, actor)
    if held.state != WarningState.ACKNOWLEDGED:
        raise UntakenWarningError(_("Take the warning up first: then it is known who looks after it."))
    held.closing_note = _text(note, 300, "note")
    held.state, held.closed_at, held.closed_by = WarningState.CLOSED, at, actor.name[:60]
    held.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
    audit.record("mood.warning.closed", subject=str(held), actor=actor, at=at)


@transaction.atomic
def publish(*, warning: MoodWarning, text: str, actor: Actor, at: datetime) -> None:
    """Give a warning to everybody, in words of the district's own; it then stands on the public page and as CAP."""
    if not policy.may_publish_warning(actor):
        raise NotAllowedError(_("A warning for everybody is given by the district's coordinators."))
    held = _open(warning, actor)
    held.public_text, held.published_at = _text(text, 300, "text"), held.published_at or at
    held.save(update_fields=["public_text", "published_at"])
    audit.record("mood.warning.published", subject=str(held), actor=actor, at=at, text=held.public_text)


def _open(warning: MoodWarning, actor: Actor) -> MoodWarning:
    """Return the warning, held until the transaction ends, if this person may answer for it and it is open."""
    held = MoodWarning.objects.select_for_update(of=("self",)).select_related("place").get(pk=warning.pk)
    if not policy.may_answer_for(actor, held.place.path):
        raise NotAllowedError(_("Warnings are looked after by the coordinators of the place."))
    if held.state == WarningState.CLOSED:
        raise ClosedWarningError(_("This warning is closed."))
    return held


def _text(given: str, most: int, field: str) -> str:
    text = " ".join(given.split())
    if not text or len(text) > most:
        raise UnfitTextError(_("Write a sentence of at most %(most)s letters.") % {"most": most}, field=field)
    return text
