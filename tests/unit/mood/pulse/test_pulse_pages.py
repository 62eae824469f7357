"""The residents' door: no cookie, no account, no way to learn anything, and words that help."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from anxin.console.middleware import POLICY
from anxin.mood.pulse.items import EVERYBODY
from anxin.mood.pulse.models import PulseCount
from anxin.portal import guesses

PAGES = ("/pulse/", "/pulse/thanks/", "/pulse/answered/", "/pulse/promise/")
JSON = {"Accept": "application/json"}


@pytest.fixture
def strict(db) -> Client:
    """A browser that checks forms as the real one is checked."""
    return Client(enforce_csrf_checks=True)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_letter_becomes_two_questions_and_thanks(strict, codes, everything, changed):
    asked = strict.post("/pulse/questions/", {"code": codes[0]})
    assert asked.status_code == 200
    names = set(re.findall(r'type="radio" name="(\w+)"', asked.content.decode()))
    assert len(names) == 2
    before = everything()
    done = strict.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "8", (names - {EVERYBODY}).pop(): ""})
    assert (done.status_code, done["Location"]) == (303, "/pulse/thanks/")
    assert changed(before) - {"sqlite_sequence"} == {"mood_pulsecount", "mood_pulsetoken"}
    assert PulseCount.objects.filter(count=1).values_list("item", "value").get() == (EVERYBODY, 8)
    assert "谢谢" in text_of(strict.get(done["Location"]))


def every_answer(client: Client, codes: list[str]):
    """Every kind of answer that the residents' pages give."""
    yield from (client.get(path) for path in PAGES)
    yield client.get("/pulse/answer/")
    yield client.get("/pulse/questions/")
    yield client.get("/pulse/nowhere/")
    yield client.post("/pulse/promise/")
    yield client.post("/pulse/questions/", {"code": "wrong"})
    yield client.post("/pulse/questions/", {"code": codes[0]})
    yield client.post("/pulse/questions/", {"code": "\x00"})
    yield client.post("/pulse/answer/", {"code": codes[0]})
    yield client.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "3"})
    yield client.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "3"})
    yield client.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "3"}, headers=JSON)


@pytest.mark.parametrize("who", ["nobody", "district_coordinator"])
def test_no_answer_sets_a_cookie_and_no_session_notes_it(who, strict, cast, codes, everything, changed):
    if who != "nobody":
        strict.force_login(cast[who])
        strict.cookies["anxin_language"] = "en"
    before = everything()
    for response in every_answer(strict, codes):
        assert not response.cookies, response.request
        assert response.status_code < 500
    assert changed(before) - {"sqlite_sequence"} == {"mood_pulsecount", "mood_pulsetoken", "shared_cache"}


def test_no_page_is_kept_and_none_says_where_it_was_left(strict, codes):
    for path in (*PAGES, "/pulse/answer/"):
        response = strict.get(path)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Content-Security-Policy"] == POLICY
    assert strict.post("/pulse/questions/", {"code": codes[0]})["Cache-Control"] == "no-store"


def test_the_code_stands_in_no_address(strict, codes):
    page = strict.post("/pulse/questions/?lang=en", {"code": codes[0]}).content.decode()
    assert page.count(codes[0]) == 1
    assert not re.search(rf'(href|action|formaction)="[^"]*{codes[0]}', page)
    assert strict.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "3"})["Location"] == "/pulse/thanks/"


@pytest.mark.parametrize(
    ("address", "accepts", "language"),
    [
        ("/pulse/", "", "zh-hans"),
        ("/pulse/", "fr", "zh-hans"),
        ("/pulse/", "en-GB,zh;q=0.5", "en"),
        ("/pulse/", "zh-TW,en;q=0.5", "zh-hans"),
        ("/pulse/?lang=en", "zh-CN", "en"),
        ("/pulse/?lang=xx", "", "zh-hans"),
        ("/pulse/?lang=zh-hans", "en", "zh-hans"),
    ],
)
def test_the_page_speaks_the_language_of_the_address_or_of_the_browser(strict, address, accepts, language):
    response = strict.get(address, headers={"Accept-Language": accepts})
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()


