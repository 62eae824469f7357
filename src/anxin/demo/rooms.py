"""The demonstration's 191 chat rooms, all posted to by hand: nothing calls out."""

from __future__ import annotations

import csv
import io

from anxin.core.territory.models import Level, Place

ROOMS = 191


def rooms_csv() -> bytes:
    """Return the register of rooms: staff rooms of the district and its subdistricts, then residents' rooms."""
    staff = list(Place.objects.filter(level__in=(Level.DISTRICT, Level.SUBDISTRICT)).order_by("level", "code"))
    residents = Place.objects.filter(level=Level.NEIGHBOURHOOD).order_by("code")[: ROOMS - len(staff)]
    rows = [["群名称", "编码", "平台", "对象"]]
    rows += [[f"{place.name}工作群", place.code, "人工转发", "工作群"] for place in staff]
    rows += [[f"{place.name}警务室 {place.code}", place.code, "人工转发", "居民群"] for place in residents]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
