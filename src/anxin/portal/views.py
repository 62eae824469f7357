"""The residents' door of the pulse: a code, two questions, thanks. No account, no session, no cookie."""

from __future__ import annotations

from math import exp
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.core.web.forms import Sent
from anxin.mood.pulse.errors import AnsweredError, UnknownCodeError, UnreadableAnswerError
from anxin.mood.pulse.queries import asked_of, has_answered, token_of
from anxin.mood.pulse.rules import VALUES, quarter_ends
from anxin.mood.pulse.services import answer
from anxin.portal.display import kept, look, residents_page
from anxin.portal.guesses import TooManyGuessesError, check_guesses, note_failed_guess

REFUSED = 422


@residents_page
def pulse(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the letter."""
    return _page(request, "code")


@csrf_exempt  # no cookie speaks here: the code in the body does, which another site does not know
@residents_page
def questions(request: HttpRequest) -> HttpResponse:
    """Ask the two questions of a code."""
    if request.method != "POST":
        return _to(request, "pulse")
    try:
        _known(request)
    except AnxinError as error:
        return _refused(request, error)
    return _questions(request)


@csrf_exempt  # as above
@residents_page
def send(request: HttpRequest) -> HttpResponse:
    """Take the answers. Sent twice they count once."""
    if request.method != "POST":
        return _to(request, "pulse")
    try:
        check_guesses(clock.now())
        answer(code=_code(request), answers=_answers(request), today=clock.today())
    except AnxinError as error:
        return _refused(request, error)
    return JsonResponse({"state": "counted"}) if _by_script(request) else _to(request, "thanks")


@residents_page
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thanks, and where help is."""
    return _page(request, "thanks", again_from=quarter_ends(clock.today()))


@residents_page
def answered(request: HttpRequest) -> HttpResponse:
    """Say kindly that this code has answered already."""
    return _page(request, "answered", again_from=quarter_ends(clock.today()))


@residents_page
def promise(request: HttpRequest) -> HttpResponse:
    """Say what is kept of an answer, what is published, and what nobody can promise."""
    epsilon = float(settings.ANXIN["pulse_epsilon"])
    return _page(request, "promise", epsilon=epsilon, quarter=2 * epsilon, year=8 * epsilon, odds=exp(epsilon))


def _known(request: HttpRequest) -> None:
    """Refuse a code that cannot answer now."""
    check_guesses(clock.now())
    if has_answered(token_of(_code(request)), clock.today()):
        raise AnsweredError("")


def _refused(request: HttpRequest, error: AnxinError) -> HttpResponse:
    """Say what is wrong: to the script as a word, to a person as the page, with what was chosen."""
    if isinstance(error, UnknownCodeError):
        note_failed_guess(clock.now())
    if _by_script(request):
        return JsonResponse({"state": _state(error), "say": str(error)}, status=error.status)
    if isinstance(error, AnsweredError):
        return _to(request, "answered")
    error.field = "answers" if isinstance(error, UnreadableAnswerError) else "code"
    sent = Sent(error, request.POST)
    return _questions(request, sent) if error.field == "answers" else _page(request, "code", error.status, sent=sent)


def _state(error: AnxinError) -> str:
    states = {AnsweredError: "answered", UnknownCodeError: "unknown", TooManyGuessesError: "later"}
    return states.get(type(error), "unreadable")


def _questions(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    token = token_of(_code(request))
    asked = [(item, request.POST.get(item.key, "")) for item in asked_of(token, clock.today())]
    status = REFUSED if sent else 200
    return _page(request, "questions", status, sent=sent or Sent(), asked=asked, values=[str(v) for v in VALUES])


def _answers(request: HttpRequest) -> dict[str, int]:
    """Return the numbers that were sent; what is none becomes one that no question takes."""
    sent = {key: str(value) for key, value in request.POST.items() if key != "code" and value != ""}
    known = {str(value): value for value in VALUES}
    return {key: known.get(value, -1) for key, value in sent.items()}


def _code(request: HttpRequest) -> str:
    return str(request.POST.get("code", ""))[:40]  # as long as the field; a code with its spaces has 19


def _by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _to(request: HttpRequest, name: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(f"portal:{name}") + kept(request))
    response.status_code = 303
    return response


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    context = {"sent": Sent(), "code": _code(request), **look(request), **context}
    return render(request, f"portal/{name}.html", context, status=status)