def test_what_is_chosen_is_carried_along(strict, codes):
    page = strict.get("/pulse/?lang=en&text=large").content.decode()
    assert 'class="elder"' in page
    assert 'action="/pulse/questions/?lang=en&amp;text=large"' in page
    done = strict.post("/pulse/answer/?lang=en&text=large", {"code": codes[0], EVERYBODY: "3"})
    assert done["Location"] == "/pulse/thanks/?lang=en&text=large"


def test_an_unknown_code_comes_back_with_a_word_beside_it(strict, codes, everything, changed):
    before = everything()
    response = strict.post("/pulse/questions/?lang=en", {"code": "ABCD EFGH"})
    page = response.content.decode()
    assert response.status_code == 404
    assert 'id="fault-code"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="ABCD EFGH"' in page
    assert changed(before) == {"shared_cache"}


def test_a_refused_answer_keeps_what_was_chosen(strict, codes, everything):
    before = everything()
    response = strict.post("/pulse/answer/?lang=en", {"code": codes[0], EVERYBODY: "8", "age": "44"})
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'name="{EVERYBODY}"\s+value="8"\s+checked', page)
    assert 'id="fault-answers"' in page
    assert everything() == before


def test_nothing_chosen_is_said_and_counts_nothing(strict, codes, everything):
    before = everything()
    assert strict.post("/pulse/answer/", {"code": codes[0], EVERYBODY: ""}).status_code == 422
    assert everything() == before


def test_another_language_on_the_way_keeps_what_was_chosen(strict, codes):
    page = strict.post("/pulse/questions/?lang=en", {"code": codes[0], EVERYBODY: "4"}).content.decode()
    assert re.search(rf'name="{EVERYBODY}"\s+value="4"\s+checked', page)
    assert "Overall, how satisfied" in page


def test_who_answered_already_is_told_kindly(strict, codes):
    for _twice in range(2):
        done = strict.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "3"})
    assert done["Location"] == "/pulse/answered/"
    assert strict.post("/pulse/questions/", {"code": codes[0]})["Location"] == "/pulse/answered/"
    assert "不用再做什么" in text_of(strict.get("/pulse/answered/"))


def test_a_script_gets_a_word(strict, codes):
    def sent(**form: str) -> tuple[int, str]:
        response = strict.post("/pulse/answer/", form, headers=JSON)
        return response.status_code, response.json()["state"]

    assert sent(code=codes[0], **{EVERYBODY: "12"}) == (422, "unreadable")
    assert sent(code=codes[0], **{EVERYBODY: "5"}) == (200, "counted")
    assert sent(code=codes[0], **{EVERYBODY: "5"}) == (422, "answered")
    assert sent(code="nothing", **{EVERYBODY: "5"}) == (404, "unknown")


def test_guessing_has_an_end_for_the_minute_and_keeps_no_address(strict, codes, everything, monkeypatch):
    monkeypatch.setattr(guesses, "MOST_A_MINUTE", 3)
    for _try in range(3):
        assert strict.post("/pulse/questions/", {"code": "wrong"}, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert strict.post("/pulse/questions/", {"code": "wrong"}).status_code == 429
    refused = strict.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "5"}, headers=JSON)
    assert (refused.status_code, refused.json()["state"]) == (429, "later")
    assert "192.0.2.7" not in repr(everything())
    assert not PulseCount.objects.exists()
    monkeypatch.setattr(guesses, "MOST_A_MINUTE", 4)
    assert strict.post("/pulse/answer/", {"code": codes[0], EVERYBODY: "5"}).status_code == 303


def test_the_promise_says_the_figures_of_the_settings(strict, settings):
    settings.ANXIN = {**settings.ANXIN, "pulse_epsilon": 0.5}
    for language in ("zh-hans", "en"):
        page = text_of(strict.get(f"/pulse/promise/?lang={language}"))
        for figure in ("ε = 0.5", "ε = 1", "1.6"):
            assert figure in page, (language, figure)
    assert "4" in page.split("a quarter and ")[1][:3]
