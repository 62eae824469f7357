"""Take Vancouver and Chicago through the whole loop by the commands that a district would type.

`python -m benchmarks.real_districts`: wall seconds and the largest process of each step, in homes made for it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared/data/burglary"
VANCOUVER, CHICAGO = DATA / "vancouver_res_be_2003_2014.csv", DATA / "chicago_res_be_2016.csv"


def main() -> None:
    """Run both districts."""
    loop("Vancouver", VANCOUVER, "EPSG:32610", "2014-12-31", ["--map", "subdistrict=area"])
    loop("Chicago", CHICAGO, "EPSG:26971", "2016-12-31", ["--map", "subdistrict=type"])


def loop(name: str, file: Path, coordinates: str, last: str, places: list[str]) -> None:
    """Import the places and the burglaries, import the same once more, and run a round."""
    grid = ["--set", f"coordinates={coordinates}"]
    with tempfile.TemporaryDirectory() as home:
        step(name, home, "prepare")
        step(name, home, "import", "places", str(file), *places, *grid, "--set", f"district={name}", "--skip-refused")
        step(name, home, "import", "incidents", str(file), *grid, "--skip-refused")
        step(name, home, "import", "incidents", str(file), *grid, "--skip-refused")
        step(name, home, "round", "--date", last)
        step(name, home, "crew", "add", "North", "--start", first_place(home), "--begins", "19:30")
        step(name, home, "round", "--date", last, "--again")


def step(name: str, home: str, *command: str) -> str:
    """Run one command and print what it said last, its wall time and the largest process so far."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "anxin.cli", *command],
        env={**os.environ, "ANXIN_HOME": home, "ANXIN_SECRET_KEY": "benchmark"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    wall = time.perf_counter() - begun
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    said = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    print(f"{name:10} {' '.join(command[:2]):18} {wall:6.1f} s  {largest:5.0f} MB  {' | '.join(said[-4:])}", flush=True)
    if done.returncode:
        sys.exit(1)
    return done.stdout


def first_place(home: str) -> str:
    """Return the code of a place for the crew to start from."""
    import sqlite3

    with sqlite3.connect(Path(home) / "community.sqlite3") as database:
        row = database.execute("select code from territory_place where level='estate' order by code limit 1").fetchone()
    return str(row[0])


if __name__ == "__main__":
    main()
