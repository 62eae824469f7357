"""Streets come in from OpenStreetMap and GeoJSON as one connected network, or say what is wrong."""

from __future__ import annotations

import bz2
import csv
import gzip
import itertools
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import osmium
import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from anxin.core.imports.errors import UnreadableFileError
from anxin.core.territory.models import StreetNetwork
from anxin.core.territory.streets import current_network, street_graph
from anxin.places.street_file import is_walkable, read_streets

NODES = {
    1: (124.2, 30.6),
    2: (124.201, 30.6),
    3: (124.202, 30.6),
    4: (124.203, 30.6),
    5: (124.3, 30.7),
    6: (124.301, 30.7),
}


def osm(*ways: tuple[list[int], dict[str, str]], nodes: dict[int, tuple] = NODES) -> bytes:
    points = "".join(f'<node id="{key}" lat="{lat}" lon="{lon}"/>' for key, (lon, lat) in nodes.items())
    lines = ""
    for key, (refs, tags) in enumerate(ways, 1):
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs) + "".join(
            f'<tag k="{k}" v="{v}"/>' for k, v in tags.items()
        )
        lines += f'<way id="{key}">{inside}</way>'
    return f'<osm version="0.6">{points}{lines}</osm>'.encode()


def pbf(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "streets.osm.pbf"
        with osmium.SimpleWriter(str(path)) as writer:
            for item in osmium.FileProcessor(osmium.io.FileBuffer(content, "osm")):
                writer.add(item)
        return path.read_bytes()


STREET = osm(([1, 2, 3], {"highway": "residential"}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", STREET),
        ("a.osm.gz", gzip.compress(STREET)),
        ("A.OSM.BZ2", bz2.compress(STREET)),
        ("a.osm.pbf", pbf(STREET)),
        ("a.pbf", pbf(STREET)),
    ],
)
def test_every_openstreetmap_format_gives_the_same_network(bring, name, content):
    done = bring("streets", content, name)
    assert done.run.counts == {"junctions": 3, "edges": 2, "kilometres": 0}
    graph = street_graph(current_network().version)
    assert sorted(graph.longitude) == pytest.approx([124.2, 124.201, 124.202])
    assert graph.metres == pytest.approx([95.7, 95.7], abs=0.2)
    actions = AuditEntry.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions)[-2:] == ["territory.streets.stored", "imports.streets.imported"]


def test_the_same_network_twice_is_stored_once(bring):
    bring("streets", STREET, "a.osm")
    bring("streets", STREET, "b.osm")
    assert StreetNetwork.objects.count() == 1
    assert AuditEntry.objects.filter(action="territory.streets.stored").count() == 1


def test_only_what_connects_is_kept():
    graph = read_streets(osm(([1, 2, 3], {"highway": "path"}), ([5, 6], {"highway": "path"})), "a.osm")
    assert len(graph) == 3


def test_a_way_that_leaves_the_extract_is_not_joined_across_the_gap():
    graph = read_streets(osm(([1, 2, 99, 3, 4], {"highway": "path"}), ([2, 1], {"highway": "path"})), "a.osm")
    assert len(graph) == 2


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "steps", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "yes"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "primary", "foot": "no"}, False),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"building": "yes"}, False),
    ],
)
def test_people_walk_where_people_may_walk(tags, walkable):
    assert is_walkable(tags) is walkable


def test_geojson_lines_are_streets_and_other_shapes_are_none(bring, geojson):
    line = {"type": "LineString", "coordinates": [[124.2, 30.6, 5], [124.201, 30.6]]}
    lines = {
        "type": "MultiLineString",
        "coordinates": [[[124.201, 30.6], [124.202, 30.6]], [[124.2, 30.6], [124.2, 30.61]]],
    }
    point = {"type": "Point", "coordinates": [1, 2]}
    collection = {"type": "GeometryCollection", "geometries": [point]}
    content = geojson(
        ({"surface": "paved"}, line), ({"name": "新路"}, lines), ({}, point), ({}, collection), ({}, None)
    )
    assert bring("streets", content, "a.geojson").run.counts["junctions"] == 4


