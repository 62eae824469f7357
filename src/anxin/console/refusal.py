"""What a person sees who cannot go on: one sentence that says what to do next, as a page or as a fragment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anxin.core.web.requests import wants_fragment


def refuse(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Return the refusal; htmx gets the message alone."""
    template = "console/refusal.html#message" if wants_fragment(request) else "console/refusal.html"
    return render(request, template, {"message": message, "status": status}, status=status)
