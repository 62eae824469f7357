"""Accounts and roles, for the administrator."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.faults import Faults
from anxin.core.people import services
from anxin.core.people.models import Grant, Person
from anxin.core.people.roles import Role, roles_of_side
from anxin.core.territory.models import Place
from anxin.core.territory.queries import place_by_code
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest


def people(request: ActorRequest) -> HttpResponse:
    """List accounts with their roles."""
    grants = Prefetch("grants", Grant.objects.filter(ended_at=None).select_related("place"), to_attr="in_force")
    found = Person.objects.prefetch_related(grants).order_by("display_name")
    text = request.GET.get("find", "").strip()[:80]
    if text:
        found = found.filter(display_name__icontains=text) | found.filter(username__icontains=text)
    here = roles_of_side(settings.ANXIN["side"])
    roles = [(role.value, role.label) for role in Role if role in here]
    return render(request, "console/people.html", {"people": found[:200], "roles": roles, "find": text})


@require_POST
@comes_back(people, "people")
def add(request: ActorRequest) -> HttpResponse:
    """Open an account."""
    services.add_person(
        username=request.POST.get("username", "").strip(),
        display_name=request.POST.get("display_name", "").strip(),
        email=request.POST.get("email", "").strip(),
        password=request.POST.get("password", ""),
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("people")


@require_POST
@comes_back(people, "people")
def grant(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a role at a place."""
    person = get_object_or_404(Person, pk=pk)
    faults = Faults()
    place = faults.read("place", place_by_code, request.POST.get("place", "").strip())
    faults.stop()
    services.grant_role(
        person=person,
        role=request.POST.get("role", ""),
        place=cast("Place", place),
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("people")


@require_POST
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    held = get_object_or_404(Grant.objects.select_related("person", "place"), pk=pk, ended_at=None)
    services.end_grant(grant=held, actor=request.actor, at=clock.now())
    return redirect("people")
