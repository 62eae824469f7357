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
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.broken_bytes import Upload
from benchmarks.broken_tables import PLACES_HEADER, as_csv
from benchmarks.broken_uploads import mutated, valid

if TYPE_CHECKING:
    from django.test import Client

    from anxin.core.imports.models import ImportRun

KINDS = ("places", "incidents", "streets")
MOST_SECONDS = 60
VALID_SHARE = 0.05
COLUMNS = ("files", "accepted", "refused rows", "refused whole", "5xx", "job errors", "partial writes", "too slow")
BAD = COLUMNS[4:]


@dataclass
class Trial:
    """One file on its way through the pages."""

    client: Client
    upload: Upload
    skip_refused: bool
    run: ImportRun | None = None
    ended: str = "refused whole"
    faults: list[tuple[str, str]] = field(default_factory=list)

    def request(self, method: str, path: str, data: dict[str, Any] | None = None) -> int:
        """Ask for a page; a 5xx is a fault."""
        response = getattr(self.client, method)(path, data or {})
        b"".join(response) if response.streaming else response.content
        if response.status_code >= 500:
            self.faults.append(("5xx", f"{method} {path}: {getattr(response, 'exc_info', None)}"))
        return int(response.status_code)


def main() -> int:
    """Fuzz all kinds and print the table; 1 if the bar is broken."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="anxin-fuzz-") as home:
        _set_up(Path(home), options.keep)
        started = time.monotonic()
        _register_estates()
        tables = {kind: _fuzz(kind, options) for kind in options.kinds}
        whole = _chain_holds()
    _print(tables, time.monotonic() - started)
    broken = any(table[column] for table in tables.values() for column in BAD) or not whole
    if broken:
        print(f"The bar is broken. The files and what happened: {options.keep.resolve()}")
    return int(broken)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first file, to repeat one")
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
    logging.disable(logging.NOTSET)
    logging.getLogger().handlers = [logging.FileHandler(keep / "log.txt", mode="w")]
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _too_slow)


def _too_slow(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"more than {MOST_SECONDS} seconds")


def _fuzz(kind: str, options: argparse.Namespace) -> Counter[str]:
    client, table = _coordinator(), Counter[str]()
    for number in range(options.first, options.first + options.files):
        rng = random.Random(f"{options.seed} {kind} {number}")
        untouched = rng.random() < VALID_SHARE
        upload = valid(kind, rng) if untouched else mutated(kind, rng)
        trial = Trial(client, upload, skip_refused=rng.random() < 0.7)
        kept = _keep(options.keep, f"{kind}-{options.seed}-{number}", upload)
        before = time.monotonic()
        _watched(trial)
        if untouched and trial.ended != "accepted":
            trial.faults.append(("partial writes", f"a file with nothing wrong in it was not taken: {trial.ended}"))
        table.update(["files", trial.ended, *dict(trial.faults)])
        table["slowest ms"] = max(table["slowest ms"], round(1000 * (time.monotonic() - before)))
        _report(trial, kept)
    return table


def _coordinator() -> Client:
    """Return a browser signed in as the district's coordinator; the district is made on the first call."""
    from django.test import Client

    from anxin.core import clock
    from anxin.core.people.actor import SYSTEM
    from anxin.core.people.models import Grant, Person
    from anxin.places.services import district_named

    now = clock.now()
    district = district_named("", actor=SYSTEM, at=now)
    person, fresh = Person.objects.get_or_create(username="coordinator", defaults={"display_name": "协调员"})
    if fresh:
        Grant.objects.create(person=person, role="district_coordinator", place=district, granted_at=now, granted_by="-")
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def _register_estates() -> None:
    """Import a register with nothing wrong in it, so that the incidents' codes are known."""
    cells = [
        PLACES_HEADER,
        *([f"F{n}", f"安和{n}村", "街道", "", "300", f"{124.2 + n / 1000}", "30.6", ""] for n in range(1, 6)),
    ]
    trial = Trial(_coordinator(), Upload("places", "台账.csv", as_csv(cells)), skip_refused=False)
    _watched(trial)
    assert (trial.ended, trial.faults) == ("accepted", []), trial


def _keep(folder: Path, name: str, upload: Upload) -> Path:
    """Write the file before it is tried, so that one that kills the process is left behind."""
    path = folder / name
    path.write_bytes(upload.content)
    said = f"{upload.kind} {upload.filename!r} {upload.form!r:.500}\n{upload.done}\n"
    path.with_suffix(".txt").write_text(said, encoding="utf-8", errors="backslashreplace")
    return path


def _report(trial: Trial, kept: Path) -> None:
    notes = kept.with_suffix(".txt")
    if not trial.faults:
        kept.unlink()
        notes.unlink()
        return
    with notes.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(f"{kind}: {what}\n" for kind, what in trial.faults)
    print(f"{kept.name}: {trial.faults[0][0]}: {trial.faults[0][1][:200]!r} {trial.upload.done}", flush=True)


def _watched(trial: Trial) -> None:
    """Drive the file through and compare what changed with what the run says."""
    held = _records()
    signal.alarm(MOST_SECONDS)
    try:
        _drive(trial)
    except TimeoutError as error:
        trial.faults.append(("too slow", str(error)))
    except Exception as error:
        trial.faults.append(("5xx", f"escaped: {error!r}"))
    finally:
        signal.alarm(0)
    found = _difference(held, _records())
    expected = _expected(trial.run, found)
    if any(found[key] != expected[key] for key in {*found, *expected}):
        trial.faults.append(("partial writes", f"changed {dict(+found)}, said {dict(+expected)}"))


