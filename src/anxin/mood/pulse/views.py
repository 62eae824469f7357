"""The coordinators' page of letters: which neighbourhood has how many, and the sheets to print."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.faults import Faults
from anxin.core.people.roles import COORDINATORS
from anxin.core.territory.models import Place
from anxin.core.territory.queries import place_by_code
from anxin.core.web.downloads import attachment
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page
from anxin.mood.letters.services import MOST_A_FILE, make_letters
from anxin.mood.letters.tables import letters_table
from anxin.mood.pulse.queries import neighbourhoods_with_letters
from anxin.mood.pulse.rules import OWN_FIGURE, USUAL_SHARE, has_own_figure, letters_for_own_figure
from anxin.mood.pulse.services import check_count


def letters(request: ActorRequest) -> HttpResponse:
    """Show the neighbourhoods with their letters, and take the order for more."""
    rows, spec = neighbourhoods_with_letters(request.actor.paths(COORDINATORS)), letters_table()
    file = download(request, rows, spec)
    if file:
        return file
    own = list(rows.order_by("code"))
    context = {
        "own": own,
        "with_letters": sum(place.letters > 0 for place in own),
        "with_own_figure": sum(has_own_figure(place.letters) for place in own),
        "usual_share": USUAL_SHARE,
        "own_figure": OWN_FIGURE,
        "needed": letters_for_own_figure(),
        "most": MOST_A_FILE,
        "table": table_page(request, rows, spec),
    }
    return render(request, "mood/letters.html", context)


@require_POST
@comes_back(letters, "pulse:letters")
def make(request: ActorRequest) -> HttpResponse:
    """Answer with the letters as a PDF: the codes stand in it alone."""
    faults = Faults()
    place = faults.read("place", _place, request.POST.get("place", ""))
    count = faults.read("letters", _whole, request.POST.get("letters", ""))
    faults.stop()
    assert place is not None
    assert count is not None
    pdf = make_letters(place=place, letters=count, actor=request.actor, at=clock.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    attachment(response, f"{_('Letters')}-{place.name}.pdf")
    response["Cache-Control"] = "no-store"
    return response


def _place(code: str) -> Place:
    try:
        return place_by_code(code.strip())
    except NotFoundError:
        raise AnxinError(_("Choose a neighbourhood.")) from None


def _whole(text: str) -> int:
    text = text.strip()
    count = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    check_count(count, most=MOST_A_FILE)
    return count
