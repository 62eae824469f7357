"""A resident before the pulse: by keyboard and by thumb, without a network, without a script, twice at once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from axe import findings, pixels_beyond

pytestmark = pytest.mark.e2e
MODES = [("light", "zh-hans", ""), ("dark", "zh-hans", "large"), ("light", "en", "large"), ("dark", "en", "")]
KEY = "anxin-pulse-waiting"
DRAW = """
import json
from anxin.core import clock
from anxin.core.people.actor import SYSTEM
from anxin.core.territory.models import Place
from anxin.mood.pulse.services import make_tokens
place = Place.objects.filter(level="neighbourhood").order_by("pk")[7]
print(json.dumps(make_tokens(place=place, letters=60, actor=SYSTEM, at=clock.now())[1]))
"""


@pytest.fixture(scope="module")
def codes(installation) -> list[str]:
    """Letters of one neighbourhood; every test takes its own from the end."""
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("ANXIN_", "DJANGO_"))},
        "ANXIN_HOME": str(installation.home),
        "ANXIN_CONFIG": str(installation.home / "community.toml"),
        "ANXIN_SIDE": "community",
        "DJANGO_SETTINGS_MODULE": "anxin.console.settings",
    }
    command = [sys.executable, "-c", f"import django; django.setup()\n{DRAW}"]
    return json.loads(subprocess.run(command, env=env, check=True, capture_output=True).stdout.splitlines()[-1])


def counted(installation) -> int:
    """Return how many answers stand in the database."""
    with sqlite3.connect(f"file:{installation.home / 'community.sqlite3'}?mode=ro", uri=True) as held:
        return int(held.execute("SELECT coalesce(sum(count), 0) FROM mood_pulsecount").fetchone()[0])


def open_questions(visitor, code: str, end: str = "?lang=zh-hans") -> None:
    """Scan a letter's code and go to the questions."""
    visitor.page.goto(f"{visitor.installation.address}/pulse/{end}#{code}")
    visitor.until("document.getElementById('code').value.length === 19")
    visitor.page.click("button.huge")
    visitor.page.wait_for_selector("#answers")


def choose(visitor, question: int, value: int) -> None:
    visitor.page.locator(".scale").nth(question).locator("label").nth(value).click()


@pytest.mark.parametrize(("scheme", "language", "text"), MODES)
def test_no_page_has_a_finding_or_is_too_wide_or_too_small(visit, codes, scheme, language, text):
    visitor = visit("", width=360, dark=scheme == "dark")
    end, code = f"?lang={language}&text={text}", codes.pop()

    def look(width: int = 360) -> None:
        visitor.page.set_viewport_size({"width": width, "height": 740})
        small = """() => [...document.querySelectorAll('button, input:not([type=hidden]), .tools a, footer a, .call')]
            .filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([_, box]) => box.height < 44 || box.width < 44).map(([html]) => html)"""
        assert findings(visitor) == [], visitor.page.url
        assert pixels_beyond(visitor) <= 0
        assert visitor.page.evaluate(small) == []

    for page in ("", "thanks/", "answered/", "promise/"):
        visitor.open(f"/pulse/{page}{end}")
        for width in (360, 768, 1440):
            look(width)
    visitor.open(f"/pulse/{end}")
    visitor.page.fill("#code", "ABCD")
    visitor.page.click("button.huge")
    visitor.page.wait_for_selector("#fault-code")
    look()
    open_questions(visitor, code, end)
    for width in (360, 768, 1440):
        look(width)
    assert [one for one in visitor.complaints if "404" not in one] == []


def test_by_keyboard_alone(visit, codes, installation):
    visitor, before = visit("", width=360), counted(installation)
    visitor.page.goto(f"{installation.address}/pulse/?lang=en")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip"
    while visitor.page.evaluate("document.activeElement.id") != "code":
        visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type(codes.pop().lower())
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#answers")
    for presses in (1, 4):
        while visitor.page.evaluate("document.activeElement.type") != "radio" or presses == 0:
            visitor.page.keyboard.press("Tab")
        for _press in range(presses):
            visitor.page.keyboard.press("ArrowRight")
        visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("[...document.querySelectorAll('input:checked')].map(e => e.value)") == ["1", "4"]
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/pulse/thanks/?lang=en")
    assert counted(installation) == before + 2
    assert visitor.complaints == []