def _drive(trial: Trial) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from anxin.core.imports.models import ImportRun, RunState

    upload = trial.upload
    file = SimpleUploadedFile(upload.filename, upload.content)
    file.name = upload.filename
    if trial.request("post", f"/data/imports/{upload.kind}/new/", {"file": file}) != 302:
        return
    trial.run = ImportRun.objects.latest("pk")
    page = f"/data/imports/{trial.run.pk}/"
    trial.request("get", page)
    named = {f"field_{key}": column for key, column in trial.run.mapping.items()}
    trial.request("post", f"{page}columns/", {**named, **upload.form})
    if _worked(trial).state == RunState.CHECKED:
        _approve(trial, page)


def _approve(trial: Trial, page: str) -> None:
    assert trial.run is not None
    trial.request("get", page)
    refused = bool(trial.run.refused)
    trial.ended = "refused rows" if refused else "accepted"
    if refused:
        trial.request("get", f"{page}refused.csv")
        if trial.request("post", f"{page}approve/") != 422:
            trial.faults.append(("partial writes", "refused rows, and yet approved"))
    if not refused or trial.skip_refused:
        trial.request("post", f"{page}approve/", {"skip_refused": "1"} if refused else {})
        if _worked(trial).state != "done":
            trial.faults.append(("job errors", f"checked and approved, and yet {trial.run.state}: {trial.run.message}"))
        trial.request("post", f"{page}columns/")
        trial.request("post", f"{page}approve/", {"skip_refused": "1"})
        _worked(trial)


def _worked(trial: Trial) -> ImportRun:
    """Run what is queued and show the page; a job that did not end well is a fault."""
    from anxin.core import clock
    from anxin.core.jobs.models import Job
    from anxin.core.jobs.services import run_next

    assert trial.run is not None
    while run_next(at=clock.now()):
        pass
    for job in Job.objects.exclude(last_error="") | Job.objects.filter(done_at=None):
        trial.faults.append(("job errors", f"{job}: {job.last_error}"))
    Job.objects.all().delete()
    trial.run.refresh_from_db()
    if trial.run.state in ("checking", "importing"):
        trial.faults.append(("job errors", f"the run is left {trial.run.state}"))
    trial.request("get", f"/data/imports/{trial.run.pk}/")
    trial.request("get", "/data/")
    return trial.run


def _records() -> dict[str, dict[Any, tuple[Any, ...]]]:
    from anxin.burglary.models import Incident
    from anxin.core.audit.models import AuditEntry
    from anxin.core.territory.models import Place, StreetNetwork

    estates, others = Place.objects.filter(level="estate"), Place.objects.exclude(level="estate")
    audit = dict(AuditEntry.objects.values_list("seq", "action"))
    return {
        "places": {row[0]: row for row in estates.values_list()},
        "tree": {row[0]: row for row in others.values_list()},
        "incidents": {row[0]: row for row in Incident.objects.values_list()},
        "streets": {row[0]: row for row in StreetNetwork.objects.defer("arrays").values_list("pk", "version", "nodes")},
        "audit": {seq: (action,) for seq, action in audit.items()},
    }


def _difference(before: dict[str, Any], after: dict[str, Any]) -> Counter[str]:
    """Count what was added, altered and removed; for the audit, which acts were written down."""
    found = Counter[str]()
    for name in ("places", "tree", "incidents", "streets"):
        old, new = before[name], after[name]
        found[f"{name} added"] = len(new.keys() - old.keys())
        found[f"{name} removed"] = len(old.keys() - new.keys())
        found[f"{name} altered"] = sum(old[key] != new[key] for key in old.keys() & new.keys())
    found.update(after["audit"][seq][0] for seq in after["audit"].keys() - before["audit"].keys())
    return found


def _expected(run: ImportRun | None, found: Counter[str]) -> Counter[str]:
    """Return what the run's counts allow to have changed: nothing at all unless it is done."""
    if run is None or run.state != "done":
        return Counter()
    expected = Counter({f"imports.{run.kind}.imported": 1})
    if run.kind == "streets":  # the same network twice changes nothing
        fresh = min(1, found["streets added"])
        return expected + Counter({"streets added": fresh, "territory.streets.stored": fresh})
    act = {"places": "places.estate.changed", "incidents": "burglary.incident.corrected"}[run.kind]
    changed = run.counts["changed"]
    expected += Counter({f"{run.kind} added": run.counts["new"], f"{run.kind} altered": changed, act: changed})
    if run.kind == "places":  # subdistricts and neighbourhoods come with their estates, the district's name by choice
        renamed = min(1, found["places.district.renamed"])
        expected += Counter({"places.district.renamed": renamed, "tree altered": renamed})
        expected["tree added"] = found["tree added"]
    return expected


def _chain_holds() -> bool:
    from anxin.core.audit.services import verify

    return verify() is None


def _print(tables: dict[str, Counter[str]], seconds: float) -> None:
    columns = (*COLUMNS, "slowest ms")
    print(f"{'kind':<10}" + "".join(f"{column:>16}" for column in columns))
    for kind, table in tables.items():
        print(f"{kind:<10}" + "".join(f"{table[column]:>16,}" for column in columns))
    print(f"{sum(table['files'] for table in tables.values()):,} files in {seconds:.0f} s")


if __name__ == "__main__":
    raise SystemExit(main())
