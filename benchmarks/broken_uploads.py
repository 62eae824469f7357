"""What is sent to the import pages: a file, its name, its kind and the form after it; any of them may be wrong."""

from __future__ import annotations

import random

from benchmarks.broken_bytes import BYTES, Upload
from benchmarks.broken_streets import broken_streets, valid_streets
from benchmarks.broken_tables import broken_table, valid_table

FORMS = [
    *({"field_date": "没有这一列", "field_subdistrict": "没有这一列"}, {"field_date": "", "field_subdistrict": ""}, {"field_x": "小时", "field_none": "户数"}),
    *({"field_code": "户数", "field_source_key": "小时"}, {"field_boundary": "小区名称", "field_estate": "案发日期"}, {"field_name": "\x00"}),
    *({"option_coordinates": name} for name in (
        "WGS-84", "gcj02", "BD-09", "EPSG:3857", "EPSG:32651", "EPSG:5773", "EPSG:4978", "EPSG:999999", "EPSG:", "火星", "\x00", "+proj=merc",
        "x" * 5000, "GEOGCRS[", "NaN", "EPSG:4326+5773", "4326", "urn:ogc:def:crs:EPSG::3857", "../x", "+init=epsg:3857")),
    *({"option_within_metres": text} for text in ("-5", "NaN", "inf", "1e308", "abc", "0", "５０", "100 m", "1,000", "\x00")),
    *({"option_district": text} for text in ("字" * 500, "\x00", "安和区", "\u202e", " ", "😀")),
    {"option_skip_refused": "1", "option_other": "x" * 100_000},
]  # fmt: skip
NAMES = [
    "名单.exe",
    "a.csv.exe",
    "无后缀",
    "a" * 300 + ".csv",
    "../../a.csv",
    "a\x00.csv",
    "..csv",
    "表 格;'\".CSV",
    "a.xlsx",
    "a.geojson",
]


def valid(kind: str, rng: random.Random) -> Upload:
    """Return a small file with nothing wrong in it, in one of the formats of its kind."""
    return valid_streets(rng) if kind == "streets" else valid_table(kind, rng)


def mutated(kind: str, rng: random.Random) -> Upload:
    """Return a file with something wrong in its content, its name, its kind or the form after it."""
    upload = broken_streets(rng) if kind == "streets" else broken_table(kind, rng)
    if rng.random() < 0.3:
        upload.changed_by(rng.choice(BYTES), rng)
    if rng.random() < 0.25:
        upload.form = dict(rng.choice(FORMS))
        upload.done.append(f"form {str(upload.form)[:60]}")
    if rng.random() < 0.05:
        upload.filename = rng.choice(NAMES)
        upload.done.append("name")
    if rng.random() < 0.02:
        upload.kind = rng.choice(["persons", "streets", "places", "incidents", "0"])
        upload.done.append("kind")
    return upload
