"""A newcomer's and a coordinator's ways through the product, as a person would walk them."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.e2e


def test_the_coordinator_decides_on_a_proposal_and_sees_it_listed(visit):
    visitor = visit("district_coordinator")
    page = visitor.page
    visitor.open("/focus/")
    before = page.locator(".decision").count()
    assert before >= 1
    name = page.locator(".decision h2").first.inner_text().removesuffix("要挂牌吗？")
    page.locator(".decision .button").first.click()
    page.wait_for_url(re.compile(r"/focus/\d+/$"))
    assert name in page.inner_text("h1")
    assert page.locator(".list li").count() >= 3
    visitor.open("/focus/")
    assert page.locator(".decision").count() == before - 1
    assert name in page.inner_text("#t-focus-list")


def test_the_coordinator_confirms_tonights_patrol_and_prints_the_sheet(visit):
    visitor = visit("district_coordinator")
    page = visitor.page
    visitor.open("/patrols/")
    page.click("text=确认计划")
    page.wait_for_selector(".state.good")
    with page.expect_download() as download:
        page.locator("text=PDF").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_a_district_is_imported_in_the_browser(visit, tmp_path):
    file = tmp_path / "小区.csv"
    rows = [
        "小区编码,小区名称,街道,户数,经度,纬度",
        "ZZ0001,新来小区,和溪街道,321,124.21,30.61",
        "ZZ0002,没有街道,,5,124.21,30.61",
    ]
    file.write_bytes("\n".join(rows).encode("gb18030"))
    visitor = visit("district_coordinator")
    page = visitor.page
    visitor.open("/data/")
    page.set_input_files("#file-places", file)
    page.locator("form[action*='places'] button").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    assert page.locator("#field_homes").input_value() == "户数"
    page.click("text=检查文件")
    page.wait_for_selector("text=新来小区", timeout=30_000)
    assert "请填写街道" in page.inner_text("main")
    page.check("input[name=skip_refused]")
    page.locator("form[action*=approve] button").click()
    page.wait_for_selector("text=导入完成", timeout=30_000)
    page.fill("#find", "xinlai")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=新来小区")
    assert visitor.complaints == []


def test_a_file_that_names_persons_is_turned_away(visit, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("日期,嫌疑人姓名\n2026-01-01,某某\n")
    visitor = visit("district_coordinator")
    page = visitor.page
    visitor.open("/data/")
    page.set_input_files("#file-incidents", file)
    page.locator("form[action*='incidents'] button").click()
    page.wait_for_selector("text=嫌疑人姓名")
    assert "从不分析人" in page.inner_text("main")


def test_everything_can_be_reached_by_keyboard(visit):
    visitor = visit("district_coordinator")
    page = visitor.page
    visitor.open("/overview/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("ah")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search/"))


def test_the_care_side_stands_alone(installation, chromium):
    for path in ("/overview/", "/focus/", "/estates/"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{installation.care}{path}")
        assert refused.value.code == 404
    password = (installation.home / "sign-ins-care.txt").read_text().splitlines()[0].split()[-1]
    page = chromium.new_page()
    page.goto(f"{installation.care}/account/login/")
    page.fill("#id_login", "counsellor")
    page.fill("#id_password", password)
    page.click("main form button[type=submit]")
    page.wait_for_selector("h1")
    assert "心理服务" in page.inner_text("main")
    page.goto(f"{installation.care}/account/login/")
    page.close()


def test_a_community_account_is_unknown_on_the_care_side(installation, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{installation.care}/account/login/")
    page.fill("#id_login", "district_coordinator")
    page.fill("#id_password", installation.password)
    page.click("main form button[type=submit]")
    page.wait_for_selector(".message.bad")
    context.close()
