"""What people do in the browser so that a page has something to show: files, decisions, tasks, crews, accounts."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

LONG_NAME = "安和区清源岚庭第二十四号综合服务与邻里互助中心小区"  # 24 letters and more: what a table must bear
PLACES = [
    "小区编码,小区名称,街道,户数,经度,纬度",
    f"ZY0001,{LONG_NAME},和溪街道,321,124.21,30.61",
    "ZY0002,没有街道,,5,124.21,30.61",
    "ZY0003,户数不是数,和溪街道,很多,124.21,30.61",
    "ZY0004,远在天边,和溪街道,12,924.21,30.61",
]
INCIDENTS = [
    "案件编号,发案日期,发案时间,经度,纬度",
    *(f"ZY-{day:02},2025-09-{day:02},21:30,121.{day:02},31.20" for day in range(1, 15)),
    "ZY-99,2025年9月,21:30,124.21,30.61",
]


def bring(visitor, kind: str, lines: list[str], file: Path) -> str:
    """Bring a file in; the run waits for its columns. Returns the run's address."""
    file.write_text("\n".join(lines), encoding="utf-8")
    visitor.open("/data/")
    visitor.page.set_input_files(f"#file-{kind}", file)
    visitor.page.locator(f"form[action*='{kind}'] button").click()
    visitor.page.wait_for_url(re.compile(r"/imports/\d+/$"))
    return visitor.page.url.removeprefix(visitor.installation.address)


def check(visitor) -> None:
    """Confirm the columns of the run that is open, and wait for the preview.

    The coordinate system is emptied: the last file's choice is remembered, and one of ours was wrong on purpose.
    """
    if visitor.page.locator("#option_coordinates").count():
        visitor.page.fill("#option_coordinates", "")
    visitor.page.locator("form[action*=columns] button").click()
    visitor.page.wait_for_selector("form[action*=approve]", timeout=30_000)


def approve(visitor) -> None:
    """Import what the preview shows, without the refused rows."""
    visitor.page.check("input[name=skip_refused]")
    visitor.page.locator("form[action*=approve] button").click()
    visitor.page.wait_for_selector("form[action*=round]", timeout=30_000)


def stop(visitor) -> None:
    """Name a coordinate system that nobody knows for the run that is open, and wait until the check stops."""
    visitor.page.fill("#option_coordinates", "EPSG:1")
    visitor.page.locator("form[action*=columns] button").click()
    visitor.page.wait_for_selector(".message.bad", timeout=30_000)


def round_report(visitor) -> str:
    """Return the address of the last round's report."""
    visitor.open("/data/")
    return str(visitor.page.locator("a[href*=rounds]").first.get_attribute("href"))


def list_an_estate(visitor) -> str:
    """Follow the first proposal, do its first task and add a photograph. Returns the listing's address."""
    page = visitor.page
    visitor.open("/focus/")
    page.locator(".decision form[action*=accept] .button").first.click()
    page.wait_for_url(re.compile(r"/focus/\d+/$"))
    page.locator("form[action*=photo]").first.evaluate("form => { form.closest('details').open = true }")
    page.locator("input[name=photo]").first.set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    page.locator("form[action*=photo] button").first.click()
    page.wait_for_selector(".photos img")
    page.locator("form[action*=done] button").first.click()
    page.wait_for_selector(".list .state.watch")
    return page.url.removeprefix(visitor.installation.address)


def publish_the_evening(visitor, second) -> list[str]:
    """Plan, confirm and publish tomorrow's evening; a second person releases it. Returns a board, a post, a link.

    Tonight's is another test's to confirm.
    """
    page = visitor.page
    visitor.open("/patrols/")
    page.locator(".crumbs a").last.click()
    page.wait_for_load_state()
    page.locator("form[action*=plan] button").click()
    page.wait_for_selector("form[action*=confirm] button", timeout=120_000)
    page.locator("form[action*=confirm] button").click()
    page.wait_for_load_state()
    page.locator("form[action*=publish] button").click()
    page.wait_for_selector("main .list a[href*='/rooms/packs/']", timeout=120_000)
    packs = [one.get_attribute("href") for one in page.locator("main .list a[href*='/rooms/packs/']").all()]
    for path in packs:
        second.open(path)
        second.page.locator("form[action*=release] button").click()
        second.page.wait_for_selector("#t-board")
    post = second.page.locator("#t-board tbody a").first.get_attribute("href")
    second.open(post)
    link = second.page.locator("main a[href*='/r/']").get_attribute("href")
    return [packs[-1], post, link.removeprefix(visitor.installation.address), "/rooms/packs/", "/rooms/by-hand/"]


def draw_weeks(visitor) -> str:
    """Have the coming week drawn and wait for it. Returns the address of its first evening."""
    visitor.open("/patrols/weeks/")
    visitor.page.fill("#w-weeks", "1")
    visitor.page.locator("form[action*=draw] button").click()
    visitor.page.wait_for_selector("a[href*='/patrols/weeks/2']", timeout=240_000)
    return str(visitor.page.locator("a[href*='/patrols/weeks/2']").first.get_attribute("href"))


def look_after_a_warning(visitor) -> str:
    """Take the first warning about mood up and open a response. Returns the warning's address."""
    page = visitor.page
    visitor.open("/mood/warnings/")
    page.locator("#t-warnings tbody a").first.click()
    page.locator("form[action*=take] button").click()
    page.wait_for_selector("#office")
    page.fill("#what", "居民夜校：睡个好觉")
    page.fill("#office", "街道办事处")
    page.fill("#due_date", f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}")
    page.locator("form[action*=respond] button").click()
    page.wait_for_selector("form[action*=responses] button")
    return page.url.removeprefix(visitor.installation.address)


def photograph() -> bytes:
    """Return a small picture as a telephone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 110, 100)).save(out, "JPEG")
    return out.getvalue()


def open_account(visitor) -> None:
    """Open an account with a long name and give it a role."""
    page = visitor.page
    visitor.open("/people/")
    page.fill("#username", "zhang-long-name-of-the-estate-committee")
    page.fill("#display_name", LONG_NAME)
    page.fill("#password", "correct horse battery")
    page.locator("form[action*=add] button").click()
    visitor.open("/people/?find=zhang-long")
    page.locator("details summary").click()
    page.select_option("select[name=role]", "volunteer")
    page.locator("form[action*=grant] button").last.click()
    page.wait_for_load_state()


def unfold(visitor) -> None:
    """Open every part of the page that is folded away."""
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
