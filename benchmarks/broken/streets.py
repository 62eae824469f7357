"""Street files in every format, with something wrong in them."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import osmium

from benchmarks.broken.tables import break_json
from benchmarks.broken.upload import BYTES, Upload
from benchmarks.broken.values import OSM_SWAPS

Points = list[tuple[float, float]]


def valid_streets(rng: random.Random) -> Upload:
    """Return one short street."""
    ending, make = rng.choice(list(STREETS.items()))
    return Upload("streets", f"路网{ending}", make(_street(rng)))


def broken_streets(rng: random.Random) -> Upload:
    """Return a street file with something wrong in it: in the bytes of a PBF, in the text of the others."""
    ending, make = rng.choice(list(STREETS.items()))
    if ending == ".osm.pbf":
        upload = Upload("streets", f"路网{ending}", make(_street(rng)))
        upload.changed_by(rng.choice(BYTES), rng)
        return upload
    if ending == ".geojson":
        return Upload("streets", f"路网{ending}", break_json(make(_street(rng)), rng), done=["break_json"])
    old, new = rng.choice(OSM_SWAPS)
    content = as_osm(_street(rng)).replace(old.encode(), new.encode(), rng.choice([1, -1]))
    return Upload(
        kind="streets",
        filename=f"路网{ending}",
        content=gzip.compress(content) if ending == ".osm.gz" else content,
        done=[f"{old} becomes {new}"[:60]],
    )


def as_osm(points: Points) -> bytes:
    """Return the street as OpenStreetMap XML."""
    nodes = "".join(f'<node id="{i}" lat="{y:.6f}" lon="{x:.6f}"/>' for i, (x, y) in enumerate(points, 1))
    refs = "".join(f'<nd ref="{i}"/>' for i in range(1, len(points) + 1))
    way = f'<way id="1">{refs}<tag k="highway" v="footway"/><tag k="surface" v="paved"/></way>'
    return f"<?xml version='1.0'?><osm version=\"0.6\">{nodes}{way}</osm>".encode()


def as_pbf(points: Points) -> bytes:
    """Return the street as OpenStreetMap PBF."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "streets.osm.pbf"
        with osmium.SimpleWriter(str(path)) as writer:
            for item in osmium.FileProcessor(osmium.io.FileBuffer(as_osm(points), "osm")):
                writer.add(item)
        return path.read_bytes()


def as_lines(points: Points) -> bytes:
    """Return the street as a GeoJSON line."""
    geometry = {"type": "LineString", "coordinates": points}
    feature = {"type": "Feature", "properties": {"surface": "paved"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


STREETS: dict[str, Callable[[Points], bytes]] = {
    ".osm": as_osm,
    ".osm.gz": lambda points: gzip.compress(as_osm(points)),
    ".osm.pbf": as_pbf,
    ".geojson": as_lines,
}


def _street(rng: random.Random) -> Points:
    return [(124.2 + 0.001 * i, 30.6 + 0.0001 * rng.randrange(9)) for i in range(rng.randrange(3, 9))]
