"""Every page for every role: no finding of axe, no complaint of the browser, no request to anywhere else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe import findings, pixels_beyond

pytestmark = pytest.mark.e2e

FORECAST = ["/record/forecast/", "/record/forecast/check/"]
DECIDE = [
    *["/", "/overview/", "/estates/", "/focus/", "/record/", *FORECAST],
    *["/near-repeats/", "/patrols/", "/patrols/weeks/", "/search/?q=ah"],
    *["/record/programmes/", "/record/programmes/1/"],
]
ROSTERS = ["/patrols/walkers/", "/patrols/walkers/1/"]
WISHES = [f"/patrols/wishes/?kind={kind}" for kind in ("visit", "twice", "together", "nearby")]
ROSTERS += [*WISHES, "/patrols/rosters/", "/patrols/rosters/1/", "/patrols/rosters/1/fairness/", "/patrols/duties/1/"]
WHY = ["/record/change/", "/record/attention/"]
ROOMS = ["/rooms/", "/rooms/1/", "/rooms/packs/", "/rooms/by-hand/"]
MEASURES = ["/measures/", "/measures/patrol/", "/measures/camera/", "/measures/planned/", "/focus/1/"]
MORE = ["/me/", "/notices/", "/more/", "/account/password/change/", "/search/?q=nowhere", "/nowhere/"]
YESTERDAY = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
WALKED = ["/patrols/done/", f"/patrols/{YESTERDAY}/done/", "/patrols/doors/"]
MOOD = ["/mood/", "/mood/warnings/", "/mood/warnings/1/", "/mood/sources/"]
LETTERS = [*MOOD, "/mood/letters/"]
REST = [*WHY, *ROOMS, *ROSTERS, *LETTERS]
PAGES = {
    "": ["/account/login/", "/street/", "/pulse/", "/pulse/promise/", "/pulse/results/"],
    "district_coordinator": [
        *DECIDE,
        "/estates/AH0001/",
        "/patrols/crews/",
        "/patrols/wishes/",
        *WALKED,
        "/patrols/routes/1/link/",
        "/data/",
        "/incidents/unplaced/",
        *MEASURES,
        *WHY,
        *ROOMS,
        *ROSTERS,
        "/patrols/shifts/",
        *LETTERS,
        *MORE,
    ],
    "subdistrict_coordinator": [*DECIDE, *WHY, *LETTERS],
    "analyst": ["/", "/overview/", "/estates/", "/record/", *FORECAST, *WHY, "/near-repeats/", "/data/", *MOOD],
    "community_officer": [
        "/",
        "/overview/",
        "/focus/",
        "/near-repeats/",
        "/patrols/",
        "/measures/",
        "/measures/planned/",
        "/rooms/",
        "/rooms/by-hand/",
    ],
    "estate_committee": ["/", "/estates/AH0001/", "/focus/", "/mood/", *WHY],
    "property_guard": ["/", "/focus/", "/measures/lighting/"],
    "team_leader": ["/", "/patrols/", "/patrols/rosters/", "/patrols/rosters/1/", "/focus/", *WALKED],
    "volunteer": ["/", "/patrols/", "/patrols/shifts/", "/patrols/shifts/company/", "/me/"],
    "administrator": ["/", "/people/", "/data/", "/me/", "/account/2fa/", "/account/2fa/totp/activate/"],
}
MODES = [("light", "zh-hans", "0"), ("dark", "zh-hans", "0"), ("light", "en", "1"), ("dark", "en", "1")]


@pytest.mark.parametrize("role", PAGES)
def test_no_page_of_a_role_has_a_finding(visit, role):
    visitor = visit(role)
    for path in PAGES[role]:
        answer = visitor.open(path)
        assert answer.status in (200, 404), f"{path}: {answer.status}"
        assert findings(visitor) == [], path
    assert [c for c in visitor.complaints if "404" not in c and "/account/reauthenticate" not in c] == []


@pytest.mark.parametrize(("scheme", "language", "elder"), MODES)
def test_no_mode_of_the_coordinators_pages_has_a_finding(visit, scheme, language, elder):
    visitor = visit("district_coordinator", dark=scheme == "dark", width=768)
    visitor.switch("language", language)
    visitor.switch("elder", elder)
    try:
        for path in [
            *DECIDE,
            "/estates/AH0001/",
            "/data/",
            "/patrols/crews/",
            "/patrols/wishes/",
            *WALKED,
            *MEASURES,
            *REST,
        ]:
            visitor.open(path)
            assert findings(visitor) == [], path
        assert visitor.complaints == []
    finally:
        visitor.switch("language", "zh-hans")
        visitor.switch("elder", "0")


@pytest.mark.parametrize("elder", ["0", "1"])
def test_nothing_reaches_beyond_a_phones_screen(visit, elder):
    visitor = visit("district_coordinator", width=360)
    visitor.switch("elder", elder)
    try:
        for path in PAGES["district_coordinator"]:
            visitor.open(path)
            assert pixels_beyond(visitor) <= 0, path
    finally:
        visitor.switch("elder", "0")


@pytest.mark.parametrize("role", ["district_coordinator", "analyst"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_residents_notice_can_be_copied_and_printed(visit, role, width):
    visitor = visit(role, width=width)
    visitor.open("/near-repeats/")
    visitor.page.locator("#t-under-alert tbody a").first.click()
    visitor.page.wait_for_url("**/near-repeats/*/")
    assert findings(visitor) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visitor.installation.address)
    visitor.page.click("[data-copy=text-zh-hans]")
    visitor.until("document.querySelector('[data-copy=text-zh-hans]').textContent === '已复制'")
    assert visitor.page.evaluate("navigator.clipboard.readText()").startswith("花几分钟")
    sheet = visitor.page.context.request.get(f"{visitor.page.url.rstrip('/')}.pdf")
    assert sheet.body().startswith(b"%PDF")
    assert visitor.complaints == []


def test_targets_are_large_enough_for_a_thumb(visit):
    visitor = visit("district_coordinator", width=360)
    small = """() => [...document.querySelectorAll(
            'button, input:not([type=hidden]):not([type=checkbox]), select, .chip, .side a, .top a')]
        .filter(e => e.offsetParent && !e.closest('.maplibregl-ctrl'))
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height])
        .filter(([_, h]) => h > 0 && h < 43.5)"""
    for path in [*DECIDE, *MEASURES, *REST]:
        visitor.open(path)
        assert visitor.page.evaluate(small) == [], path


def test_the_maps_draw_what_they_promise(visit):
    visitor = visit("district_coordinator")
    visitor.open("/estates/")
    visitor.until("window.anxinMap.areTilesLoaded()")
    visitor.until("window.anxinMap.queryRenderedFeatures({layers: ['areas']}).length > 900")
    assert "个小区" in visitor.page.inner_text("#map-legend")
    visitor.page.select_option("#map-figure", "chance_worst")
    assert "%" in visitor.page.inner_text("#map-legend")
    visitor.open("/record/forecast/")
    lowest = visitor.page.inner_text("#map-legend li:first-child")
    assert re.match(r"< 0\.0*[1-9] · [\d,]+ 个小区$", lowest), lowest
    visitor.open("/patrols/")
    visitor.until("window.anxinMap.queryRenderedFeatures({layers: ['ways']}).length > 0")
    assert visitor.complaints == []


def test_the_pages_work_without_a_script(chromium, installation):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{installation.address}/account/login/")
    page.fill("#id_login", "district_coordinator")
    page.fill("#id_password", installation.password)
    page.click("main form button[type=submit]")
    for path in [*DECIDE, *WHY]:
        page.goto(f"{installation.address}{path}")
        assert page.inner_text("h1").strip(), path
    page.goto(f"{installation.address}/estates/?sort=-homes&subdistrict=S01")
    assert page.locator("tbody tr").count() > 10
    context.close()
