"""What a person sees who cannot go on: one sentence that says what to do next, as a page or as a fragment."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from anxin.core.web.requests import wants_fragment


def refuse(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Return the refusal; htmx gets the message alone."""
    template = "console/refusal.html#message" if wants_fragment(request) else "console/refusal.html"
    return render(request, template, {"message": message, "status": status, "back": _back(request)}, status=status)


def _back(request: HttpRequest) -> str:
    """Return the page of ours that the person came from, if it is another one."""
    came_from = request.headers.get("Referer", "")
    try:
        here = request.get_host()
    except DisallowedHost:
        return ""
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={here}):
        return ""
    parts = urlsplit(came_from)
    return "" if parts.path == request.path else parts.path + (f"?{parts.query}" if parts.query else "")
