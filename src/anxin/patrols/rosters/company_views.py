"""The walker's page on whom they like to walk with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.patrols.rosters import company, queries


def company_page(request: ActorRequest) -> HttpResponse:
    """Show the walker's own wishes for company, with the form to add one."""
    walker = queries.walker_of(request.actor)
    if walker is None:
        return redirect("patrols:my_shifts")  # where it stands how an account becomes a walker's
    context = {
        "wishes": list(walker.company_wishes.select_related("other")),
        "companions": list(company.companions(walker, clock.now())),
        "most": company.MOST_WISHES,
    }
    return render(request, "patrols/company.html", context)


@require_POST
@comes_back(company_page, "patrols:company")
def save(request: ActorRequest) -> HttpResponse:
    """Note a wish."""
    name, apart = request.POST.get("name", ""), request.POST.get("apart") == "1"
    company.save_company_wish(name=name, apart=apart, actor=request.actor, at=clock.now())
    return redirect("patrols:company")


@require_POST
def forget(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a wish back."""
    company.forget_company_wish(wish_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:company")