def test_by_thumb_from_the_letter_and_nothing_stays_on_the_phone(visit, codes, installation):
    visitor, code, before = visit("", width=360), codes.pop(), counted(installation)
    addresses = []
    visitor.page.on("request", lambda request: addresses.append(request.url))
    open_questions(visitor, code)
    assert code not in visitor.page.url
    choose(visitor, 0, 10)
    choose(visitor, 1, 11)  # leaves it out
    visitor.page.click("button.huge")
    visitor.page.wait_for_url("**/pulse/thanks/?lang=zh-hans")
    assert counted(installation) == before + 1
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.page.context.cookies() == []
    assert not [address for address in addresses if code in address.partition("#")[0]]
    open_again(visitor, code)
    assert "不用再做什么" in visitor.page.inner_text("h1")
    assert visitor.complaints == []


def open_again(visitor, code: str) -> None:
    visitor.page.goto(f"{visitor.installation.address}/pulse/?lang=zh-hans#{code}")
    visitor.until("document.getElementById('code').value.length === 19")
    visitor.page.click("button.huge")
    visitor.page.wait_for_url("**/pulse/answered/**")


def test_another_language_on_the_way_keeps_what_was_chosen(visit, codes):
    visitor = visit("", width=360)
    open_questions(visitor, codes.pop())
    choose(visitor, 0, 6)
    visitor.page.click("button[lang=en]")
    visitor.page.wait_for_selector("html[lang=en]")
    assert visitor.page.evaluate("document.querySelector('input:checked').value") == "6"
    assert visitor.page.evaluate("localStorage.length") == 0


def test_without_a_network_the_answer_waits_and_arrives_once(visit, codes, installation):
    visitor, code, before = visit("", width=360), codes.pop(), counted(installation)
    open_questions(visitor, code)
    choose(visitor, 0, 3)
    visitor.page.context.set_offline(True)
    visitor.page.click("button.huge")
    visitor.until("!document.getElementById('waiting').hidden")
    assert "先存在这部手机上" in visitor.page.inner_text("#waiting")
    assert findings(visitor) == []
    assert pixels_beyond(visitor) <= 0
    assert counted(installation) == before
    visitor.page.context.set_offline(False)
    visitor.page.wait_for_url("**/pulse/thanks/**", timeout=40_000)
    assert counted(installation) == before + 1
    assert visitor.page.evaluate("localStorage.length") == 0


def test_an_answer_whose_receipt_was_lost_is_sent_again_and_counts_once(visit, codes, installation):
    visitor, code, before = visit("", width=360), codes.pop(), counted(installation)
    open_questions(visitor, code)
    choose(visitor, 0, 3)

    def lose(route) -> None:
        route.fetch()  # the server has counted it; its word does not arrive
        route.abort()

    visitor.page.route("**/pulse/answer/**", lose, times=1)
    visitor.page.click("button.huge")
    visitor.until("!document.getElementById('waiting').hidden")
    assert counted(installation) == before + 1
    visitor.page.click("[data-act=again]")
    visitor.page.wait_for_url("**/pulse/answered/**")
    assert counted(installation) == before + 1
    assert visitor.page.evaluate("localStorage.length") == 0


def test_an_answer_waits_over_a_closed_page_and_goes_when_the_next_one_opens(visit, codes, installation):
    visitor, before = visit("", width=360), counted(installation)
    open_questions(visitor, codes.pop())
    choose(visitor, 0, 3)
    visitor.page.route("**/pulse/answer/**", lambda route: route.abort())
    visitor.page.click("button.huge")
    visitor.until("!document.getElementById('waiting').hidden")
    visitor.page.unroute_all()
    visitor.page.goto(f"{installation.address}/pulse/?lang=zh-hans")
    visitor.until("document.getElementById('waiting').innerText.includes('已经送达')")
    assert counted(installation) == before + 1
    assert visitor.page.evaluate("localStorage.length") == 0


