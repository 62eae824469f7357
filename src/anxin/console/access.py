"""The access matrix: one file says for every address and role who may read and who may act.

An address without a row is closed to everybody, and a test fails the build for it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anxin.console.refusal import refuse
from anxin.core.people.actor import Actor

MATRIX_FILE = Path(__file__).with_name("access_matrix.csv")
READING = {"GET", "HEAD", "OPTIONS"}


@lru_cache(maxsize=1)
def matrix() -> Mapping[str, Mapping[str, str]]:
    """Return address name -> role -> `-` (closed), `r` (may read) or `w` (may act)."""
    with MATRIX_FILE.open(encoding="utf-8", newline="") as file:
        return {row.pop("url"): row for row in csv.DictReader(file)}


def allowed(actor: Actor, url_name: str, method: str) -> bool:
    """Say whether the matrix lets this person use this address in this way."""
    row = matrix().get(url_name)
    if row is None or row["side"] not in ("both", settings.ANXIN["side"]):
        return False
    held = {"anonymous", *actor.roles} | ({"signed_in"} if actor.signed_in else set())
    letters = {row.get(role, "-") for role in held}
    return "w" in letters or (method in READING and "r" in letters)


class MatrixGuardsEveryUrl:
    """Stops a request before its view, unless the matrix has a row that lets it pass."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.answer(request)

    def process_view(self, request: Any, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """Let pass, ask to sign in, or refuse. What no role of this side may see does not exist here."""
        name = request.resolver_match.view_name
        if allowed(request.actor, name, request.method):
            return None
        row = matrix().get(name)
        if row is None or row["side"] not in ("both", settings.ANXIN["side"]):
            raise Http404
        if not request.actor.signed_in:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        message = _("Your role does not open this page. Ask your district coordinator if you need it.")
        return refuse(request, message, 403)  # an error raised here would pass by `ErrorsBecomePages`
