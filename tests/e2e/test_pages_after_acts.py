"""The pages that only an act brings about: an import in each state, a plan, a report, a crew, an account."""

from __future__ import annotations

import acts
import pytest
from axe import findings, pixels_beyond
from visitor import Visitor

pytestmark = pytest.mark.e2e
WIDTHS = (1440, 768, 360)
MODES = [
    ("light", "zh-hans", "0"),
    ("dark", "zh-hans", "0"),
    ("light", "en", "0"),
    ("light", "zh-hans", "1"),
    ("dark", "en", "1"),
]


@pytest.fixture(scope="module")
def pages(chromium, installation, tmp_path_factory) -> dict[str, list[str]]:
    """Do what a district does in its first week; return the pages that came of it, by role."""
    folder = tmp_path_factory.mktemp("files")
    coordinator = Visitor(chromium, installation, "district_coordinator")
    waits = acts.bring(coordinator, "places", acts.PLACES, folder / "等待列名的小区登记表.csv")
    stopped = acts.bring(coordinator, "incidents", acts.INCIDENTS, folder / "错误坐标.csv")
    acts.stop(coordinator)
    checked = acts.bring(coordinator, "places", acts.PLACES, folder / "小区.csv")
    acts.check(coordinator)
    done = acts.bring(coordinator, "incidents", acts.INCIDENTS, folder / "入民宅盗窃.csv")
    acts.check(coordinator)
    acts.approve(coordinator)
    listing = acts.list_an_estate(coordinator)
    report = acts.round_report(coordinator)
    second = Visitor(chromium, installation, "subdistrict_coordinator")
    published = acts.publish_the_evening(coordinator, second)
    second.page.context.close()
    evening = acts.draw_weeks(coordinator)
    warning = acts.look_after_a_warning(coordinator)
    coordinator.page.context.close()
    administrator = Visitor(chromium, installation, "administrator")
    acts.open_account(administrator)
    administrator.page.context.close()
    of_the_whole = [
        "/incidents/unplaced/",
        report,
        "/patrols/crews/",
        "/data/",
        "/notices/",
        "/patrols/weeks/",
        evening,
        "/mood/",
        "/mood/sources/",
        "/mood/letters/",
        "/more/",
        warning,
    ]
    return {
        "district_coordinator": [waits, stopped, checked, done, listing, *of_the_whole, *published],
        "administrator": ["/people/", "/people/?find=zhang-long", "/people/?find=none"],
    }


@pytest.mark.parametrize(("scheme", "language", "elder"), MODES)
@pytest.mark.parametrize("role", ["district_coordinator", "administrator"])
def test_no_state_of_a_page_has_a_finding_or_is_too_wide(visit, pages, role, scheme, language, elder):
    visitor = visit(role, dark=scheme == "dark")
    visitor.switch("language", language)
    visitor.switch("elder", elder)
    try:
        for path in pages[role]:
            assert visitor.open(path).status == 200, path
            acts.unfold(visitor)
            for width in WIDTHS:
                visitor.page.set_viewport_size({"width": width, "height": 900})
                assert findings(visitor) == [], f"{path} at {width}"
                assert pixels_beyond(visitor) <= 0, f"{path} at {width}"
        assert visitor.complaints == []
    finally:
        visitor.switch("language", "zh-hans")
        visitor.switch("elder", "0")


def test_each_state_shows_what_it_is_for(visit, pages):
    visitor = visit("district_coordinator")
    said = ["每一列的意思", "还不能导入", "有 3 行有问题", "已导入", "添加任务", "没有归入小区", "的更新已完成"]
    for path, words in zip(pages["district_coordinator"], said, strict=False):
        visitor.open(path)
        assert words in visitor.page.inner_text("main"), path


@pytest.mark.parametrize("dark", [False, True])
def test_paper_is_black_on_white_and_holds_what_the_screen_held(visit, pages, dark):
    visitor = visit("district_coordinator", dark=dark)
    listing, report = pages["district_coordinator"][4], pages["district_coordinator"][6]
    for path in ("/overview/", "/record/", listing, report):
        visitor.open(path)
        visitor.page.emulate_media(media="print")
        ink = visitor.page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        ground = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)"), path
        assert smallest_letter(visitor) >= 16, path  # 12 pt
        for gone in (".top", ".side", ".button", "form", "summary"):
            assert not any(one.is_visible() for one in visitor.page.locator(gone).all()), f"{gone} on {path}"
        assert visitor.page.locator(".band").is_visible(), path
        assert visitor.installation.address + path in visitor.page.inner_text(".printed")
        visitor.page.emulate_media(media="screen")


def smallest_letter(visitor) -> float:
    """Return the size in pixels of the smallest text that can be seen, charts apart."""
    return float(
        visitor.page.evaluate(
            """() => Math.min(...[...document.querySelectorAll('main *')]
                .filter(e => e.offsetParent && !e.closest('.draw, .visually-hidden'))
                .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
        )
    )


def test_the_numbers_behind_a_chart_are_printed_with_it(visit):
    visitor = visit("district_coordinator")
    visitor.open("/record/")
    shown = "document.querySelector('.chart ~ details').open"
    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert visitor.page.evaluate(shown)
    visitor.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not visitor.page.evaluate(shown)
    assert visitor.complaints == []
