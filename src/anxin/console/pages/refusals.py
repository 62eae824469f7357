"""Pages for what cannot be shown. They say what to do next and give nothing away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from anxin.console.refusal import refuse


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer a request that makes no sense."""
    return refuse(request, _("The request could not be understood. Go back and try again."), 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer a person whose role does not reach here."""
    return refuse(request, _("Your role does not open this page. Ask your district coordinator if you need it."), 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer for an address that leads nowhere, or behind the wall: the two look the same."""
    return refuse(request, _("There is no such page. Check the address, or start from Today."), 404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer when something broke, without touching the database."""
    return HttpResponse(render_to_string("console/broken.html"), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open for too long or was sent from elsewhere."""
    return refuse(
        request, _("This form was open for too long. Go back, load the page again and send it once more."), 403
    )
