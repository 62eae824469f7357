"""How much memory a small workbook can take while it is read: one fresh process per workbook, its peak and its answer.

Usage: python -m benchmarks.hostile_workbooks [NAME...]
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = b"</sheetData></worksheet>"
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STYLES = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
    b'.spreadsheetml.sharedStrings+xml"/>'
)
HEADER = b'<row r="1">' + b"".join(b'<c t="inlineStr"><is><t>k%d</t></is></c>' % i for i in range(150)) + b"</row>"


def many_cells() -> dict[str, Iterator[bytes]]:
    """Rows of 150 different numbers each, some 590 MB of them."""
    row = b"<row>" + b"".join(b"<c><v>%d</v></c>" % (10**9 + i) for i in range(150)) + b"</row>"
    return {"sheet": part(SHEET + HEADER, row, 150_000, SHEET_END)}


def many_rows() -> dict[str, Iterator[bytes]]:
    """Rows with one letter each, up to the 600 MB that were allowed once."""
    return {"sheet": part(SHEET + HEADER, b"<row><c><v>77777</v></c></row>", 19_000_000, SHEET_END)}


def one_row() -> dict[str, Iterator[bytes]]:
    """One row of thirty million empty cells."""
    return {"sheet": part(SHEET + b"<row>", b"<c/>" * 100, 300_000, b"</row>" + SHEET_END)}


def many_strings() -> dict[str, Iterator[bytes]]:
    """Strings that no cell uses."""
    return {
        "sheet": part(SHEET + HEADER, b"<row><c><v>1</v></c></row>", 1, SHEET_END),
        "sharedStrings": part(STRINGS, b"<si><t>abcdefgh</t></si>", 20_000_000, b"</sst>"),
    }


def many_styles() -> dict[str, Iterator[bytes]]:
    """Styles that no cell uses."""
    return {
        "sheet": part(SHEET + HEADER, b"<row><c><v>1</v></c></row>", 1, SHEET_END),
        "styles": part(STYLES, b"<xf/>", 8_000_000, b"</cellXfs></styleSheet>"),
    }


def honest() -> dict[str, Iterator[bytes]]:
    """A true file for comparison: 90,000 rows of 20 cells."""
    row = b"<row>" + b"".join(b"<c><v>%d</v></c>" % (10**9 + i) for i in range(20)) + b"</row>"
    return {"sheet": part(SHEET + HEADER, row, 90_000, SHEET_END)}


def largest() -> dict[str, Iterator[bytes]]:
    """The worst that is allowed: nearly two million cells, each with a Chinese string of its own."""

    def strings() -> Iterator[bytes]:
        yield STRINGS
        for i in range(1_990_000):
            yield f"<si><t>甲乙{i}</t></si>".encode()
        yield b"</sst>"

    def rows() -> Iterator[bytes]:
        yield SHEET + HEADER
        for i in range(1_990_000 // 150):
            yield b"<row>" + b"".join(b'<c t="s"><v>%d</v></c>' % (150 * i + k) for k in range(150)) + b"</row>"
        yield SHEET_END

    return {"sheet": rows(), "sharedStrings": strings()}


CASES: dict[str, Callable[[], dict[str, Iterator[bytes]]]] = {
    case.__name__: case for case in (honest, largest, many_cells, many_rows, one_row, many_strings, many_styles)
}
NAMES = {"sheet": "xl/worksheets/sheet1.xml", "sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}


def part(begin: bytes, middle: bytes, times: int, end: bytes) -> Iterator[bytes]:
    """Yield a part in pieces, so that making it takes no memory."""
    yield begin
    at_once = max(1, 1_000_000 // len(middle))
    for _turn in range(times // at_once):
        yield middle * at_once
    yield middle * (times % at_once) + end


def workbook(parts: dict[str, Iterator[bytes]]) -> bytes:
    """Return a workbook that openpyxl wrote, its parts replaced."""
    from openpyxl import Workbook

    plain, out = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    replaced = {NAMES[key]: pieces for key, pieces in {"sharedStrings": iter([STRINGS + b"</sst>"]), **parts}.items()}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        held = {name: iter([old.read(name).replace(b"</Types>", SHARED + b"</Types>")]) for name in old.namelist()}
        for name, pieces in {**held, **replaced}.items():
            with new.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece)
    return out.getvalue()


def child(path: str) -> None:
    """Read one workbook; print size, peak above the start, seconds of CPU and the answer."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.console.settings")
    os.environ.setdefault("ANXIN_SECRET_KEY", "for a benchmark alone")
    import django

    django.setup()
    from django.utils import translation

    from anxin.core.imports.errors import UnreadableFileError
    from anxin.core.imports.reading import read_table

    content = Path(path).read_bytes()
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    before, begun = peak(), time.process_time()
    with translation.override("en"):
        try:
            said = f"{len(read_table(content, 'a.xlsx').rows):,} rows"
        except UnreadableFileError as error:
            said = str(error)
        except MemoryError:
            said = "more than 8 GB"
    print(
        f"| {len(content) / 1e6:.1f} MB | {(peak() - before) / 1e3:.0f} MB | {time.process_time() - begun:.1f} s | {said} |"
    )


def peak() -> float:
    """Return the most memory this process has held, in kB."""
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    """Print one line per workbook."""
    import tempfile

    print("| workbook | file | peak above start | CPU | answer |\n|---|---|---|---|---|")
    for name, case in CASES.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(workbook(case()))
            file.flush()
            print(f"| {name} ", end="", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.hostile_workbooks", file.name], check=True)


if __name__ == "__main__":
    child(sys.argv[1]) if sys.argv[1:] and sys.argv[1].endswith(".xlsx") else main()
