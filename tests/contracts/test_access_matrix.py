"""Every address has its row, and every row is what really happens."""

from __future__ import annotations

import gzip
from uuid import uuid4

import pytest
from django.urls import URLPattern, get_resolver, reverse

from anxin.burglary.models import EstateSettings, FocusTask, Measure, Programme, RecordingChange
from anxin.burglary.near_repeats.models import NearRepeatFinding, NeighbourAlert
from anxin.console.access import allowed, matrix
from anxin.core.audit.models import AuditEntry
from anxin.core.clock import now
from anxin.core.imports.models import ImportRun
from anxin.core.jobs.models import Job
from anxin.core.notices.models import Notice
from anxin.core.people.models import Grant
from anxin.core.people.queries import actor_of
from anxin.core.people.roles import Role, roles_of_side
from anxin.core.released.models import HazardNote, PlaceDose
from anxin.core.rooms.models import Delivery, Pack, Part, Posting, Room
from anxin.core.rounds.models import Round
from anxin.mood.models import MoodWarning, PulseCount, PulseToken, ReportingChange, TokenBatch, WarningResponse
from anxin.patrols.rosters.models import CompanyWish, CoverRequest, CrewShift, DayOff, Duty, Roster, Walker
from anxin.patrols.street.models import CrewLink, DoorCode, ShiftReport, StreetAct
from anxin.patrols.weeks.models import DrawnEvening, Weeks
from days import AT, TODAY

HERE = [role.value for role in Role if role in roles_of_side("community")]


def url_names(patterns=None, prefix=""):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"
        else:
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from url_names(entry.url_patterns, namespace)


# Pages of the sign-in library that this installation never links to; without a row they are closed to everybody.
CLOSED = {
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_request_login_code",
}


def test_every_address_has_its_row():
    missing = set(url_names()) - set(matrix()) - CLOSED
    assert not missing, f"add to access_matrix.csv: {sorted(missing)}"


def test_no_row_is_left_over():
    here = {name for name, row in matrix().items() if row["side"] in ("both", "community")}
    assert here <= set(url_names()), sorted(here - set(url_names()))


def test_every_row_names_every_role():
    for name, row in matrix().items():
        assert set(row) == {"side", "anonymous", "signed_in", *(role.value for role in Role)}, name
        assert set(list(row.values())[1:]) <= {"-", "r", "w"}, name


def test_no_care_role_is_named_on_a_community_address():
    care = roles_of_side("care") - {Role.ADMINISTRATOR}
    for name, row in matrix().items():
        if row["side"] == "community":
            assert {row[role.value] for role in care} == {"-"}, name


