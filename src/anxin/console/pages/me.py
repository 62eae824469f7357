from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from anxin.console.middleware import LANGUAGE_COOKIE
from anxin.core import clock
from anxin.core.notices.queries import notices_of
from anxin.core.notices.services import mark_all_read
from anxin.core.people.models import Grant, Person
from anxin.core.web.requests import ActorRequest

A_YEAR = 365 * 24 * 3600


def preferences(request: ActorRequest) -> HttpResponse:
    """Show who I am here: roles, display, ways to sign in."""
    grants = Grant.objects.filter(person_id=request.actor.person_id or 0, ended_at=None).select_related("place")
    return render(request, "console/me.html", {"grants": grants})


@require_POST
def display(request: ActorRequest) -> HttpResponse:
    """Switch language or large text; kept with the account, or in a cookie before sign-in."""
    change = {}
    if request.POST.get("language") in ("zh-hans", "en"):
        change["language"] = request.POST["language"]
    if request.POST.get("elder") in ("0", "1"):
        change["elder_mode"] = request.POST["elder"]
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    if request.actor.signed_in and change:
        fields = {name: value == "1" if name == "elder_mode" else value for name, value in change.items()}
        Person.objects.filter(pk=request.actor.person_id or 0).update(**fields)
    for name, value in change.items():
        cookie = LANGUAGE_COOKIE if name == "language" else "anxin_elder"
        response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def notices(request: ActorRequest) -> HttpResponse:
    """Show my notices; a button marks all as read."""
    if request.method == "POST":
        mark_all_read(person_id=request.actor.person_id or 0, at=clock.now())
        return redirect("notices")
    return render(request, "console/notices.html", {"notices": notices_of(request.actor.person_id or 0)})
