from __future__ import annotations

from django.http import HttpRequest

from anxin.core.people.actor import Actor


class ActorRequest(HttpRequest):
    """A request on which the middleware has put who acts."""

    actor: Actor


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asked, so that a fragment will do."""
    return request.headers.get("HX-Request") == "true"
