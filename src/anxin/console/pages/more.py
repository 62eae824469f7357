from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from anxin.console.shell import places_beyond_the_menu
from anxin.core.web.requests import ActorRequest


def more(request: ActorRequest) -> HttpResponse:
    """Show the places for which the menu has no room."""
    return render(request, "console/more.html", {"places": places_beyond_the_menu(request.actor)})