def test_a_second_letter_on_the_same_phone_is_answered_while_the_first_one_waits(visit, codes, installation):
    visitor, before = visit("", width=360), counted(installation)
    for value in (3, 8):
        visitor.page.unroute_all()
        visitor.page.route("**/pulse/answer/**", lambda route: route.abort())
        open_questions(visitor, codes.pop())
        visitor.page.wait_for_timeout(300)
        assert visitor.page.is_visible("#answers")
        choose(visitor, 0, value)
        visitor.page.click("button.huge")
        visitor.until("document.getElementById('answers').hidden")
    assert visitor.page.evaluate(f"JSON.parse(localStorage.getItem('{KEY}')).length") == 2
    assert counted(installation) == before
    visitor.page.unroute_all()
    visitor.page.click("[data-act=again]")
    visitor.page.wait_for_url("**/pulse/thanks/**")
    assert counted(installation) == before + 2
    assert visitor.page.evaluate("localStorage.length") == 0


def test_after_seven_days_it_is_neither_sent_nor_kept_and_it_can_be_deleted_before(visit, codes, installation):
    visitor, before = visit("", width=360), counted(installation)
    open_questions(visitor, codes.pop())
    choose(visitor, 0, 3)
    visitor.page.route("**/pulse/answer/**", lambda route: route.abort())
    visitor.page.click("button.huge")
    visitor.until("!document.getElementById('waiting').hidden")
    left = visitor.page.evaluate(f"JSON.parse(localStorage.getItem('{KEY}'))[0].until - Date.now()")
    assert 6.9 < left / 86_400_000 <= 7
    old = f"""() => {{ const held = JSON.parse(localStorage.getItem('{KEY}')); held[0].until = Date.now() - 1;
        localStorage.setItem('{KEY}', JSON.stringify(held)); }}"""
    visitor.page.evaluate(old)
    visitor.page.unroute_all()
    visitor.page.goto(f"{installation.address}/pulse/")
    visitor.until("localStorage.length === 0")
    open_questions(visitor, codes.pop())
    choose(visitor, 0, 3)
    visitor.page.route("**/pulse/answer/**", lambda route: route.abort())
    visitor.page.click("button.huge")
    visitor.until("!document.getElementById('waiting').hidden")
    visitor.page.click("[data-act=forget]")
    assert visitor.page.evaluate("localStorage.length") == 0
    assert visitor.page.is_visible("#answers")
    assert counted(installation) == before


def test_without_a_script(chromium, codes, installation):
    context, before = chromium.new_context(java_script_enabled=False), counted(installation)
    page = context.new_page()
    page.goto(f"{installation.address}/pulse/?lang=en")
    page.fill("#code", codes.pop())
    page.click("button.huge")
    page.click("button.huge")  # nothing chosen yet
    assert page.inner_text("#fault-answers").strip()
    page.locator(".scale").nth(1).locator("label").nth(9).click()
    page.click("button.huge")
    assert page.url.endswith("/pulse/thanks/?lang=en")
    assert counted(installation) == before + 1
    assert context.cookies() == []
    context.close()


def test_many_deliveries_at_once_count_once_and_neighbours_are_all_counted(codes, installation):
    code, before = codes.pop(), counted(installation)
    assert sorted(at_once(installation, [code] * 12)) == ["answered"] * 11 + ["counted"]
    assert counted(installation) == before + 1
    assert at_once(installation, [codes.pop() for _one in range(12)]) == ["counted"] * 12
    assert counted(installation) == before + 13


def at_once(installation, sent: list[str]) -> list[str]:
    """Send so many answers that begin together; return what each came to."""
    gate, states = threading.Barrier(len(sent)), []

    def run(code: str) -> None:
        body = urlencode({"code": code, "satisfaction": "7"}).encode()
        request = urllib.request.Request(f"{installation.address}/pulse/answer/", body, {"Accept": "application/json"})
        gate.wait()
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except HTTPError as error:
            answer = error
        states.append(json.load(answer)["state"])

    running = [threading.Thread(target=run, args=(code,)) for code in sent]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return states
