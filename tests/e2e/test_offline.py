"""A crew without a network: what it ticks arrives once, though page and browser were closed in between."""

from __future__ import annotations

import hashlib
import io
import shutil
import sqlite3

import pytest
from axe import findings, pixels_beyond
from benchmarks.offline_ticks import Breaks, Phone, Relay, arrived, link_for_tonight, without_a_network
from installing import installed
from PIL import Image

pytestmark = pytest.mark.e2e
ACTS = 40


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """One of this file's own: its crews set out now, whatever other files have planned for tonight."""
    with installed(tmp_path_factory.mktemp("street")) as held:
        yield held


@pytest.fixture
def relay(installation):
    return Relay(int(installation.address.rsplit(":", 1)[1]))


@pytest.fixture
def phones(installation, relay, tmp_path):
    """Return a function that hands out phones, each with a disk of its own."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = []

        def phone() -> Phone:
            made.append(Phone(playwright, tmp_path / f"phone{len(made)}", f"http://127.0.0.1:{relay.port}"))
            made[-1].start()
            return made[-1]

        yield phone
        for one in made:
            one.stop()


def picture_with_a_place_in_it() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (2400, 1800), (90, 110, 100)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def link(phones, installation):
    """Return the path of a crew's link for an evening that begins now."""

    def of(crew: int) -> str:
        desk = phones()
        return link_for_tonight(desk.browser.new_page(), desk.address, installation.password, crew)

    return of


def all_sent(phone: Phone) -> None:
    phone.until("document.getElementById('street-line').dataset.waiting === '0'", 120)


def test_what_was_ticked_without_a_network_arrives_once(phones, relay, link, installation):
    database, phone = installation.home / "community.sqlite3", phones()
    phone.open(link(0))
    phone.until("document.documentElement.dataset.kept === '1'")
    without_a_network(phone, relay, ACTS, Breaks(reload=7, close=12, end=25))
    recorded = phone.held()
    assert len(recorded) == ACTS
    assert phone.page.inner_text("#street-line").startswith(f"{ACTS} 条待发送")
    assert not set(recorded) & set(arrived(database))
    relay.restore(answers_to_lose=1)
    phone.page.reload()
    phone.ready()
    all_sent(phone)
    assert sorted(key for key in arrived(database) if key in recorded) == sorted(recorded)
    assert set(phone.held().values()) == {"kept"}
    assert phone.complaints == []


def test_two_phones_of_a_crew_end_with_the_same_evening(phones, relay, link):
    first, second = phones(), phones()
    address = link(1)
    for phone in (first, second):
        phone.open(address)
        phone.until("document.documentElement.dataset.kept === '1'")
    relay.cut()
    for phone in (first, second):
        for number in (1, 2):
            phone.record(number)
    relay.restore()
    for phone in (first, second):
        phone.page.reload()
        phone.ready()
        all_sent(phone)
    for phone in (first, second):
        phone.page.reload()
        phone.ready()
        assert phone.page.locator('.stop[data-state="left"]').count() == 1


def test_the_page_without_a_network_is_whole(phones, relay, link):
    phone = phones()
    phone.open(link(2))
    phone.until("document.documentElement.dataset.kept === '1'")
    relay.cut()
    phone.page.reload()
    phone.ready()
    phone.until("document.getElementById('street-map').dataset.ready === '1'")
    phone.until("window.anxinStreetMap.queryRenderedFeatures({layers: ['streets']}).length > 0")
    assert phone.page.locator(".stop").count() >= 2
    assert "走" in phone.page.locator(".stop.next .way").inner_text()
    assert findings(phone) == []
    assert pixels_beyond(phone) <= 0
    small = """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary')]
        .filter(e => e.offsetParent && !e.closest('.maplibregl-ctrl'))
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height]).filter(([_, h]) => h < 44)"""
    assert phone.page.evaluate(small) == []
    assert phone.complaints == []


