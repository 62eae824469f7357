"""The coordinator draws coming weeks; the round walks them; nobody else sees them."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.models import Job
from anxin.core.jobs.services import run_next
from anxin.core.notices.models import Notice
from anxin.core.people.actor import SYSTEM
from anxin.core.people.models import Grant
from anxin.core.released.models import PlaceNeed
from anxin.core.sentences import sentence
from anxin.patrols import services as patrols
from anxin.patrols.errors import NoCrewError
from anxin.patrols.models import Crew, Plan, Stop
from anxin.patrols.planner import Origin
from anxin.patrols.round import STEPS
from anxin.patrols.weeks import rules
from anxin.patrols.weeks.models import DrawnEvening, PlaceChance, Weeks, WeeksState
from anxin.patrols.weeks.services import ask_for_weeks
from anxin.patrols.weeks.tonight import plan_tonight
from days import AT, TODAY

DAYS = [TODAY + timedelta(days=i) for i in range(1, 9)]


@pytest.fixture
def crew(estate, settings):
    settings.ANXIN = {**settings.ANXIN, "plan_seconds": 0.2}
    return Crew.objects.create(name="安和一队", start=estate(1), begins=time(19, 30), minutes=100)


@pytest.fixture
def need(estate):
    def add(number, kind="listed", weight=6.0):
        PlaceNeed.objects.create(
            source="test", kind=kind, place=estate(number), weight=weight, since_date=TODAY, why=sentence("x")
        )

    return add


@pytest.fixture
def ask(actor):
    def by(role="district_coordinator", days=DAYS, share=0.9):
        return ask_for_weeks(days=days, share=share, actor=actor(role), at=AT)

    return by


@pytest.fixture
def drawn(crew, need, ask):
    need(2)
    need(4, weight=3.0)
    weeks = ask()
    while run_next(at=AT):
        pass
    weeks.refresh_from_db()
    return weeks


def traces():
    return (Weeks.objects.count(), DrawnEvening.objects.count(), Job.objects.count(), AuditEntry.objects.count(),
            Notice.objects.count(), Plan.objects.count())  # fmt: skip


def test_the_worker_draws_every_evening_and_says_so(drawn, cast):
    assert drawn.state == WeeksState.READY
    assert [one.date for one in drawn.evenings.all()] == DAYS
    assert drawn.steps_done == drawn.steps > 0
    assert 0 <= drawn.figures["hit_rate"] <= drawn.figures["place_hit_rate"] <= 1
    assert sum(count for _slot, count in drawn.figures["slots"]) == drawn.figures["visits"]
    assert Notice.objects.get().person == cast["district_coordinator"]
    assert list(AuditEntry.objects.order_by("seq").values_list("action", flat=True)) == [
        "patrols.weeks.requested",
        "patrols.weeks.drawn",
    ]


def test_the_places_add_up_to_the_visits_drawn(drawn):
    rows = list(PlaceChance.objects.filter(weeks=drawn))
    assert sum(row.seen for row in rows) == drawn.figures["visits"]
    assert {row.place.code for row in rows if row.needed} == {"E2", "E4"}
    assert all(0 <= row.worst <= row.expected <= 1 + 1e-9 for row in rows)


def test_the_secret_was_committed_to_and_draws_the_same_again(drawn):
    assert drawn.is_as_committed
    assert AuditEntry.objects.filter(details__contains=drawn.commitment).count() == 2
    drawn.secret = b"another"
    assert not drawn.is_as_committed


def test_tonight_walks_what_was_drawn(drawn):
    plan = plan_tonight(DAYS[0])
    assert plan.origin == Origin.DRAWN
    stored = DrawnEvening.objects.get(date=DAYS[0]).routes
    walked = [[stop.place_id for stop in route.stops] for route in plan.routes]
    assert walked == [[place for place, _arrives, _leaves in route["visits"]] for route in stored if route["visits"]]


def test_a_confirmed_visit_since_then_does_not_upset_the_evening(drawn, actor):
    first = patrols.store_plan(draft=plan_tonight(DAYS[0]), actor=SYSTEM, at=AT)
    patrols.confirm_plan(plan_id=first.pk, actor=actor("district_coordinator"), at=AT)
    plan = plan_tonight(DAYS[1])  # what was overdue and visited yesterday is so no longer
    assert plan.origin == Origin.DRAWN
    patrols.store_plan(draft=plan, actor=SYSTEM, at=AT)
    assert Stop.objects.filter(route__plan__date=DAYS[1]).exists()


def test_new_need_that_nobody_visits_has_the_evening_drawn_anew(drawn, estate):
    evening = DrawnEvening.objects.get(date=DAYS[0])
    visited = {place for route in evening.routes for place, _arrives, _leaves in route["visits"]}
    missed = next(i for i in range(1, 7) if estate(i).pk not in visited)
    PlaceNeed.objects.create(
        source="new", kind="near_repeat", place=estate(missed), weight=30.0, since_date=TODAY, why=sentence("x")
    )
    plan = plan_tonight(DAYS[0])
    assert plan.origin == Origin.DRAWN_ANEW
    assert estate(missed).pk in {stop.place_id for route in plan.routes for stop in route.stops}


@pytest.mark.parametrize("change", [{"active": False}, {"minutes": 40}])
def test_a_crew_that_changed_has_the_evening_drawn_anew(drawn, crew, estate, change):
    Crew.objects.create(name="安和二队", start=estate(6), begins=time(19, 30), minutes=60)
    Crew.objects.filter(pk=crew.pk).update(**change)
    plan = plan_tonight(DAYS[0])
    assert plan.origin == Origin.DRAWN_ANEW
    assert all(route.ends_at <= route.begins_at + timedelta(minutes=route.crew.minutes) for route in plan.routes)


def test_without_a_draw_the_evening_is_planned_as_ever(crew, need):
    need(2)
    assert plan_tonight(TODAY).origin == Origin.PLANNED


def test_a_later_draw_takes_the_place_of_an_earlier_one_on_the_same_days(drawn, ask):
    again = ask(days=DAYS[4:])
    while run_next(at=AT):
        pass
    assert DrawnEvening.objects.count() == len(DAYS)
    assert again.evenings.count() == 4


def test_a_second_click_gets_the_draw_under_way(crew, ask):
    assert ask().pk == ask().pk
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "role", ["volunteer", "team_leader", "community_officer", "subdistrict_coordinator", "analyst"]
)
def test_only_the_districts_coordinator_draws(crew, ask, role):
    before = traces()
    with pytest.raises(NotAllowedError):
        ask(role)
    assert traces() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": []},
        {"days": [TODAY - timedelta(days=1), *DAYS]},
        {"days": [TODAY + timedelta(days=61)]},
        {"days": [TODAY + timedelta(days=i) for i in range(50)]},
        {"share": 0.5},
        {"share": 1.01},
    ],
)
def test_what_cannot_be_drawn_is_refused_at_once(crew, ask, wrong):
    before = traces()
    with pytest.raises(AnxinError):
        ask(**wrong)
    assert traces() == before


def test_without_a_crew_nothing_is_queued(ask):
    with pytest.raises(NoCrewError):
        ask()
    assert not Weeks.objects.exists()


def test_whoever_asked_is_told_if_it_cannot_be(crew, ask, cast):
    weeks = ask()
    Grant.objects.filter(person=cast["district_coordinator"]).update(ended_at=AT)
    while run_next(at=AT):
        pass
    weeks.refresh_from_db()
    assert weeks.state == WeeksState.FAILED
    assert not DrawnEvening.objects.exists()
    assert Notice.objects.get().person == cast["district_coordinator"]


def test_the_page_asks_draws_and_shows(crew, need, signed_in, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)
    need(2)
    browser = signed_in("district_coordinator")
    asked = {"first": DAYS[0].isoformat(), "weeks": "1", "weekday": ["0", "2", "4"], "share": "95"}
    assert browser.post("/patrols/weeks/draw/", asked).status_code == 302
    assert "正在抽取" in browser.get("/patrols/weeks/").content.decode()
    while run_next(at=AT):
        pass
    page = browser.get("/patrols/weeks/").content.decode()
    assert "猜中" in page
    evening = DrawnEvening.objects.first()
    assert f"/patrols/weeks/{evening.date}/" in page
    assert "安和2村" in browser.get(f"/patrols/weeks/{evening.date}/").content.decode()
    assert Weeks.objects.get().secret_hex not in page
    assert browser.get("/patrols/weeks/?format=csv").content.decode("utf-8-sig").count("\n") > 1
    assert browser.get("/patrols/weeks/?format=xlsx").content.startswith(b"PK")


def test_who_does_not_plan_never_sees_an_evening(drawn, signed_in, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    browser = signed_in("subdistrict_coordinator")
    page = browser.get("/patrols/weeks/")
    assert page.status_code == 200
    assert f"/patrols/weeks/{DAYS[0]}/" not in page.content.decode()
    assert browser.get(f"/patrols/weeks/{DAYS[0]}/").status_code == 403
    for role in ("team_leader", "volunteer", "community_officer", "analyst"):
        browser = signed_in(role)
        assert browser.get("/patrols/weeks/").status_code == 403
        assert "没有安排巡逻" in browser.get(f"/patrols/{DAYS[0]}/").content.decode() or role == "analyst"


@pytest.mark.parametrize(
    "change",
    [{"first": "x"}, {"weeks": "0"}, {"weeks": "9"}, {"share": "abc"}, {"share": "79"}, {"weekday": ["9"]}],
)
def test_a_form_that_makes_no_sense_says_what_to_mend(crew, signed_in, monkeypatch, change):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)
    good = {"first": DAYS[0].isoformat(), "weeks": "1", "weekday": ["0"], "share": "95"}
    before = traces()
    assert signed_in("district_coordinator").post("/patrols/weeks/draw/", {**good, **change}).status_code == 422
    assert traces() == before


def test_the_secret_is_shown_once_the_last_evening_is_over(drawn, signed_in, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: DAYS[-1] + timedelta(days=1))
    page = signed_in("district_coordinator").get("/patrols/weeks/").content.decode()
    assert drawn.secret_hex in page


def test_the_evenings_are_those_of_the_chosen_weekdays():
    days = rules.evenings(TODAY, 4, [0, 4])
    assert len(days) == 8
    assert {day.weekday() for day in days} == {0, 4}
    assert sum(map(len, rules.by_week(days))) == 8


@pytest.mark.parametrize("weeks", [1, 2, 4, 6])
def test_the_watched_evenings_are_the_four_weeks_before(weeks):
    days = rules.evenings(TODAY, weeks, range(7))
    before = rules.watched_days(days)
    assert [day for day, _like in before] == [TODAY - timedelta(days=i) for i in range(28, 0, -1)]
    assert all((days[like] - day).days % 7 == 0 for day, like in before)


def test_a_draw_that_broke_off_does_not_bar_the_next(crew, ask, signed_in, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    first = ask()
    Job.objects.update(failed_at=AT)
    assert "中途断了" in signed_in("district_coordinator").get("/patrols/weeks/").content.decode()
    assert ask().pk != first.pk


def test_the_round_says_that_it_walks_what_was_drawn(drawn):
    step = STEPS[0]
    report = step.do(step.decide(DAYS[0]), DAYS[0], AT)
    assert any("weeks ahead" in said["text"] for said in report.did)
    assert Plan.objects.get().date == DAYS[0]


def test_planning_anew_what_was_drawn_draws_another(drawn, actor):
    coordinator = actor("district_coordinator")
    first = patrols.plan_evening(day=DAYS[0], actor=coordinator, at=AT)
    assert plan_tonight(DAYS[0]).origin == Origin.DRAWN
    again = patrols.plan_evening(day=DAYS[0], actor=coordinator, at=AT + timedelta(hours=1))
    assert again.pk != first.pk
    assert plan_tonight(DAYS[0], anew=AT).origin == Origin.DRAWN_ANEW
