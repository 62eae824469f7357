"""Importing files and running rounds."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.console.access import allowed
from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.imports import services
from anxin.core.imports.kinds import KINDS
from anxin.core.imports.models import ImportRun, RunState
from anxin.core.imports.reading import MOST_BYTES
from anxin.core.rounds.models import Round
from anxin.core.rounds.queries import is_round_at_work
from anxin.core.rounds.services import ask_for_round
from anxin.core.rounds.steps import steps as known_steps
from anxin.core.web.downloads import attachment
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest

COUNT_LABELS = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("corrected"),
    "unchanged": gettext_lazy("unchanged"),
    "unplaced": gettext_lazy("without an estate"),
    "refused": gettext_lazy("refused"),
    "junctions": gettext_lazy("junctions and bends"),
    "edges": gettext_lazy("stretches of street"),
    "kilometres": gettext_lazy("kilometres"),
}
PREVIEW_LABELS = {
    "row": gettext_lazy("Row"),
    "code": gettext_lazy("Estate code"),
    "name": gettext_lazy("Estate name"),
    "subdistrict": gettext_lazy("Subdistrict"),
    "homes": gettext_lazy("Homes"),
    "point": gettext_lazy("Point"),
    "date": gettext_lazy("Date"),
    "hour": gettext_lazy("Hour"),
    "estate": gettext_lazy("Estate"),
    "placed": gettext_lazy("Placed"),
    "measure": gettext_lazy("Measure"),
    "cost": gettext_lazy("Cost in yuan"),
    "room": gettext_lazy("Room"),
    "place": gettext_lazy("Place"),
    "platform": gettext_lazy("Platform"),
    "audience": gettext_lazy("Who reads it"),
    "address": gettext_lazy("Address"),
}
BUSY = (RunState.CHECKING, RunState.IMPORTING)


def data(request: ActorRequest) -> HttpResponse:
    """Show what can be imported, what was, and the last rounds."""
    context = {
        "kinds": KINDS.values(),
        "may_import": allowed(request.actor, "receive_file", "POST"),
        "runs": ImportRun.objects.select_related("started_by")[:20],
        "rounds": Round.objects.all()[:10],
        "asked": request.GET.get("round") == "asked",
        "at_work": is_round_at_work(),
        "today": clock.today(),
    }
    return render(request, "console/data.html", context)


@require_POST
@comes_back(data, "data")
def receive(request: ActorRequest, kind: str) -> HttpResponse:
    """Take a file in and go on to its columns."""
    upload = request.FILES.get("file")
    if upload is None:
        raise AnxinError(_("Choose a file first."), field="file")
    if (upload.size or 0) > MOST_BYTES:
        raise AnxinError(_("The file is larger than 200 MB. Split it and import the parts one by one."), field="file")
    run = services.receive_file(
        kind_key=kind, filename=upload.name or "file", content=upload.read(), actor=request.actor, at=clock.now()
    )
    return redirect("import_run", pk=run.pk)


def run(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one import in four steps: file, columns, preview, done."""
    held = get_object_or_404(ImportRun, pk=pk)
    kind = KINDS.get(held.kind)
    if kind is None:
        raise NotFoundError(_("There is no import named “%(key)s”.") % {"key": held.kind})
    labels = {field.key: field.label for field in kind.fields}
    context = {
        "run": held,
        "kind": kind,
        "fields": [(field, held.mapping.get(field.key, "")) for field in kind.fields],
        "options": [(field, held.options.get(field.key, "")) for field in kind.options],
        "busy": held.state in BUSY,
        "counts": [(COUNT_LABELS.get(key, key), value) for key, value in held.counts.items()],
        "preview": [[(PREVIEW_LABELS.get(key, key), cell) for key, cell in row.items()] for row in held.preview],
        "refused": [{**row, "field": labels.get(row["field"], row["field"])} for row in held.refused[:100]],
    }
    return render(request, "console/import_run.html", context)


@require_POST
@comes_back(run, "import_run", keyed=True)
def confirm_columns(request: ActorRequest, pk: int) -> HttpResponse:
    """Fix what the columns mean and start the check."""
    held = get_object_or_404(ImportRun, pk=pk)
    mapping = {
        key.removeprefix("field_"): str(value) for key, value in request.POST.items() if key.startswith("field_")
    }
    options = {key.removeprefix("option_"): value for key, value in request.POST.items() if key.startswith("option_")}
    services.confirm_columns(run=held, mapping=mapping, options=options, actor=request.actor, at=clock.now())
    return redirect("import_run", pk=pk)


@require_POST
@comes_back(run, "import_run", keyed=True)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """Start the import itself."""
    held = get_object_or_404(ImportRun, pk=pk)
    services.approve(
        run=held, skip_refused=request.POST.get("skip_refused") == "1", actor=request.actor, at=clock.now()
    )
    return redirect("import_run", pk=pk)


def refused(_request: ActorRequest, pk: int) -> HttpResponse:
    """Download the refused rows with their mends."""
    held = get_object_or_404(ImportRun, pk=pk)
    if not held.refused_file:
        raise NotFoundError(_("No row was refused."))
    response = HttpResponse(services.refused_rows_to_read(held), content_type="text/csv; charset=utf-8")
    attachment(response, f"refused-{PurePath(held.filename).stem}.csv")
    return response


@require_POST
def start_round(request: ActorRequest) -> HttpResponse:
    """Queue a round for today; the worker runs it."""
    ask_for_round(day=clock.today(), actor=request.actor, at=clock.now())
    return redirect(f"{reverse('data')}?round=asked")


def round_report(request: ActorRequest, pk: int) -> HttpResponse:
    """Show what a round did, took and needs."""
    held = get_object_or_404(Round.objects.prefetch_related("steps"), pk=pk)
    titles = {step.name: step.title for step in known_steps()}
    rows = [(titles.get(step.name, step.name), step) for step in held.steps.all()]
    context = {
        "round": held,
        "rows": rows,
        "open_steps": len(titles) - len(rows),
        "needs": sum(len(step.needs) for _title, step in rows),
    }
    return render(request, "console/round.html", context)