@pytest.fixture
def things(cast, district, estate):
    """One of everything that an address can name."""
    from datetime import time, timedelta

    from django.core.files.base import ContentFile

    from anxin.burglary.models import FocusListing, Incident, TaskPhoto
    from anxin.core.released.models import Publication
    from anxin.patrols.models import Crew, Plan, Route, Wish
    from anxin.patrols.street.tokens import hash_of

    listing = FocusListing.objects.create(
        place=estate(1), proposed_date=TODAY, chance_worst=0.7, last_12_months=4, expected_next_year=2.0
    )
    burglary = Incident.objects.create(source_key="k", place=estate(1), occurred_date=TODAY, placed_by="code")
    alert = NeighbourAlert.objects.create(incident=burglary, since_date=TODAY, until_date=TODAY + timedelta(days=13))
    alert.estates.add(estate(1))
    task = FocusTask.objects.create(
        listing=listing, measure_id="talk", title="谈一谈", owner=cast["property_guard"], due_date=TODAY
    )
    photo = TaskPhoto(task=task, at=AT)
    photo.file.save("x.jpg", ContentFile(b"x"))
    crew = Crew.objects.create(name="一队", start=estate(1), begins=time(19, 30))
    plan = Plan.objects.create(date=TODAY, on_streets=False, prize=1, left_out=0, made_at=AT)
    route = Route.objects.create(plan=plan, crew=crew, crew_name="一队", begins_at=AT, ends_at=AT, walk_metres=1)
    link = CrewLink.objects.create(
        crew=crew, date=TODAY, serial="s", token_hash=hash_of("t"), opens_at=AT, expires_at=AT + timedelta(days=9999)
    )
    DoorCode.objects.create(place=estate(1), token="d", made_at=AT)
    seen = StreetAct(id=uuid4(), link=link, crew=crew, date=TODAY, kind="note", place=estate(1), at=AT, received_at=AT)
    seen.photo.save("y.jpg", ContentFile(b"x"))
    ShiftReport.objects.create(crew=crew, date=TODAY, ended_at=AT, by_crew=True, written_at=AT)
    weeks = Weeks.objects.create(
        dates=[TODAY.isoformat()], share=0.95, state="ready", secret=b"s", asked_at=AT,
        figures={"hit_rate": 0.3, "place_hit_rate": 0.7, "prize_kept": 0.95, "slots": [[39, 1]], "visits": 1},
    )  # fmt: skip
    visits = [{"crew": crew.pk, "visits": [[estate(2).pk, 70500, 71220]]}]
    DrawnEvening.objects.create(weeks=weeks, date=TODAY, prize=60, best_prize=60, routes=visits)
    warning = MoodWarning.objects.create(
        what="satisfaction", place=district, since=TODAY, week=TODAY, rise=False, observed=6.4, expected=7.2,
        chance=0.004, raised_at=AT, published_at=AT, public_text="站点延长时间", state="taken",
    )  # fmt: skip
    response = WarningResponse.objects.create(warning=warning, kind="talk", what="讲座", office="x", due_date=TODAY)
    for key in ("estates", "streets", "mood"):
        Publication.objects.create(
            key=key, content_type="application/json", etag='"1"', body=gzip.compress(b"{}"), published_at=AT
        )
    run = ImportRun(kind="places", filename="a.csv", sha256="0", at=AT)
    run.file.save("a", ContentFile("小区编码,街道\nE1,西街道\n".encode()))
    programme = Programme.objects.create(
        name="楼道门", question="?", hoped_ratio=0.7, start_date=TODAY, sunset_date=TODAY, registered_at=AT
    )
    room = Room.objects.create(name="一村群", place=estate(1), platform="by_hand", audience="staff", saved_at=AT)
    pack = Pack.objects.create(
        title="今晚的巡逻", day=TODAY, source="test", audience="staff", state="released", made_by="x", made_at=AT,
        released_at=now(),
    )  # fmt: skip
    part = Part.objects.create(pack=pack, area=district, position=1, kind="image", filename="a.png", body=b"x")
    posting = Posting.objects.create(pack=pack, room=room, state="to_post")
    delivery = Delivery.objects.create(posting=posting, part=part, position=1, run_at=AT, state="to_post")
    walker = Walker.objects.create(name="甲", team=estate(1).parent.parent, person=cast["volunteer"])
    mate = Walker.objects.create(name="乙", team=walker.team)
    roster = Roster.objects.create(first_date=TODAY, last_date=TODAY, made_at=AT)
    shift = CrewShift.objects.create(
        roster=roster, crew=crew, date=TODAY, begins_at=AT, ends_at=AT + timedelta(hours=2), most=2, km=1
    )
    duty = Duty.objects.create(shift=shift, walker=walker)
    return {
        "warning": warning.pk,
        "response": response.pk,
        "room": room.pk,
        "pack": pack.pk,
        "part": part.pk,
        "posting": posting.pk,
        "delivery": delivery.pk,
        "token": posting.token,
        "roster": roster.pk,
        "duty": duty.pk,
        "walker": walker.pk,
        "company": CompanyWish.objects.create(walker=walker, other=mate).pk,
        "request": CoverRequest.objects.create(duty=duty, asked_by=walker, asked_at=AT).pk,
        "calendar": walker.calendar_token,
        "alert": alert.pk,
        "programme": programme.pk,
        "listing": listing.pk,
        "task": task.pk,
        "photo": photo.pk,
        "route": route.pk,
        "wish": Wish.objects.create(
            kind="visit", place=estate(1), from_date=TODAY, until_date=TODAY, added_by="test", added_at=AT
        ).pk,
        "crew": crew.pk,
        "seen": seen.pk,
        "run": run.pk,
        "round": Round.objects.create(date=TODAY, started_at=AT).pk,
        "person": cast["outsider"].pk,
        "grant": Grant.objects.get(person=cast["analyst"]).pk,
    }


