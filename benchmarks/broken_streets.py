"""Street files in every format, with something wrong in them."""

from __future__ import annotations

import gzip
import json
import random
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import osmium

from benchmarks.broken_bytes import BYTES, Upload
from benchmarks.broken_tables import break_json


def valid_streets(rng: random.Random) -> Upload:
    """Return one short street."""
    ending, make = rng.choice(list(STREETS.items()))
    return Upload("streets", f"路网{ending}", make(_street_rows(rng)))


def _street_rows(rng: random.Random) -> list[tuple[float, float]]:
    return [(124.2 + 0.001 * i, 30.6 + 0.0001 * rng.randrange(9)) for i in range(rng.randrange(3, 9))]


def as_osm(points: list[tuple[float, float]]) -> bytes:
    nodes = "".join(f'<node id="{i}" lat="{y:.6f}" lon="{x:.6f}"/>' for i, (x, y) in enumerate(points, 1))
    refs = "".join(f'<nd ref="{i}"/>' for i in range(1, len(points) + 1))
    way = f'<way id="1">{refs}<tag k="highway" v="footway"/><tag k="surface" v="paved"/></way>'
    return f"<?xml version='1.0'?><osm version=\"0.6\">{nodes}{way}</osm>".encode()


def as_pbf(points: list[tuple[float, float]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "streets.osm.pbf"
        with osmium.SimpleWriter(str(path)) as writer:
            for item in osmium.FileProcessor(osmium.io.FileBuffer(as_osm(points), "osm")):
                writer.add(item)
        return path.read_bytes()


def as_lines(points: list[tuple[float, float]]) -> bytes:
    feature = {
        "type": "Feature",
        "properties": {"surface": "paved"},
        "geometry": {"type": "LineString", "coordinates": points},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


STREETS: dict[str, Callable[[list[tuple[float, float]]], bytes]] = {
    ".osm": as_osm, ".osm.gz": lambda points: gzip.compress(as_osm(points)), ".osm.pbf": as_pbf, ".geojson": as_lines,
}  # fmt: skip
OSM_SWAPS = [
    *(('lat="30', new) for new in ('lat="nan', 'lat="1e9', 'lat="-230', 'lat="', 'lat="30" lat="30', "lat='")),
    *(('id="1"', f'id="{n}"') for n in ("-1", "0", "9223372036854775807", str(2**60), "1e3", "x", "")),
    *(("<nd", "<nd/><nd"), ('ref="2"', 'ref="999"'), ("highway", "railway"), ("footway", "motorway"), ("footway", "&#xD800;"), ("footway", "x" * 70_000)),
    *(("<osm", '<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><osm'), ("<way", "<relation id='1'/><way"), ("</osm>", ""), ('version="0.6"', "")),
    *(("<node", "<a>" * 50_000 + "<node"), ("<way", "<node id='1' lat='1' lon='1'/><way"), ("osm>", "osmChange>"), ("<way id", "<way visible='false' id")),
]  # fmt: skip


def broken_streets(rng: random.Random) -> Upload:
    """Return a street file with something wrong in it; the bytes of a PBF, the text of the others."""
    ending, make = rng.choice(list(STREETS.items()))
    points = _street_rows(rng)
    if ending == ".geojson":
        return Upload("streets", f"路网{ending}", break_json(make(points), rng), done=["break_json"])
    if ending == ".osm.pbf":
        return Upload("streets", f"路网{ending}", rng.choice(BYTES)(make(points), rng), done=["bytes"])
    old, new = rng.choice(OSM_SWAPS)
    text = re.sub(re.escape(old), lambda _: new, as_osm(points).decode(), count=rng.choice([0, 1]))
    content = text.encode()
    return Upload(
        "streets",
        f"路网{ending}",
        gzip.compress(content) if ending == ".osm.gz" else content,
        done=[f"{old} {new}"[:50]],
    )
