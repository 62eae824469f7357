"""What this module offers to import: residential burglaries, as place and time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.burglary.incident_file import decide_incidents
from anxin.burglary.services.incidents import write_incidents
from anxin.core.imports.columns import Field
from anxin.core.imports.kinds import ImportKind

INCIDENTS = ImportKind(
    key="incidents",
    title=_("Burglaries"),
    help=_("Residential burglaries reported by those who suffered them: when and where, never who."),
    fields=(
        Field(
            "date",
            _("Date"),
            (
                "occurred",
                "occurred_date",
                "datetime",
                "案发日期",
                "发案日期",
                "发案时间",
                "案发时间",
                "日期",
                "时间",
            ),
            required=True,
        ),
        Field("hour", _("Hour"), ("occurred_hour", "小时", "时段")),
        Field("source_key", _("Key in the source"), ("key", "case_number", "incident_id", "id", "案件编号", "编号")),
        Field(
            "estate",
            _("Estate code"),
            ("estate_code", "place", "place_code", "code", "小区编码", "小区编号", "小区代码"),
        ),
        Field("x", _("Longitude or east"), ("longitude", "lon", "lng", "经度", "geometry_x", "easting")),
        Field("y", _("Latitude or north"), ("latitude", "lat", "纬度", "geometry_y", "northing")),
    ),
    options=(
        Field("coordinates", _("Coordinate system"), (), help=_("WGS-84, GCJ-02, BD-09 or EPSG:<code>")),
        Field("within_metres", _("Nearest estate within (metres)"), ()),
    ),
    name_is_a_place=False,
    decide=decide_incidents,
    apply=write_incidents,
)