def address(name: str, things: dict) -> str:
    named = {
        "import_run": ["run"], "confirm_columns": ["run"], "approve_import": ["run"], "refused_rows": ["run"],
        "round_report": ["round"], "grant_role": ["person"], "end_grant": ["grant"],
        "burglary:listing": ["listing"], "burglary:accept": ["listing"], "burglary:decline": ["listing"],
        "burglary:change_task": ["listing"],
        "burglary:plan_task": ["listing"], "burglary:finish_task": ["task"], "burglary:verify_task": ["task"],
        "burglary:add_photo": ["task"], "burglary:photo": ["photo"], "burglary:describe_estate": ["listing"],
        "burglary:residents_notice": ["alert"], "burglary:residents_notice_pdf": ["alert"],
        "burglary:programme": ["programme"],
        **{f"mood:{act}": ["warning"] for act in ("warning", "acknowledge", "respond", "close", "publish", "cap")},
        "mood:finish": ["response"],
        "patrols:sheet_pdf": ["route"], "patrols:sheet_png": ["route"], "patrols:route_gpx": ["route"],
        "patrols:route_ics": ["route"], "patrols:withdraw_wish": ["wish"],
        "rooms:room": ["room"], "rooms:save": ["room"], "rooms:greet": ["room"], "rooms:pack": ["pack"],
        "rooms:release": ["pack"], "rooms:drop": ["pack"], "rooms:retry": ["pack"], "rooms:call_back": ["pack"],
        "rooms:part": ["part"], "rooms:posting": ["posting"], "rooms:tick": ["posting"],
        "rooms:settle": ["delivery"], "rooms:link": ["token"], "rooms:opened": ["token"],
        "patrols:crew_link": ["route"], "patrols:renew_link": ["route"],
        "patrols:walk": ["route"], "patrols:street_photo": ["seen"],
        "patrols:roster": ["roster"], "patrols:confirm_roster": ["roster"], "patrols:roster_fairness": ["roster"],
        "patrols:duty": ["duty"], "patrols:replace_walker": ["duty"], "patrols:ask_for_cover": ["duty"],
        "patrols:take_cover": ["request"], "patrols:withdraw_cover": ["request"],
        "patrols:fill_roster": ["roster"], "patrols:walker": ["walker"], "patrols:let_walker_go": ["walker"],
        "patrols:take_walker_back": ["walker"], "patrols:swap": ["duty"], "patrols:decline_swap": ["request"],
        "patrols:forget_company": ["company"],
        "patrols:shift_calendar": ["calendar"],
    }  # fmt: skip
    plain = {
        "receive_file": ["places"], "estate": ["E1"], "mfa_remove_webauthn": [1],
        "mfa_edit_webauthn": [1], "patrols:evening": [TODAY.isoformat()], "patrols:lines": [TODAY.isoformat()],
        "burglary:measure": ["camera"], "burglary:set_measure_cost": ["camera"],
        "burglary:change_measure": ["camera"],
        "patrols:publish": [TODAY.isoformat()],
        "patrols:drawn_evening": [TODAY.isoformat()],
        "patrols:plan_again": [TODAY.isoformat()], "patrols:confirm": [TODAY.isoformat()],
        "patrols:repair": [TODAY.isoformat()],
        "patrols:done_evening": [TODAY.isoformat()], "patrols:street_open": ["t"], "patrols:street_door": ["d"],
        "patrols:shift_report": [TODAY.isoformat(), things["crew"]],
    }  # fmt: skip
    if name == "rooms:link_part":
        return reverse(name, kwargs={"token": things["token"], "pk": things["part"], "_ending": "png"})
    return reverse(name, args=[things[key] for key in named[name]] if name in named else plain.get(name, []))


def _of_patrols() -> tuple:
    from anxin.patrols.models import Plan, Repair, Wish

    return Plan, Repair, Wish


def traces() -> tuple[object, ...]:
    """What a refused request must leave as it was."""
    watched = (AuditEntry, ImportRun, Job, Notice, Grant, Round, NeighbourAlert, NearRepeatFinding)
    watched += (Measure, EstateSettings, FocusTask, Programme, RecordingChange, *_of_patrols())
    watched += (CrewLink, DoorCode, ShiftReport, StreetAct, HazardNote, PlaceDose)
    watched += (Roster, Duty, CoverRequest, CompanyWish, DayOff, Weeks, DrawnEvening)
    watched += (ReportingChange, WarningResponse, TokenBatch, PulseToken, PulseCount)
    rooms = (
        *MoodWarning.objects.values_list(),
        *Room.objects.values_list("saved_at"),
        *Pack.objects.values_list("state"),
        *Posting.objects.values_list(),
    )
    return (*rooms, *Delivery.objects.values_list(), *(model.objects.count() for model in watched))


@pytest.mark.parametrize("role", ["anonymous", "outsider", *HERE])
def test_the_matrix_is_what_happens(role, things, cast, client):
    if role != "anonymous":
        client.force_login(cast[role])
    actor = actor_of(cast[role]) if role != "anonymous" else None
    from anxin.core.people.actor import NOBODY

    for name in sorted(set(url_names()) - CLOSED):
        for method in ("GET", "POST"):
            if name in ("account_logout", "display") and method == "POST":
                continue  # it would end this very session
            if allowed(actor or NOBODY, name, method):
                continue
            before = traces()
            response = client.generic(method, address(name, things))
            stranger = role == "anonymous" or name.startswith("portal:")  # the residents' pages know nobody
            refused = response.status_code == 403 or (
                stranger and response.status_code == 302 and "/account/login/" in response["Location"]
            )
            assert refused, f"{role} {method} {name}: {response.status_code}"
            assert traces() == before, f"{role} {method} {name} left a trace"


@pytest.mark.parametrize("role", ["outsider", *HERE])
def test_what_the_matrix_opens_opens(role, things, cast, client):
    client.force_login(cast[role])
    for name in sorted(set(url_names()) - CLOSED):
        if allowed(actor_of(cast[role]), name, "GET") and not name.startswith(("account_", "mfa_")):
            status = client.get(address(name, things)).status_code
            assert status not in (403, 500), f"{role} {name}: {status}"


def test_an_address_without_a_row_is_closed_to_everybody(cast, client):
    client.force_login(cast["administrator"])
    assert client.get(reverse("account_email")).status_code == 404


def test_a_care_address_does_not_exist_here(cast, client):
    client.force_login(cast["district_coordinator"])
    assert client.get("/counselling/").status_code == 404
    assert client.get("/care/search/?q=a").status_code == 404
