"""What a coordinator asks of an evening is kept first, or said why not."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from anxin.core import clock
from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import SYSTEM
from anxin.core.sentences import say
from anxin.patrols.models import Crew, Stop, Wish
from anxin.patrols.planner import draft_plan
from anxin.patrols.services import store_plan
from anxin.patrols.wishes.services import add_wish, withdraw_wish
from days import AT, TODAY


@pytest.fixture
def crews(estate):
    for number in (1, 2):
        Crew.objects.create(name=f"安和{number}队", start=estate(number), begins=time(19, 30), minutes=120)


@pytest.fixture
def ask(estate):
    def asked(kind, number, **more):
        return add_wish(kind=kind, place=estate(number), from_date=TODAY, until_date=TODAY, actor=SYSTEM, at=AT, **more)

    return asked


def planned():
    return store_plan(draft=draft_plan(TODAY), actor=SYSTEM, at=AT)


def begins_at(code):
    stops = Stop.objects.filter(place__code=code).order_by("arrives_at")
    return [stop.arrives_at.astimezone().time() for stop in stops]


def test_what_is_asked_for_is_visited_in_its_window(crews, ask):
    ask("visit", 5, opens=time(20, 30), closes=time(20, 45))
    plan = planned()
    assert [time(20, 30) <= at <= time(20, 45) for at in begins_at("E5")] == [True]
    assert "安排要求" in Stop.objects.get(place__code="E5").reason_labels
    assert plan.unmet == []


def test_a_place_is_visited_twice_with_its_gap(crews, ask):
    ask("twice", 4, gap_minutes=30)
    planned()
    first, second = Stop.objects.filter(place__code="E4").order_by("arrives_at")
    assert second.arrives_at - first.leaves_at >= timedelta(minutes=30)


def test_two_crews_meet(crews, ask):
    ask("together", 5, opens=time(20, 15))
    planned()
    stops = list(Stop.objects.filter(place__code="E5"))
    assert len({stop.route_id for stop in stops}) == 2
    assert all(stop.arrives_at.astimezone().time() <= time(20, 20) for stop in stops)


def test_a_wish_that_no_crew_can_keep_is_named_with_its_reason(crews, ask):
    wish = ask("visit", 5, opens=time(3, 0), closes=time(3, 30))
    (stored,) = planned().unmet
    assert wish.place.name in say(stored)
    assert "那个时间没有队巡逻" in say(stored)


def test_a_wish_that_contradicts_itself_is_named(crews, ask):
    ask("twice", 5, gap_minutes=300)
    (stored,) = planned().unmet
    assert "时间上排不开" in say(stored)


def test_a_wish_taken_back_is_not_planned(crews, ask):
    withdraw_wish(wish=ask("visit", 5, opens=time(3, 0), closes=time(3, 30)), actor=SYSTEM, at=AT)
    assert planned().unmet == []
    assert AuditEntry.objects.filter(action="patrols.wish.withdrawn").exists()


def test_a_crew_rests_in_the_middle_of_its_shift(crews):
    Crew.objects.update(rest_minutes=15)
    planned()
    rests = [stop for stop in Stop.objects.all() if stop.reasons == ["rest"]]
    assert rests
    for stop in rests:
        assert time(20, 10) <= stop.arrives_at.astimezone().time() <= time(20, 50)
        assert (stop.leaves_at - stop.arrives_at).total_seconds() == 900


def test_a_crew_on_a_short_leash_walks_no_farther(crews):
    Crew.objects.update(most_km=1.0)
    for route in planned().routes.all():
        assert route.walk_metres <= 1010


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"from_date": TODAY - timedelta(days=1)}, "今天及以后"),
        ({"until_date": TODAY + timedelta(days=200)}, "三个月"),
        ({"kind": "together"}, "会合时间"),
        ({"kind": "party"}, "party"),
        ({"minutes": 900}, "240"),
        ({"opens": time(21), "closes": time(20)}, "最早"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(estate, wrong, says):
    given = {"kind": "visit", "from_date": TODAY, "until_date": TODAY, **wrong}
    if "from_date" not in wrong and "until_date" not in wrong:
        given["until_date"] = given["from_date"]
    with pytest.raises(AnxinError, match=says):
        add_wish(place=estate(3), actor=SYSTEM, at=AT, **given)
    assert not Wish.objects.exists()


def test_only_the_districts_coordinator_asks(estate, signed_in):
    form = {"kind": "visit", "place": "E3", "from_date": clock.today().isoformat()}
    for role in ("team_leader", "community_officer", "subdistrict_coordinator", "analyst"):
        assert signed_in(role).post("/patrols/wishes/add/", form).status_code in {403, 404}
    assert not Wish.objects.exists()
    assert not AuditEntry.objects.filter(action="patrols.wish.added").exists()
    assert signed_in("district_coordinator").post("/patrols/wishes/add/", form).status_code == 302
    assert Wish.objects.get().place.code == "E3"


def test_services_refuse_too(estate, actor):
    with pytest.raises(NotAllowedError):
        add_wish(kind="visit", place=estate(3), from_date=TODAY, until_date=TODAY, actor=actor("volunteer"), at=AT)
    assert not Wish.objects.exists()


def test_a_wish_that_cannot_be_kept_leaves_the_places_own_need(crews, ask, estate):
    from anxin.core.released.models import PlaceNeed
    from anxin.core.sentences import sentence

    PlaceNeed.objects.create(
        source="test", kind="listed", place=estate(5), weight=9.0, since_date=TODAY, why=sentence("x")
    )
    ask("visit", 5, opens=time(3, 0), closes=time(3, 30))
    plan = planned()
    assert begins_at("E5")
    assert len(plan.unmet) == 1


def test_after_midnight_is_still_the_same_evening(crews, ask):
    Crew.objects.update(begins=time(22, 0), minutes=240)
    ask("visit", 5, opens=time(0, 30), closes=time(1, 30))
    plan = planned()
    assert plan.unmet == []
    assert [time(0, 30) <= at <= time(1, 30) for at in begins_at("E5")] == [True]


def test_passing_close_by_takes_no_visit_from_places_that_need_one(crews, ask, estate):
    from anxin.core.released.models import PlaceNeed
    from anxin.core.sentences import sentence

    for number in (3, 4, 5):
        PlaceNeed.objects.create(
            source="test", kind="listed", place=estate(number), weight=9.0, since_date=TODAY, why=sentence("x")
        )
    ask("nearby", 4, metres=1000)
    planned()
    assert all(begins_at(f"E{number}") for number in (3, 4, 5))


def test_a_crew_that_ends_elsewhere_keeps_to_its_longest_way(crews, estate):
    Crew.objects.update(end=estate(6), most_km=3.0)
    for route in planned().routes.all():
        assert route.walk_metres <= 3010


def test_who_rests_somewhere_has_not_patrolled_it(crews):
    from anxin.patrols.queries import last_visits
    from anxin.patrols.services import confirm_plan

    Crew.objects.update(rest_minutes=15)
    plan = planned()
    Stop.objects.exclude(reasons=["rest"]).delete()
    confirm_plan(plan_id=plan.pk, actor=SYSTEM, at=AT)
    assert Stop.objects.exists()
    assert last_visits() == {}
