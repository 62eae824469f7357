"""Every import against files with something wrong in them: no 500, no failed job, no partial write.

python -m benchmarks.fuzz_imports --files 1000 --seed 1

Runs the browser's own path: file, columns, check, approval. The district and its database are made for the run
and go away with it; what breaks the bar is kept in the folder that the last line names.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.broken import Upload, mutated, valid
from benchmarks.broken.tables import PLACES_HEADER, as_csv

if TYPE_CHECKING:
    from django.test import Client

    from benchmarks.broken.trial import Trial

KINDS = ("places", "incidents", "streets")
UNTOUCHED_SHARE = 0.05


def main() -> int:
    """Fuzz the kinds and print the table; 1 if the bar is broken."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="anxin-fuzz-") as home:
        _set_up(Path(home), options.keep)
        started = time.monotonic()
        client = _coordinator()
        _register_estates(client)
        tables = {kind: _fuzz(kind, client, options) for kind in options.kinds}
        broken = _print(tables, time.monotonic() - started)
    if broken:
        print(f"The bar is broken. The files and what happened: {options.keep.resolve()}")
    return int(broken)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first file, to repeat some")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "anxin-fuzz-kept")
    return parser.parse_args()


def _set_up(home: Path, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    os.environ["ANXIN_TEST_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_for_tests"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    logging.getLogger().handlers = [logging.FileHandler(keep / "log.txt", mode="w")]
    warnings.simplefilter("ignore")


def _coordinator() -> Client:
    """Return a browser signed in as the coordinator of a district without estates."""
    from django.test import Client

    from anxin.core import clock
    from anxin.core.people.actor import SYSTEM
    from anxin.core.people.models import Grant, Person
    from anxin.places.services import district_named

    now = clock.now()
    district = district_named("", actor=SYSTEM, at=now)
    person = Person.objects.create(username="coordinator", display_name="协调员")
    Grant.objects.create(person=person, role="district_coordinator", place=district, granted_at=now, granted_by="-")
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def _register_estates(client: Client) -> None:
    """Import a register with nothing wrong in it, so that the codes of the incidents are known."""
    from benchmarks.broken.trial import Trial

    rows = [[f"F{n}", f"安和{n}村", "街道", "", "300", f"{124.2 + n / 1000}", "30.6", ""] for n in range(1, 6)]
    trial = Trial(client, Upload("places", "台账.csv", as_csv([PLACES_HEADER, *rows])))
    trial.watch()
    trial.must_be_accepted()
    assert not trial.faults, trial.faults


def _fuzz(kind: str, client: Client, options: argparse.Namespace) -> Counter[str]:
    table = Counter[str]()
    for number in range(options.first, options.first + options.files):
        rng = random.Random(f"{options.seed} {kind} {number}")
        began = time.monotonic()
        trial = _tried(kind, client, rng, options.keep / f"{kind}-{options.seed}-{number}")
        table.update(["files", trial.ended, *dict(trial.faults)])
        table["slowest ms"] = max(table["slowest ms"], round(1000 * (time.monotonic() - began)))
    table["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return table


def _tried(kind: str, client: Client, rng: random.Random, kept: Path) -> Trial:
    from anxin.core.imports.models import ColumnMapping
    from benchmarks.broken.trial import chosen

    untouched = rng.random() < UNTOUCHED_SHARE
    upload = valid(kind, rng) if untouched else mutated(kind, rng)
    _keep(kept, upload)
    trial = chosen(client, upload, rng)
    if untouched:
        ColumnMapping.objects.all().delete()  # a file before it may have taught a wrong one
    trial.watch()
    if untouched:
        trial.must_be_accepted()
    _report(trial, kept)
    return trial


def _keep(kept: Path, upload: Upload) -> None:
    """Write the file before it is tried, so that one that kills the process is left behind."""
    kept.write_bytes(upload.content)
    said = f"{upload.kind} {upload.filename!r} {upload.form!r:.500}\n{upload.done}\n"
    kept.with_suffix(".txt").write_text(said, encoding="utf-8", errors="backslashreplace")


def _report(trial: Trial, kept: Path) -> None:
    notes = kept.with_suffix(".txt")
    if not trial.faults:
        kept.unlink()
        notes.unlink()
        return
    with notes.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(f"{kind}: {what}\n" for kind, what in trial.faults)
    print(f"{kept.name}: {trial.faults[0][0]}: {trial.faults[0][1][:200]!r} {trial.upload.done}", flush=True)


def _print(tables: dict[str, Counter[str]], seconds: float) -> bool:
    """Print the table; return whether anything in it breaks the bar."""
    from anxin.core.audit.services import verify
    from benchmarks.broken.trial import ACCEPTED, FAULTS, REFUSED_ROWS, REFUSED_WHOLE

    columns = ("files", ACCEPTED, REFUSED_ROWS, REFUSED_WHOLE, *FAULTS, "slowest ms", "peak MB")
    print(f"{'kind':<10}" + "".join(f"{column:>15}" for column in columns))
    for kind, table in tables.items():
        print(f"{kind:<10}" + "".join(f"{table[column]:>15,}" for column in columns))
    chain = verify()
    files = sum(table["files"] for table in tables.values())
    print(f"{files:,} files in {seconds:.0f} s; the audit chain {'is broken' if chain else 'holds'}")
    return chain is not None or any(table[fault] for table in tables.values() for fault in FAULTS)


if __name__ == "__main__":
    raise SystemExit(main())
