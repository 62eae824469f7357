"""Every page for every role: no finding of axe, no complaint of the browser, no request to anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e
AXE = next((Path(__file__).resolve().parents[2] / ".stamps/vendor").glob("axe-core@*/axe.min.js"), None)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

DECIDE = ["/", "/overview/", "/estates/", "/focus/", "/record/", "/patrols/", "/search/?q=ah"]
MEASURES = ["/measures/", "/measures/patrol/", "/measures/camera/", "/measures/planned/", "/focus/1/"]
MORE = ["/me/", "/notices/", "/account/password/change/", "/search/?q=nowhere", "/nowhere/"]
PAGES = {
    "": ["/account/login/"],
    "district_coordinator": [
        *DECIDE,
        "/estates/AH0001/",
        "/patrols/crews/",
        "/data/",
        "/incidents/unplaced/",
        *MEASURES,
        *MORE,
    ],
    "subdistrict_coordinator": DECIDE,
    "analyst": ["/", "/overview/", "/estates/", "/record/", "/data/"],
    "community_officer": ["/", "/overview/", "/focus/", "/patrols/", "/measures/", "/measures/planned/"],
    "estate_committee": ["/", "/estates/AH0001/", "/focus/"],
    "property_guard": ["/", "/focus/", "/measures/lighting/"],
    "team_leader": ["/", "/patrols/", "/focus/"],
    "volunteer": ["/", "/patrols/", "/me/"],
    "administrator": ["/", "/people/", "/data/", "/me/", "/account/2fa/", "/account/2fa/totp/activate/"],
}
MODES = [("light", "zh-hans", "0"), ("dark", "zh-hans", "0"), ("light", "en", "1"), ("dark", "en", "1")]


def findings(visitor) -> list[str]:
    visitor.page.evaluate(AXE.read_text())
    found = visitor.page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map(v => "
        "v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))",
        TAGS,
    )
    return [str(one) for one in found]


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
        for path in [*DECIDE, "/estates/AH0001/", "/data/", "/patrols/crews/", *MEASURES]:
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
            beyond = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, f"{path} is {beyond} px too wide"
    finally:
        visitor.switch("elder", "0")


def test_targets_are_large_enough_for_a_thumb(visit):
    visitor = visit("district_coordinator", width=360)
    small = """() => [...document.querySelectorAll(
            'button, input:not([type=hidden]):not([type=checkbox]), select, .chip, .side a, .top a')]
        .filter(e => e.offsetParent && !e.closest('.maplibregl-ctrl'))
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height])
        .filter(([_, h]) => h > 0 && h < 43.5)"""
    for path in [*DECIDE, *MEASURES]:
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
    for path in DECIDE:
        page.goto(f"{installation.address}{path}")
        assert page.inner_text("h1").strip(), path
    page.goto(f"{installation.address}/estates/?sort=-homes&subdistrict=S01")
    assert page.locator("tbody tr").count() > 10
    context.close()
