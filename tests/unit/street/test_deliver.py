"""What a phone recorded arrives once, whatever happened in between."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.jobs.models import Job
from anxin.core.released.models import HazardNote, PlaceDose
from anxin.patrols.models import Plan
from anxin.patrols.street.errors import NoLinkError
from anxin.patrols.street.models import DoorCode, ShiftReport, StreetAct
from anxin.patrols.street.queries import link_of
from anxin.patrols.street.services.doors import make_door_codes
from anxin.patrols.street.services.links import renew_link
from anxin.patrols.street.tokens import token_from
from days import AT, TODAY
from unit.street.conftest import BEGINS, NOON_AFTER, add_route


def traces():
    models = (StreetAct, AuditEntry, HazardNote, PlaceDose, ShiftReport, Job)
    return [model.objects.count() for model in models]


def test_an_evening_becomes_visits_and_doses(send, act, estate):
    answers = send(act("arrive", 2, 20), act("leave", 2, 33), act("arrive", 3, 41), act("leave", 3, 50))
    assert all(one.kept for one in answers)
    doses = {dose.place.code: (dose.minutes, dose.people) for dose in PlaceDose.objects.all()}
    assert doses == {"E2": (13, 3), "E3": (9, 3)}
    assert AuditEntry.objects.filter(action="patrols.street.delivered").count() == 1


def test_what_is_sent_twice_is_kept_once_and_answered_alike(send, act):
    once = [act("arrive", 2, 20), act("note", 2, 25, text="东门灯不亮")]
    first = send(*once)
    before = traces()
    assert send(*once) == first
    assert traces() == before


def test_two_phones_of_a_crew_make_one_visit(send, act):
    send(act("arrive", 2, 20), act("leave", 2, 32))
    send(act("arrive", 2, 21), act("leave", 2, 33))
    assert StreetAct.objects.count() == 4
    assert [dose.minutes for dose in PlaceDose.objects.all()] == [13]


def test_what_was_recorded_in_time_is_taken_for_a_week_after_the_end(send, act):
    late = act("arrive", 2, 20)
    assert send(late, at=NOON_AFTER + timedelta(days=6, hours=23))[0].kept
    before = traces()
    with pytest.raises(NoLinkError):
        send(act("arrive", 3, 30), at=NOON_AFTER + timedelta(days=7, minutes=1))
    assert traces() == before


def test_what_was_recorded_after_the_end_is_refused(send, act):
    before = traces()
    answer = send(act("arrive", 2, 18 * 60), at=NOON_AFTER + timedelta(hours=20))[0]
    assert not answer.kept
    assert traces() == before


def test_another_crews_stop_is_refused(send, act):
    before = traces()
    assert not send(act("arrive", 6, 20))[0].kept
    assert traces() == before


def test_a_stop_of_another_evening_is_refused(send, act, crews, estate, actor):
    other = Plan.objects.create(
        date=TODAY - timedelta(days=1), on_streets=False, prize=1, left_out=0, made_at=AT, confirmed_at=AT
    )
    add_route(other, crews[0], [estate(5)])
    before = traces()
    assert not send(act("arrive", 5, 20))[0].kept
    assert traces() == before


def test_one_refused_act_does_not_hold_up_the_others(send, act):
    answers = send(act("arrive", 6, 20), act("arrive", 2, 21))
    assert [one.kept for one in answers] == [False, True]


def test_the_code_at_a_door_makes_an_unplanned_visit(send, act, estate, actor):
    code = make_door_codes(places=[estate(6)], actor=actor("district_coordinator"), at=AT)[0]
    assert send(act("arrive", minutes=20, door=code.token))[0].place == "E6"
    before = traces()
    assert not send(act("arrive", minutes=30, door="0123456789abcdef"))[0].kept
    assert traces() == before


def test_what_a_new_plan_dropped_is_still_taken(send, act, plan, crews, estate, actor):
    plan.delete()
    again = Plan.objects.create(date=TODAY, on_streets=False, prize=1, left_out=0, made_at=AT)
    add_route(again, crews[0], [estate(1)])
    from anxin.patrols.services import confirm_plan

    confirm_plan(plan_id=again.pk, actor=actor("district_coordinator"), at=AT)
    assert [one.kept for one in send(act("arrive", 2, 20), act("arrive", 1, 40))] == [True, True]


def test_a_lost_phones_link_ends_but_what_it_recorded_counts(send, act, link, plan, actor):
    fresh = renew_link(route=plan.routes.get(crew=link.crew), actor=actor("team_leader"), at=BEGINS)
    assert link_of(link.crew, TODAY) == fresh
    link.refresh_from_db()
    assert send(act("arrive", 2, -5), at=BEGINS + timedelta(hours=2))[0].kept
    before = traces()
    assert not send(act("arrive", 3, 30))[0].kept
    assert traces() == before
    assert send(act("arrive", 3, 30), by=fresh)[0].kept


@pytest.mark.parametrize("wrong", [timedelta(hours=-9), timedelta(minutes=40), timedelta(days=400)])
def test_a_wrong_clock_is_mended_and_nothing_is_lost(send, act, wrong):
    phone = BEGINS + timedelta(minutes=20)
    answer = send(
        act("arrive", 2, at=phone + wrong), at=phone + timedelta(hours=1), sent_at=phone + wrong + timedelta(hours=1)
    )
    assert answer[0].kept
    held = StreetAct.objects.get()
    assert held.at == phone
    assert held.phone_at == phone + wrong
    assert held.remarks == ["clock"]


def test_a_time_in_the_future_becomes_the_moment_of_receipt(send, act):
    received = BEGINS + timedelta(minutes=20)
    send(act("arrive", 2, at=received + timedelta(minutes=6)), at=received)
    held = StreetAct.objects.get()
    assert (held.at, held.remarks) == (received, ["clock"])


def test_a_hazard_is_handed_over_with_its_picture(send, act, picture):
    send(act("hazard", 2, 20, text="楼道堆放电动车", photo=picture))
    note = HazardNote.objects.get()
    assert (note.place.code, note.text, note.seen_by) == ("E2", "楼道堆放电动车", "西街道一队")
    from PIL import Image

    with Image.open(note.photo) as kept:
        assert not kept.getexif()


def test_a_picture_that_cannot_be_read_loses_no_words(send, act):
    from django.core.files.uploadedfile import SimpleUploadedFile

    send(act("hazard", 2, 20, text="井盖松动", photo=SimpleUploadedFile("a.jpg", b"no picture")))
    held = StreetAct.objects.get()
    assert (held.text, held.remarks, bool(held.photo)) == ("井盖松动", ["photo"], False)


@pytest.fixture
def picture():
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (640, 480)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("a.jpg", out.getvalue())


def row_of(one, **change):
    row = {"id": str(one.id), "kind": str(one.kind), "place": one.place, "at": one.at.isoformat(), "text": one.text}
    return {**row, **change}


@pytest.fixture
def post(client, token):
    def by(rows, with_token=None):
        delivery = json.dumps({"sent_at": BEGINS.isoformat(), "acts": rows})
        return client.post("/street/acts/", {"delivery": delivery}, headers={"X-Crew-Token": with_token or token})

    return by


def test_a_phone_needs_its_token_alone(post, act):
    answer = post([row_of(act("arrive", 2, -1))])
    assert answer.json()["answers"][0]["kept"] is True
    assert StreetAct.objects.get().crew.name == "西街道一队"


@pytest.mark.parametrize("wrong", ["0" * 64, "x", "' OR 1=1"])
def test_a_wrong_token_changes_nothing(post, act, wrong):
    before = traces()
    answer = post([row_of(act("arrive", 2, -1))], with_token=wrong)
    assert (answer.status_code, answer.json()) == (404, {"over": True})
    assert traces() == before


def test_another_crews_token_does_not_take_its_key_over(post, act, crews):
    mine = act("arrive", 2, -1)
    post([row_of(mine)])
    before = traces()
    answer = post([row_of(mine, place="E6")], with_token=token_from(link_of(crews[1], TODAY).serial))
    assert answer.json()["answers"][0]["kept"] is False
    assert traces() == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"acts": 3}', json.dumps({"acts": [{}] * 51})])
def test_a_broken_envelope_is_refused(client, token, text):
    before = traces()
    answer = client.post("/street/acts/", {"delivery": text}, headers={"X-Crew-Token": token})
    assert answer.status_code == 422
    assert traces() == before


def test_an_act_that_cannot_be_read_is_answered_and_the_rest_kept(post, act):
    rows = [
        {"id": "no key", "kind": "arrive"},
        7,
        row_of(act("arrive", 2)) | {"kind": "fly"},
        row_of(act("leave", 2, -1)),
    ]
    answers = {one["id"]: one["kept"] for one in post(rows).json()["answers"]}
    assert sorted(answers.values()) == [False, False, False, True]
    assert answers["no key"] is False
    assert StreetAct.objects.count() == 1


@pytest.mark.parametrize("at", ["", "yesterday", "2026-11-23T19:50:00", "9999-12-31T23:59:59-12:00"])
def test_an_act_without_a_readable_time_happened_when_it_came(post, act, at):
    assert post([row_of(act("arrive", 2), at=at)]).json()["answers"][0]["kept"] is True
    assert StreetAct.objects.get().at == BEGINS


def test_door_codes_are_for_ones_own_places(estate, actor, cast):
    from anxin.core.errors import NotAllowedError

    before = traces()
    with pytest.raises(NotAllowedError):
        make_door_codes(places=[estate(6)], actor=actor("team_leader"), at=AT)
    assert traces() == before
    assert not DoorCode.objects.exists()
