"""How a resident's page looks: language and size of text stand in the address, since there is no cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

Page = Callable[[HttpRequest], HttpResponse]
LARGE = "large"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language, Accept",
    "X-Robots-Tag": "noindex",
}


def language_of(request: HttpRequest) -> str:
    """Return the language that the address asks for, else the browser, else Chinese."""
    known = dict(settings.LANGUAGES)
    if request.GET.get("lang") in known:
        return str(request.GET["lang"])
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def kept(request: HttpRequest, **change: str) -> str:
    """Return what is chosen as the end of an address, with something changed."""
    chosen = {"lang": request.GET.get("lang", ""), "text": request.GET.get("text", ""), **change}
    known = {"lang": dict(settings.LANGUAGES), "text": {LARGE}}
    held = {key: value for key, value in chosen.items() if value in known[key]}
    return f"?{urlencode(held)}" if held else ""


def look(request: HttpRequest) -> dict[str, Any]:
    """Return what the portal's base template needs."""
    return {
        "language": translation.get_language(),
        "elder": request.GET.get("text") == LARGE,
        "here": reverse("portal:pulse") if request.method == "POST" else request.path,
        "kept": kept(request),
        "in_chinese": kept(request, lang="zh-hans"),
        "in_english": kept(request, lang="en"),
        "in_large": kept(request, text=LARGE),
        "in_normal": kept(request, text=""),
    }


def residents_page(page: Page) -> Page:
    """Answer in the resident's language; let no browser keep the page and no other site learn where it was left."""

    @wraps(page)
    def answer(request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = page(request)
        response["Content-Language"] = language
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answer
