"""The task sheet is one A4 page, whatever the route, with its letters in it and none of them small."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.utils import translation
from PIL import Image

from anxin.patrols.models import Crew, Plan, Route, Stop
from anxin.patrols.queries import route_with_stops
from anxin.patrols.sheet import TEMPLATE, as_pdf, as_png
from days import AT, TODAY
from pdf import pages_of

LONG = "安和新村花园第二期东区二十四字小区名称真长啊呀"  # 24 letters
WALKERS = [f"安和街道志愿者{number}号" for number in range(1, 9)]
REASONS = ["listed", "near_repeat", "overdue"]


@pytest.fixture
def route(estate):
    """Return a function that lays out a route of as many stops at estates with long names."""
    place = estate(2)
    place.name = LONG
    place.save()
    crew = Crew.objects.create(name="安和街道第一平安志愿巡逻队", start=estate(1), minutes=480)

    def lay(count: int) -> Route:
        plan = Plan.objects.create(date=TODAY, on_streets=False, prize=1, left_out=0, made_at=AT)
        made = Route.objects.create(
            plan=plan, crew=crew, crew_name=crew.name, begins_at=AT, ends_at=AT + timedelta(hours=8),
            walk_metres=8400, line=[(124.2 + 0.001 * i, 30.6 + 0.002 * (i % 3)) for i in range(count + 1)],
        )  # fmt: skip
        Stop.objects.bulk_create(
            Stop(
                route=made, position=i + 1, place=place, visit=i + 1, arrives_at=AT + timedelta(minutes=20 * i),
                leaves_at=AT + timedelta(minutes=20 * i + 12), walk_minutes=8, reasons=REASONS,
            )
            for i in range(count)
        )  # fmt: skip
        return route_with_stops(made.pk)

    return lay


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("count", range(1, 15))
def test_the_sheet_is_one_page(route, count, language):
    with translation.override(language):
        pdf = as_pdf(route(count), walkers=WALKERS)
    assert pages_of(pdf) == 1
    assert b"NotoSansSC" in pdf


@pytest.mark.parametrize("count", [1, 14])
def test_the_picture_has_the_proportion_of_a4(route, count):
    width, height = Image.open(io.BytesIO(as_png(route(count)))).size
    assert height / width == pytest.approx(297 / 210, abs=0.01)


def test_nothing_is_set_smaller_than_twelve_points():
    sizes = [float(size) for size in re.findall(r"(?:size: |text\()([\d.]+)pt", TEMPLATE.read_text(encoding="utf-8"))]
    assert sizes
    assert min(sizes) >= 12
