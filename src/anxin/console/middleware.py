"""What happens to every request: who acts, in which language, under which policy, and how errors look."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import translation

from anxin.console.refusal import refuse
from anxin.core.errors import AnxinError
from anxin.core.people.actor import NOBODY
from anxin.core.people.queries import actor_of

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "anxin_language"
logger = logging.getLogger(__name__)

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def content_security_policy(answer: Answer) -> Answer:
    """Allow nothing that this server did not send; forbid inline scripts and styles."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Content-Security-Policy"] = POLICY
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)  # the crew's page alone asks for a camera
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def no_hidden_zeros(answer: Answer) -> Answer:
    """Refuse a NUL in an address or form: no name holds one, and PostgreSQL stores none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = [request.path, *request.GET.values(), *(request.POST.values() if request.method == "POST" else ())]
        if any("\x00" in str(value) for value in sent):
            return HttpResponse(status=400)
        return answer(request)

    return middleware


def actor(answer: Answer) -> Answer:
    """Put who acts on the request; an account that may no longer sign in is nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        request.actor = actor_of(person) if person.is_authenticated and person.is_active else NOBODY  # type: ignore[attr-defined]
        return answer(request)

    return middleware


def idle_sessions_end(answer: Answer) -> Answer:
    """Sign a person out after idleness. The mark is renewed now and then only, so that reading writes nothing."""
    limit = 60 * settings.ANXIN["idle_minutes"]

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = int(time.time()), request.session.get("seen", 0)
            if seen and now - seen > limit:
                logout(request)
                request.actor = NOBODY  # type: ignore[attr-defined]
            elif now - seen > limit / 10:
                request.session["seen"] = now
        return answer(request)

    return middleware


def language(answer: Answer) -> Answer:
    """Speak the person's language: their own choice, else the cookie, else Chinese."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else request.COOKIES.get(LANGUAGE_COOKIE, "")
        chosen = chosen if chosen in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = chosen
        with translation.override(chosen):
            response = answer(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", chosen)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


class ErrorsBecomePages:
    """One place turns an `AnxinError` into a page, or into a fragment where htmx asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the error's own sentence and status."""
        if not isinstance(error, AnxinError):
            return None
        return refuse(request, str(error), error.status)
