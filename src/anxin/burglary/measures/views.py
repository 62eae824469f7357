from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.burglary.measures import policy, queries, services
from anxin.burglary.measures.models import Measure, Setting, Watching
from anxin.burglary.measures.tables import QUALITY, catalogue_table, change, money, planned_table, where_it_fits
from anxin.burglary.models import FocusListing
from anxin.burglary.policy import may_see
from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page


def catalogue(request: ActorRequest) -> HttpResponse:
    """Show every measure in the evidence order."""
    rows, spec = queries.offered_measures(), catalogue_table()
    context = {
        "table": table_page(request, rows, spec),
        "keeps": policy.may_keep_catalogue(request.actor),
        "without_cost": queries.offered_measures().filter(cost_per_home=None).count(),
        "with_interval": queries.offered_measures().exclude(low=None).exists(),
        **_choices(),
    }
    return download(request, rows, spec) or render(request, "burglary/measures/catalogue.html", context)


def measure(request: ActorRequest, key: str) -> HttpResponse:
    """Show what is known of one measure, for and against, with its sources."""
    held = queries.measure_with_studies(key)
    if held is None:
        raise NotFoundError(_("There is no such measure."))
    context = {
        "measure": held,
        "effect": change(held.effect, held.outcome),
        "cost": money(held.cost_per_home),
        "cost_value": "" if held.cost_per_home is None else f"{held.cost_per_home:f}",
        "quality": QUALITY[held.quality],
        "where": where_it_fits(held),
        "texts": {name: held.text(name) for name in ("what", "watch_for", "privacy")},
        "emmie": [] if held.local else [(label, held.text(name) or _("not known")) for name, label in _emmie()],
        "studies": [(study, change(study.effect, study.outcome)) for study in held.studies.all()],
        "done": queries.lately_done(held, policy.places_seen(request.actor)),
        "keeps": policy.may_keep_catalogue(request.actor),
        **_choices(),
    }
    return render(request, "burglary/measures/measure.html", context)


@require_POST
@comes_back(catalogue, "burglary:measures")
def add(request: ActorRequest) -> HttpResponse:
    """Add a measure of the district's own."""
    made = services.add_measure(given=_given(request), actor=request.actor, at=clock.now())
    return redirect("burglary:measure", key=made.key)


@require_POST
@comes_back(measure, "burglary:measure", keyed=True)
def change_local(request: ActorRequest, key: str) -> HttpResponse:
    """Change a measure of the district's own."""
    services.change_measure(
        measure=get_object_or_404(Measure, pk=key),
        given=_given(request),
        offered=request.POST.get("offered") == "1",
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("burglary:measure", key=key)


@require_POST
@comes_back(measure, "burglary:measure", keyed=True)
def set_cost(request: ActorRequest, key: str) -> HttpResponse:
    """Write what a measure costs here."""
    services.set_cost(
        measure=get_object_or_404(Measure, pk=key),
        cost=request.POST.get("cost", ""),
        note=request.POST.get("note", ""),
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("burglary:measure", key=key)


def planned(request: ActorRequest) -> HttpResponse:
    """Show every planned measure of the places that the person may see, with state, dates and cost."""
    rows, spec = queries.planned_measures(policy.places_seen(request.actor)), planned_table()
    file = download(request, rows, spec)
    return file or render(request, "burglary/measures/planned.html", {"table": table_page(request, rows, spec)})


@require_POST
def describe_estate(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what is built at a listed estate."""
    held = get_object_or_404(FocusListing.objects.select_related("place"), pk=pk)
    if not may_see(request.actor, held.place.path):
        raise NotFoundError(_("There is no such listing."))
    services.describe_estate(place=held.place, has=request.POST.getlist("has"), actor=request.actor, at=clock.now())
    return redirect("burglary:listing", pk=pk)


def _given(request: ActorRequest) -> services.LocalMeasure:
    names = ("name", "what", "watch_for", "watching", "privacy")
    given = {name: request.POST.get(name, "") for name in names}
    return services.LocalMeasure(**given, fits=request.POST.getlist("fits"))


def _choices() -> dict[str, object]:
    return {"watchings": Watching.choices, "settings": Setting.choices}


def _emmie() -> list[tuple[str, str]]:
    return [
        ("mechanism", _("How it works")),
        ("moderators", _("Where it works better or worse")),
        ("implementation", _("How to do it well")),
        ("economics", _("What it costs and saves")),
    ]
