"""Who cannot walk asks; who takes the shift keeps every rule, and is the only one to get it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.notices.models import Notice
from anxin.core.people.queries import actor_of
from anxin.patrols.rosters.cover import ask_for_cover, candidates, replace_walker, take_cover, withdraw
from anxin.patrols.rosters.models import CoverRequest, Duty, Walker
from days import AT


@pytest.fixture
def duty(confirmed, roomy):
    """A duty for which somebody can step in."""
    Walker.objects.update(most_nights=None, trained=True)
    for one in Duty.objects.filter(shift__date__gt=confirmed.first_date).order_by("shift__date", "pk"):
        if candidates(Duty.objects.select_related("shift__roster", "shift__crew__start").get(pk=one.pk)):
            return one
    pytest.fail("nobody could step in anywhere")


@pytest.fixture
def roomy(settings):
    """A district that allows nine nights, so that people who have walked eight can still help."""
    settings.ANXIN = {**settings.ANXIN, "roster_nights_in_four_weeks": 20}


def who(walker):
    return actor_of(walker.person)


def traces():
    return (set(Duty.objects.values_list("pk", "walker_id")), AuditEntry.objects.count(), Notice.objects.count())


def test_a_shift_is_asked_for_and_taken_and_the_leader_is_told(confirmed, duty, cast):
    request = ask_for_cover(duty_id=duty.pk, actor=who(duty.walker), at=AT)
    taker = candidates(Duty.objects.select_related("shift__roster", "shift__crew__start").get(pk=duty.pk))[0][0]
    take_cover(request_id=request.pk, actor=who(taker), at=AT)
    duty.refresh_from_db()
    assert duty.walker == taker
    assert Notice.objects.filter(person=cast["team_leader"], key__startswith="patrols.cover").count() == 2


def test_the_second_to_take_it_is_told_that_it_is_gone(confirmed, duty):
    request = ask_for_cover(duty_id=duty.pk, actor=who(duty.walker), at=AT)
    found = candidates(Duty.objects.select_related("shift__roster", "shift__crew__start").get(pk=duty.pk))
    take_cover(request_id=request.pk, actor=who(found[0][0]), at=AT)
    before = traces()
    with pytest.raises(AnxinError):
        take_cover(request_id=request.pk, actor=who(found[-1][0]), at=AT)
    assert traces() == before


def test_who_has_reached_the_limit_cannot_take_it(confirmed, duty, settings):
    request = ask_for_cover(duty_id=duty.pk, actor=who(duty.walker), at=AT)
    settings.ANXIN = {**settings.ANXIN, "roster_nights_in_four_weeks": 8}
    taker = Walker.objects.exclude(duties__shift=duty.shift).first()
    before = traces()
    with pytest.raises(AnxinError):
        take_cover(request_id=request.pk, actor=who(taker), at=AT)
    assert traces() == before
    assert CoverRequest.objects.get().closed_at is None


def test_the_only_trained_one_is_not_replaced_by_an_untrained(confirmed, duty, actor):
    Walker.objects.exclude(pk=duty.walker_id).update(trained=False)
    other = Walker.objects.exclude(duties__shift=duty.shift).first()
    before = traces()
    with pytest.raises(AnxinError):
        replace_walker(duty_id=duty.pk, walker_id=other.pk, actor=actor("team_leader"), at=AT)
    assert traces() == before


def test_nobody_gives_away_another_s_shift(confirmed, duty):
    other = Walker.objects.exclude(pk=duty.walker_id).first()
    before = traces()
    with pytest.raises(NotAllowedError):
        ask_for_cover(duty_id=duty.pk, actor=who(other), at=AT)
    assert traces() == before
    assert not CoverRequest.objects.exists()


def test_a_shift_that_has_begun_is_not_given_away(confirmed, duty):
    late = duty.shift.begins_at + timedelta(minutes=1)
    with pytest.raises(AnxinError):
        ask_for_cover(duty_id=duty.pk, actor=who(duty.walker), at=late)
    assert not CoverRequest.objects.exists()


def test_two_swap_or_both_stay(confirmed, duty):
    for wanted in Duty.objects.exclude(walker=duty.walker).exclude(shift=duty.shift).filter(shift__begins_at__gt=AT):
        request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty.walker), at=AT)
        before = dict(Duty.objects.values_list("pk", "walker_id"))
        try:
            take_cover(request_id=request.pk, actor=who(wanted.walker), at=AT)
        except AnxinError:
            assert dict(Duty.objects.values_list("pk", "walker_id")) == before
            withdraw(request_id=request.pk, actor=who(duty.walker), at=AT)
            continue
        after = dict(Duty.objects.values_list("pk", "walker_id"))
        assert after[duty.pk] == before[wanted.pk]
        assert after[wanted.pk] == before[duty.pk]
        return
    pytest.fail("no swap was possible")


def test_a_swap_is_for_the_one_it_was_offered_to(confirmed, duty):
    wanted = Duty.objects.exclude(walker=duty.walker).exclude(shift=duty.shift).first()
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty.walker), at=AT)
    third = Walker.objects.exclude(pk__in=[duty.walker_id, wanted.walker_id]).first()
    before = traces()
    with pytest.raises(NotAllowedError):
        take_cover(request_id=request.pk, actor=who(third), at=AT)
    assert traces() == before
