"""Values that a cell, a column's name, a form or a GeoJSON file should not have."""

from __future__ import annotations

DEEP = 200_000
NUMBERS = [
    *("NaN", "inf", "-Infinity", "1e308", "1e999", "9" * 400, "-1", "-0.5", "0", "1,5", "1,234", "1_0", "１２", "٣"),
    *("0x10", "1 2", "٫5", "1e-400", "100001"),
]
DATES = [
    *("2031-01-01", "2026-02-30", "2026-13-01", "0000-00-00", "1700-01-01", "20251123", "2025/11/23 25:61"),
    *("23.11.2025", "2025-11-23 8:00 PM", "2025-11-23T20:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"),
]
WORDS = [
    *("=HYPERLINK(1)", "@SUM(A1)", "-2+3|cmd", "+1", "\x00", "\x07\x1b[31m", "a\nb", "\r", "\u2028", '"', "a,b"),
    *("\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u202eABC", "\u200f\u200b", "\ufeff", "\ud800"),
    *("'; DROP TABLE territory_place; --", "e\u0301" * 50, "<script>alert(1)</script>", "../../x", "a/b?c#d", "#N/A"),
    *("D", "S1", "S01", "N0001", "F1", "", " ", "\u3000", "字" * 90, "x" * 140_000),
]
BOUNDARIES = [
    *("POLYGON((0 0,1 1,1 0,0 1,0 0))", "POLYGON((0 0,1 1", "POINT(1 1)", "POLYGON EMPTY", "LINESTRING(0 0,1 1)"),
    *("POLYGON((9 9,9 9,9 9,9 9))", "POLYGON((5e5 5e6,6e5 5e6,6e5 6e6,5e5 5e6))", "MULTIPOLYGON(((", "POLYGON"),
    *("POLYGON Z((1 1 5,2 2 5,2 1 5,1 1 5))", "POLYGON((nan nan,1 1,1 2,nan nan))", "{}", "{" * 5000),
    *("POLYGON((1e400 0,1 1,0 1,1e400 0))", "POLYGON((1 1,1.00000001 1,1 1.00000001,1 1))"),
    "GEOMETRYCOLLECTION(" * 5000 + "POINT(1 1)" + ")" * 5000,
    '{"type":"Polygon"}',
    '{"type":"Polygon","coordinates":[[[1,2,3],[2,2,3],[2,3,3],[1,2,3]]]}',
    '{"type":"Polygon","coordinates":null}',
    '{"type":"Polygon","coordinates":[[["1",2]]]}',
    '{"type":"Polygon","coordinates":[[[1e999,2],[2,2],[2,3],[1e999,2]]]}',
    '{"type":"MultiPolygon","coordinates":[]}',
    '{"type":"Point","coordinates":[1,2]}',
    '{"type":"Feature","geometry":null}',
]
NASTY = [*NUMBERS, *DATES, *WORDS, *BOUNDARIES]
PERSONS = [
    *("嫌疑人", "姓名", "失主", "victim", "Phone Number", "ＳＵＳＰＥＣＴ", "身\u200b份证", "联系 方式", "name"),
    "date_of_birth",
]
SYSTEMS = [
    *("WGS-84", "gcj02", "BD-09", "EPSG:3857", "EPSG:32651", "EPSG:5773", "EPSG:4978", "EPSG:999999", "EPSG:", "火星"),
    *("\x00", "+proj=merc", "x" * 5000, "GEOGCRS[", "NaN", "EPSG:4326+5773", "4326", "urn:ogc:def:crs:EPSG::3857"),
    *("../x", "+init=epsg:3857", "EPSG:٤٣٢٦"),
]
DISTANCES = ["-5", "NaN", "inf", "1e308", "abc", "0", "５０", "100 m", "1,000", "\x00", "5000.1"]
DISTRICTS = ["字" * 500, "\x00", "安和区", "\u202e", " ", "\U0001f600", "=1+1"]
FORMS = [
    {"field_date": "没有这一列", "field_subdistrict": "没有这一列"},
    {"field_date": "", "field_subdistrict": ""},
    {"field_x": "小时", "field_none": "户数"},
    {"field_code": "户数", "field_source_key": "小时"},
    {"field_boundary": "小区名称", "field_estate": "案发日期"},
    {"field_name": "\x00"},
    {"option_skip_refused": "1", "option_other": "x" * 100_000},
    *({"option_coordinates": name} for name in SYSTEMS),
    *({"option_within_metres": text} for text in DISTANCES),
    *({"option_district": text} for text in DISTRICTS),
]
NAMES = [
    *("名单.exe", "a.csv.exe", "无后缀", "a" * 240 + ".csv", "../../a.csv", "a\x00.csv", "..csv", "表 格;'\".CSV"),
    *("a.xlsx", "a.geojson", "a.osm", "a.pbf", "a.osm.bz2", "a" * 240 + ".xlsx"),
]
POINTS = ["1", "NaN,1", "1e999,1", '"a",2', "null,2", "9" * 400 + ",1", "124.2,30.6,5", "true,false", "[1],[2]"]
GEOMETRIES = [
    *('"x"', "[]", "7", '{"type":"Point"}', '{"type":[]}', '{"type":"LineString","coordinates":7}', '{"a":1}'),
    '{"type":"Polygon","coordinates":[[[1,1],[2,2],[2,1],[1,1]]]}',
    *('{"type":"GeometryCollection","geometries":[' * n + "]}" * n for n in (3, 5000)),
]
PROPERTIES = [
    '"properties": [{',
    '"properties": 7, "x": {',
    '"properties": {"a\\u0000b": "\\u0000", "\\ud800": "\\udfff",',
    '"properties": {"详情": {"姓名": "张三"},',
]
JSON_SWAPS = [
    *(("null}", '{"type":"Point","coordinates":[' + inner + "]}}") for inner in POINTS),
    *(("null}", geometry + "}") for geometry in GEOMETRIES),
    *(('"properties": {', properties) for properties in PROPERTIES),
    *(('"Feature"', "[" * DEEP), ('"Feature"', "Infinity"), ('"FeatureCollection"', '"Feature"')),
    *(('"features"', '"f"'), ("[{", "[null,{"), ("[{", "7, [{"), ("]", ""), ("[[", "[[["), ("]]", '],"x"]')),
    *(('"POLYGON((', '"' + deep) for deep in ("GEOMETRYCOLLECTION(" * DEEP, '{\\"type\\":[' * DEEP)),
    *(('"小区编号"', '"geometry"'), ('"F', '"\\ud800'), ('"coordinates"', '"coordinate"'), ("124", "9" * 400)),
    *(('"LineString"', '"Point"'), ('"LineString"', "[]"), ('"surface"', '"owner_name"'), ('"paved"', '{"姓名": 1}')),
]
OSM_SWAPS = [
    *(('lat="30', new) for new in ('lat="nan', 'lat="1e9', 'lat="-230', 'lat="', 'lat="30" lat="30', "lat='")),
    *(('id="1"', f'id="{n}"') for n in ("-1", "0", "9223372036854775807", str(2**60), "1e3", "x", "")),
    *(("<nd", "<nd/><nd"), ('ref="2"', 'ref="999"'), ("highway", "railway"), ("footway", "motorway")),
    *(("footway", "&#xD800;"), ("footway", "x" * 70_000), ("</osm>", ""), ('version="0.6"', "")),
    ("<osm", '<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><osm'),
    *(("<way", "<relation id='1'/><way"), ("<way", "<node id='1' lat='1' lon='1'/><way")),
    *(("<way id", "<way visible='false' id"), ("<node", "<a>" * 50_000 + "<node"), ("osm>", "osmChange>")),
]
