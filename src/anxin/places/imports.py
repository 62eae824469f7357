"""What this module offers to import: the register of places and the streets."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.core.imports.columns import Field
from anxin.core.imports.kinds import Decision, ImportKind, Request
from anxin.core.people.actor import Actor
from anxin.core.territory.streets import store_streets
from anxin.places.register_file import decide_register
from anxin.places.services import write_register
from anxin.places.street_file import read_streets

COORDINATES = Field("coordinates", _("Coordinate system"), (), help=_("WGS-84, GCJ-02, BD-09 or EPSG:<code>"))

PLACES = ImportKind(
    key="places",
    title=_("Estates"),
    help=_(
        "One row an estate. A file of incidents will do as well: "
        "each distinct point then becomes a place, with its area as the subdistrict."
    ),
    fields=(
        Field(
            "code",
            _("Estate code"),
            ("estate_code", "estatecode", "id", "小区编号", "小区编码", "编号", "编码", "代码"),
        ),
        Field("name", _("Estate name"), ("estate", "estate_name", "小区", "小区名称", "名称", "名字")),
        Field(
            "subdistrict",
            _("Subdistrict"),
            ("area", "street", "town", "街道", "街镇", "所属街道", "街道镇"),
            required=True,
        ),
        Field("neighbourhood", _("Neighbourhood"), ("committee", "居委", "居委会", "居民区", "所属居委")),
        Field("homes", _("Homes"), ("households", "units", "户数", "住户数", "总户数")),
        Field("x", _("Longitude or east"), ("longitude", "lon", "lng", "经度", "geometry_x", "easting")),
        Field("y", _("Latitude or north"), ("latitude", "lat", "纬度", "geometry_y", "northing")),
        Field(
            "boundary",
            _("Boundary"),
            ("geometry", "wkt", "polygon", "边界", "范围"),
            help=_("GeoJSON geometry or WKT."),
        ),
    ),
    options=(
        COORDINATES,
        Field("district", _("Name of the district"), ()),
    ),
    decide=decide_register,
    apply=write_register,
)


def _decide_streets(request: Request) -> Decision:
    graph = read_streets(request.content, request.filename)
    kilometres = float(graph.metres.sum() / 1000)
    counts = {"junctions": len(graph), "edges": len(graph.u), "kilometres": round(kilometres)}
    return Decision(counts=counts, payload=graph)


def _store(decision: Decision, request: Request, actor: Actor, at: datetime) -> None:
    store_streets(decision.payload, source=request.filename, actor=actor, at=at)


STREETS = ImportKind(
    key="streets",
    title=_("Streets"),
    help=_("An OpenStreetMap extract of the district (.osm, .osm.gz, .osm.pbf), or street lines as GeoJSON."),
    fields=(),
    decide=_decide_streets,
    apply=_store,
    reads_table=False,
    endings=(".osm", ".osm.gz", ".osm.bz2", ".pbf", ".geojson", ".json"),
)
