"""The residents' pages know nobody: what a browser brings along is put aside, and nothing is given to it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROOM = "/pulse/"


def no_cookies(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take every cookie off requests to the residents' pages and off their answers.

    So a member of staff who answers at work is nobody here too, and no session notes that they did.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        inside = request.path_info.startswith(ROOM)
        if inside:
            request.META.pop("HTTP_COOKIE", None)
        response = answer(request)
        if inside:
            response.cookies.clear()
        return response

    return middleware