def test_a_door_and_a_hazard_with_its_picture_wait_for_the_network(phones, relay, installation):
    desk, phone = phones(), phones()
    address = link_for_tonight(desk.browser.new_page(), desk.address, installation.password, 3)
    phone.open(address)
    place = phone.page.evaluate("JSON.parse(document.getElementById('street-data').textContent).stops[1].place")
    desk.page.goto(f"{desk.address}/patrols/doors/")
    desk.page.fill("#door-place", place)
    with desk.page.expect_download() as printed:
        desk.page.locator("section.entry button").click()
    assert printed.value.path().read_bytes().startswith(b"%PDF")
    phone.open()
    phone.until("document.documentElement.dataset.kept === '1'")
    door = phone.page.evaluate("JSON.parse(document.getElementById('street-data').textContent).stops[1].door")
    relay.cut()
    phone.page.goto(f"{phone.address}/street/door/{door}/")
    phone.ready()
    assert phone.page.url.endswith("/street/")
    assert phone.page.locator(f'[data-place="{place}"]').get_attribute("data-state") == "there"
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture_with_a_place_in_it()}
    phone.page.set_input_files("#note-photo", picture)
    phone.page.fill("#note-text", "东门灯不亮")
    phone.page.locator("form[data-act=words] button[value=hazard]").click()
    phone.until("document.getElementById('street-line').dataset.waiting === '2'")
    relay.restore()
    phone.page.reload()
    phone.ready()
    all_sent(phone)
    with sqlite3.connect(f"file:{installation.home / 'community.sqlite3'}?mode=ro", uri=True) as held:
        rows = held.execute("SELECT photo FROM released_hazardnote WHERE text = '东门灯不亮'").fetchall()
    assert len(rows) == 1
    with Image.open(installation.home / "files" / "community" / rows[0][0]) as kept:
        assert (max(kept.size), dict(kept.getexif())) == (1600, {})
    assert phone.complaints == []


def come_back_to_the_first_place(database, crew_link: str) -> None:
    """Have a crew's last stop be a second visit to its first place."""
    token = hashlib.sha256(crew_link.rstrip("/").rsplit("/", 1)[1].encode()).hexdigest()
    with sqlite3.connect(database) as held:
        route = held.execute(
            "SELECT r.id FROM patrols_route r JOIN patrols_plan p ON p.id = r.plan_id "
            "JOIN patrols_crewlink l ON l.crew_id = r.crew_id AND l.date = p.date WHERE l.token_hash = ?",
            [token],
        ).fetchone()
        changed = held.execute(
            "UPDATE patrols_stop SET visit = 2, place_id = (SELECT place_id FROM patrols_stop WHERE route_id = ?1 "
            "AND position = 1) WHERE route_id = ?1 AND position = (SELECT max(position) FROM patrols_stop "
            "WHERE route_id = ?1)",
            route,
        )
        assert changed.rowcount == 1


def test_of_two_visits_to_a_place_only_the_ticked_one_is_done(phones, relay, link, installation):
    database, phone = installation.home / "community.sqlite3", phones()
    address = link(4)
    come_back_to_the_first_place(database, address)
    phone.open(address)
    phone.until("document.documentElement.dataset.kept === '1'")
    first = phone.page.locator(".stop").first.get_attribute("data-place")
    both = phone.page.locator(f'.stop[data-place="{first}"]')
    states = lambda: both.evaluate_all("stops => stops.map(one => [one.dataset.visit, one.dataset.state])")  # noqa: E731
    assert states() == [["1", "waiting"], ["2", "waiting"]]
    relay.cut()
    phone.record(1)
    phone.record(2)
    assert states() == [["1", "left"], ["2", "waiting"]]
    relay.restore()
    phone.page.reload()
    phone.ready()
    all_sent(phone)
    phone.page.reload()
    phone.ready()
    assert states() == [["1", "left"], ["2", "waiting"]]
    assert phone.page.locator("#street-early").is_hidden()
    assert phone.complaints == []
