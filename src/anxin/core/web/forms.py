"""One pattern for every form: a refused one comes back as it was sent, each fault beside its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.core.errors import AnxinError
from anxin.core.web.requests import ActorRequest

Page = Callable[..., HttpResponse]
REFUSED = 422
FIRST_YEAR, LAST_YEAR = 2000, 2100  # a slip of the keyboard lies outside


class Sent:
    """A form as a template sees it: what was sent and what is wrong with it, empty before it was sent."""

    def __init__(self, error: AnxinError | None = None, given: QueryDict | None = None, action: str = "") -> None:
        self.faults = tuple(error.parts) if error else ()
        self.given = given or QueryDict()
        self.action = action

    @property
    def refused(self) -> bool:
        """Whether this form was sent and refused."""
        return bool(self.faults)

    def fault(self, field: str) -> str:
        """Say what is wrong with a field."""
        return next((str(fault) for fault in self.faults if fault.field == field), "")

    def is_for(self, action: str, which: dict[str, Any]) -> bool:
        """Say whether this is the form with this address and these hidden values."""
        return self.action == action and all(self.given.get(key, "") == str(value) for key, value in which.items())


def sent_of(request: Any) -> Sent:
    """Return the form that this request sent and that was refused, an empty one if none was."""
    return getattr(request, "sent_form", None) or Sent()


def day_of(text: str, field: str = "") -> date:
    """Read a day as a browser sends it, in a form's `field` if it stands in one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise AnxinError(_("Choose a day."), field=field) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise AnxinError(_("Choose a day."), field=field)
    return day


def comes_back(page: Page, name: str, *, keyed: bool = False) -> Callable[[Page], Page]:
    """Show `page` again, at its address `name`, when the view that takes its form refuses what was sent.

    `keyed`: the page takes the same key as the view. Refusals other than of bad input go their usual way.
    """

    def around(view: Page) -> Page:
        @wraps(view)
        def answer(request: ActorRequest, *args: Any, **key: Any) -> HttpResponse:
            try:
                return view(request, *args, **key)
            except AnxinError as error:
                if error.status != REFUSED:
                    raise
                return _again(request, error, page, name, key if keyed else {})

        return answer

    return around


def _again(request: ActorRequest, error: AnxinError, page: Page, name: str, key: dict[str, Any]) -> HttpResponse:
    request.sent_form = Sent(error, request.POST, request.path)  # type: ignore[attr-defined]
    # From here on it is a look at the page, so that its links and its menu are those of its own address.
    request.path = request.path_info = reverse(name, kwargs=key)
    request.method = "GET"
    response = page(request, **key)
    response.status_code = REFUSED
    return response
