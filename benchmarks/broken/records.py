"""What the database holds, what changed in it, and what an import's own counts allow to have changed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from anxin.burglary.models import Incident
from anxin.core.audit.models import AuditEntry
from anxin.core.imports.models import ImportRun, RunState
from anxin.core.territory.models import Level, Place, StreetNetwork

Records = dict[str, dict[Any, tuple[Any, ...]]]
STEPS = ("received", "columns_confirmed", "approved")
CORRECTED = {"places": "places.estate.changed", "incidents": "burglary.incident.corrected"}


def records() -> Records:
    """Return every row that an import may write, whole."""
    networks = StreetNetwork.objects.values_list("pk", "version", "source", "nodes", "kilometres", "at")
    return {
        "places": {row[0]: row for row in Place.objects.filter(level=Level.ESTATE).values_list()},
        "tree": {row[0]: row for row in Place.objects.exclude(level=Level.ESTATE).values_list()},
        "incidents": {row[0]: row for row in Incident.objects.values_list()},
        "streets": {row[0]: row for row in networks},
        "audit": {row[0]: row for row in AuditEntry.objects.values_list("seq", "action")},
    }


def difference(before: Records, after: Records) -> Counter[str]:
    """Count what was added, altered and removed; for the audit, which acts were written down."""
    found = Counter[str]()
    for name in ("places", "tree", "incidents", "streets"):
        old, new = before[name], after[name]
        found[f"{name} added"] = len(new.keys() - old.keys())
        found[f"{name} removed"] = len(old.keys() - new.keys())
        found[f"{name} altered"] = sum(old[key] != new[key] for key in old.keys() & new.keys())
    found.update(after["audit"][seq][1] for seq in after["audit"].keys() - before["audit"].keys())
    return found


def expected(run: ImportRun | None, found: Counter[str]) -> Counter[str]:
    """Return what the run says to have changed: nothing but each step's own line in the audit, unless it is done."""
    if run is None:
        return Counter()
    said = Counter({f"imports.{run.kind}.{step}": min(1, found[f"imports.{run.kind}.{step}"]) for step in STEPS})
    if run.state != RunState.DONE:
        return said
    said += Counter({f"imports.{run.kind}.imported": 1})
    if run.kind == "streets":  # the same network twice changes nothing
        fresh, back = min(1, found["streets added"]), min(1, found["territory.streets.restored"])
        said += Counter({"streets added": fresh, "territory.streets.stored": fresh})
        return said + Counter(
            {"streets altered": back, "territory.streets.restored": back}
        )  # an earlier one is in use again
    new, changed = run.counts["new"], run.counts["changed"]
    said += Counter({f"{run.kind} added": new, f"{run.kind} altered": changed, CORRECTED[run.kind]: changed})
    if run.kind == "places":  # the tree above the estates grows as they need it; the district's name is an option
        renamed = min(1, found["places.district.renamed"])
        said += Counter(
            {"tree added": found["tree added"], "tree altered": renamed, "places.district.renamed": renamed}
        )
    return said
