"""My evening for yours: only swaps within the rules are offered; the other accepts or declines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.notices.models import Notice
from anxin.core.people.queries import actor_of
from anxin.patrols.rosters.cover import ask_for_cover, take_cover
from anxin.patrols.rosters.models import CoverRequest, DayOff, Duty, Walker
from anxin.patrols.rosters.swaps import decline_swap, swappable
from days import AT, TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)


@pytest.fixture
def offer(confirmed):
    """A duty with the first duty that can be had for it."""
    for duty in Duty.objects.filter(shift__begins_at__gt=AT).order_by("shift__date", "pk"):
        if found := swappable(duty, AT):
            return duty, found[0]
    pytest.fail("no swap is possible anywhere")


def who(duty):
    return actor_of(duty.walker.person)


def test_every_swap_that_is_offered_can_be_made(offer):
    duty, wanted = offer
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    take_cover(request_id=request.pk, actor=who(wanted), at=AT)
    assert Duty.objects.get(pk=duty.pk).walker == wanted.walker
    assert Duty.objects.get(pk=wanted.pk).walker == duty.walker


def test_what_is_not_offered_is_refused(confirmed):
    duty = Duty.objects.filter(shift__begins_at__gt=AT).order_by("shift__date", "pk").first()
    Walker.objects.exclude(pk=duty.walker_id).update(weekdays=[(duty.shift.date.weekday() + 1) % 7])
    assert swappable(duty, AT) == []
    wanted = Duty.objects.exclude(walker=duty.walker).exclude(shift=duty.shift).order_by("-shift__date").first()
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    with pytest.raises(AnxinError):
        take_cover(request_id=request.pk, actor=who(wanted), at=AT)
    assert Duty.objects.get(pk=duty.pk).walker == duty.walker


def test_the_page_offers_and_the_other_is_asked_by_name_of_both_evenings(offer, signed_in, client):
    duty, wanted = offer
    client.force_login(duty.walker.person)
    page = client.get(f"/patrols/shifts/{duty.pk}/swap/").content.decode()
    assert f'name="wanted" value="{wanted.pk}"' in page
    client.post(f"/patrols/shifts/{duty.pk}/give/", {"wanted": wanted.pk})
    notice = Notice.objects.get(person=wanted.walker.person, key__startswith="patrols.cover")
    assert str(wanted.shift.date) in str(notice.body)


def test_another_s_shift_cannot_be_swapped(offer, client):
    duty, wanted = offer
    client.force_login(wanted.walker.person)
    assert client.get(f"/patrols/shifts/{duty.pk}/swap/").status_code == 404


def test_who_declines_keeps_the_own_evening_and_the_other_is_told(offer):
    duty, wanted = offer
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    decline_swap(request_id=request.pk, actor=who(wanted), at=AT)
    assert CoverRequest.objects.get().closed_at == AT
    assert Notice.objects.filter(person=duty.walker.person, key=f"patrols.swap.declined:{request.pk}").exists()
    with pytest.raises(AnxinError):
        take_cover(request_id=request.pk, actor=who(wanted), at=AT)
    assert Duty.objects.get(pk=duty.pk).walker == duty.walker


def test_only_the_one_who_is_asked_declines(offer):
    duty, wanted = offer
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    before = Notice.objects.count()
    with pytest.raises(NotFoundError):
        decline_swap(request_id=request.pk, actor=who(duty), at=AT)
    assert CoverRequest.objects.get().closed_at is None
    assert Notice.objects.count() == before


def test_a_swap_for_an_evening_that_has_begun_is_refused(offer):
    duty, wanted = offer
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    late = max(duty.shift.begins_at, wanted.shift.begins_at) + timedelta(minutes=1)
    early = min(duty.shift.begins_at, wanted.shift.begins_at) + timedelta(minutes=1)
    for at in (early, late):
        with pytest.raises(AnxinError):
            take_cover(request_id=request.pk, actor=who(wanted), at=at)
    assert Duty.objects.get(pk=duty.pk).walker == duty.walker


def test_after_a_swap_no_older_wish_about_either_evening_stays_open(offer):
    duty, wanted = offer
    other = ask_for_cover(duty_id=wanted.pk, actor=who(wanted), at=AT)
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    take_cover(request_id=request.pk, actor=who(wanted), at=AT)
    other.refresh_from_db()
    assert other.closed_at == AT
    assert other.taken_by is None


def test_a_companion_s_new_day_off_does_not_stop_a_swap(offer):
    duty, wanted = offer
    companion = Duty.objects.filter(shift=duty.shift).exclude(pk=duty.pk).first()
    DayOff.objects.create(walker=companion.walker, date=duty.shift.date)
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    take_cover(request_id=request.pk, actor=who(wanted), at=AT)
    assert Duty.objects.get(pk=duty.pk).walker == wanted.walker


def test_the_coordinator_sees_what_is_asked_and_what_came_of_it(offer, confirmed, signed_in):
    duty, wanted = offer
    request = ask_for_cover(duty_id=duty.pk, wanted_id=wanted.pk, actor=who(duty), at=AT)
    page = f"/patrols/rosters/{confirmed.pk}/"
    assert "等待答复" in signed_in("district_coordinator").get(page).content.decode()
    take_cover(request_id=request.pk, actor=who(wanted), at=AT)
    assert "已换班" in signed_in("district_coordinator").get(page).content.decode()


def test_a_day_off_on_an_own_evening_warns_and_asks_with_one_tap(confirmed, client):
    duty = Duty.objects.filter(shift__begins_at__gt=AT).order_by("shift__date").first()
    client.force_login(duty.walker.person)
    answer = client.post("/patrols/shifts/off/", {"date": duty.shift.date.isoformat()}, follow=True)
    page = answer.content.decode()
    assert "那天晚上" in page
    client.post(f"/patrols/shifts/{duty.pk}/give/")
    assert CoverRequest.objects.get().duty == duty
    assert "那天晚上" not in client.get("/patrols/shifts/").content.decode()