REFUSED = {
    "no street": (osm(([1, 2], {"highway": "motorway"})), "a.osm", "no street that can be walked"),
    "one point": (osm(([1], {"highway": "path"}), ([2, 2], {"highway": "path"})), "a.osm", "lead nowhere"),
    "no node": (osm(([1, 2], {"highway": "path"}), nodes={}), "a.osm", "no street"),
    "off the earth": (osm(([1, 2], {"highway": "path"}), nodes={1: (190, 30), 2: (1, 99)}), "a.osm", "no street"),
    "NaN": (osm(([1, 2], {"highway": "path"}), nodes={1: ("nan", 30), 2: (1, 2)}), "a.osm", "cannot be read"),
    "far away": (osm(([1, 2], {"highway": "path"}), nodes={1: (1, "1e9"), 2: (1, 2)}), "a.osm", "cannot be read"),
    "entities": (b'<!DOCTYPE o [<!ENTITY a "aa">]>' + STREET.replace(b"residential", b"&a;"), "a.osm", "entities"),
    "an outside entity": (b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + STREET, "a.osm", "entities"),
    "nested too deep": (b'<osm version="0.6">' + b"<a>" * 100_000, "a.osm", "cannot be read"),
    "cut off": (STREET[:150], "a.osm", "cannot be read"),
    "cut off, packed": (gzip.compress(STREET)[:60], "a.osm.gz", "cannot be read"),
    "not packed": (STREET, "a.osm.gz", "cannot be read"),
    "no PBF": (b"\x00\x00\x00\x0dpbf?" * 40, "a.pbf", "cannot be read"),
    "empty": (b"", "a.osm", "cannot be read"),
    "empty PBF": (b"", "a.pbf", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_an_openstreetmap_file_that_is_none_stops_with_the_reason(receive, nothing_changes, name):
    content, filename, says = REFUSED[name]
    with nothing_changes():
        brought = receive("streets", content, filename).check()
        assert brought.run.state == "stopped"
        with pytest.raises(AnxinError, match="not ready"):
            brought.approve()
    assert says in brought.run.message


@pytest.mark.parametrize(
    "coordinates",
    ["null", "7", "[[1]]", '[["a", 1], [2, 2]]', "[[null, 1], [2, 2]]", "[[" + "9" * 400 + ", 1], [2, 2]]", '{"a": 1}'],
)
@pytest.mark.parametrize("kind", ["LineString", "MultiLineString"])
def test_a_line_that_is_none_is_named_by_its_feature(receive, nothing_changes, kind, coordinates):
    good = '{"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 1], [1, 2]]}}'
    bad = '{"type": "Feature", "geometry": {"type": "%s", "coordinates": %s}}' % (kind, coordinates)  # noqa: UP031
    with nothing_changes():
        brought = receive("streets", f'{{"type": "FeatureCollection", "features": [{good}, {bad}]}}', "a.json").check()
    assert brought.run.state == "stopped"
    assert "feature 2 " in brought.run.message


@pytest.mark.parametrize(
    "content", ["", "[", "null", "[" * 100_000, '{"type": "FeatureCollection", "features": [null]}', "NaN"]
)
def test_json_that_is_none_is_not_even_kept(receive, nothing_changes, uploads, content):
    with nothing_changes(), pytest.raises(UnreadableFileError):
        receive("streets", content, "a.geojson")
    assert uploads() == []


@pytest.mark.parametrize("name", ["a.csv", "a.zip", "osm", "a.osm.exe"])
def test_another_ending_is_refused(receive, nothing_changes, uploads, name):
    with nothing_changes(), pytest.raises(UnreadableFileError, match=r"\.osm\.gz"):
        receive("streets", STREET, name)
    assert uploads() == []


def test_points_on_opposite_sides_of_the_earth_have_a_length():
    graph = read_streets(osm(([1, 2], {"highway": "path"}), nodes={1: (10.1, 20.3), 2: (-169.9, -20.3)}), "a.osm")
    assert np.isfinite(graph.metres).all()


def largest_part(path: Path, file_format: str) -> int:
    """Count the points of the largest connected part by another way: union-find over points that follow one another."""
    above: dict[tuple[float, float], tuple[float, float]] = {}

    def top(point):
        while above.setdefault(point, point) != point:
            above[point] = above[above[point]]
            point = above[point]
        return point

    buffer = osmium.io.FileBuffer(path.read_bytes(), file_format)
    for way in osmium.FileProcessor(buffer, osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if isinstance(way, osmium.osm.Way) and is_walkable(dict(way.tags)):
            points = [(node.lon, node.lat) if node.location.valid() else None for node in way.nodes]
            for before, after in itertools.pairwise(points):
                if before and after:
                    above[top(before)] = top(after)
    return max(Counter(top(point) for point in list(above)).values())


def test_helsinki_on_foot(shared, bring):
    path = shared / "data/helsinki_walk/Helsinki.osm.pbf"
    done = bring("streets", path.read_bytes(), path.name)
    graph = street_graph(current_network().version)
    assert done.run.counts["junctions"] == len(graph) == largest_part(path, "osm.pbf")
    assert done.run.counts["kilometres"] == 88
    assert 24.93 < graph.longitude.min() < graph.longitude.max() < 24.96
    assert 60.16 < graph.latitude.min() < graph.latitude.max() < 60.18


def test_shanghai_on_foot_ends_at_the_river(shared):
    """Of the 21,710 connected points derived for all traffic, those beyond bridges closed to walkers are left out."""
    path = shared / "data/shanghai_streets/shanghai_center.osm.gz"
    graph = read_streets(path.read_bytes(), path.name)
    assert len(graph) == largest_part(path, "osm.gz") == 17_278
    with gzip.open(shared / "data/shanghai_streets/nodes.csv.gz", "rt") as file:
        derived = {(round(float(row["lon"]), 7), round(float(row["lat"]), 7)) for row in csv.DictReader(file)}
    ours = set(zip(graph.longitude.round(7).tolist(), graph.latitude.round(7).tolist(), strict=True))
    assert ours < derived
