"""A leg is said the way the crew goes, on page, phone and sheet; the heading counts the crews that visit."""

from __future__ import annotations

import pytest

from anxin.patrols.models import Crew, Mode, Stop
from anxin.patrols.queries import route_with_stops
from anxin.patrols.sheet import _values
from days import TODAY


@pytest.mark.parametrize(
    ("mode", "words"), [(Mode.FOOT, "步行 8 分钟"), (Mode.BICYCLE, "骑车 8 分钟"), (Mode.CAR, "开车 8 分钟")]
)
def test_a_leg_is_said_the_way_the_crew_goes(mode, words, plan, token, client, signed_in):
    Crew.objects.update(mode=mode)
    page = signed_in("district_coordinator").get(f"/patrols/{TODAY}/").content.decode()
    assert page.count(words) == 4
    client.get(f"/street/open/{token}/")
    assert f"怎么走：{words}" in client.get("/street/").content.decode()
    rows = [_values(route_with_stops(route.pk), "")["stops"] for route in plan.routes.all()]
    assert all(row["why"].startswith(words) for stops in rows for row in stops)


def test_the_heading_counts_crews_and_places_that_are_visited(plan, crews, signed_in):
    coordinator = signed_in("district_coordinator")
    assert "2 支队伍巡 4 个小区" in coordinator.get(f"/patrols/{TODAY}/").content.decode()
    Stop.objects.filter(route__crew=crews[1]).update(reasons=["rest"])
    assert "1 支队伍巡 3 个小区" in coordinator.get(f"/patrols/{TODAY}/").content.decode()


@pytest.mark.parametrize("place", ["", "  "])
def test_a_place_without_a_code_is_asked_for(place, plan, signed_in):
    form = {"cause": "urgent", "place": place}
    page = signed_in("district_coordinator").post(f"/patrols/{TODAY}/change/", form).content.decode()
    assert "请填写地点代码" in page
    assert "代码为 " not in page
