from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anxin.burglary.near_repeats import policy, queries, sheet
from anxin.burglary.near_repeats.models import NearRepeatBand, NeighbourAlert
from anxin.burglary.near_repeats.residents_text import residents_texts
from anxin.burglary.near_repeats.rules import News, news_of
from anxin.burglary.near_repeats.tables import BANDS, UNDER_ALERT, by_distance, days_label
from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.territory.models import Place
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page


def near_repeats(request: ActorRequest) -> HttpResponse:
    """Say whether one burglary is followed by others close by, and which estates are under an alert."""
    alerted = queries.estates_under_alert(clock.today())
    of_bands = request.GET.get("of") == "bands"
    file = download(request, queries.bands(), BANDS) if of_bands else download(request, alerted, UNDER_ALERT)
    if file:
        return file
    finding = queries.newest_finding()
    found = list(finding.bands.all()) if finding else []
    near = next((band for band in found if band.of_reach), None)
    rows = by_distance([band for band in found if not band.of_reach])
    context = {
        "finding": finding,
        "near": near,
        "news": _news(near) if near else "",
        "rows": rows,
        "spans": [days_label(band) for band in rows[0].bands] if rows else [],
        "table": table_page(request, alerted, UNDER_ALERT),
        "rule": queries.neighbour_rule(),
    }
    return render(request, "burglary/near_repeats.html", context)


def _news(near: NearRepeatBand) -> News:
    return news_of(observed=near.observed, expected=near.expected, ratio_low=near.ratio_low, p_value=near.p_value)


def residents_notice(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the notice for residents, to print, to copy or to adapt."""
    alert, places = _own_alert(request, pk)
    context = {
        "alert": alert,
        "names": _(", ").join(place.name for place in places),
        "texts": residents_texts(alert.until_date),
        "over": alert.until_date < clock.today(),
    }
    return render(request, "burglary/residents_notice.html", context)


def residents_notice_pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """Return the notice as one A4 page, while it holds."""
    alert, _places = _own_alert(request, pk)
    if alert.until_date < clock.today():
        raise NotFoundError(_("This advice is over; there is nothing to print any more."))
    headers = {"Content-Disposition": f'inline; filename="notice-{alert.until_date.isoformat()}.pdf"'}
    return HttpResponse(sheet.as_pdf(alert), content_type="application/pdf", headers=headers)


def _own_alert(request: ActorRequest, pk: int) -> tuple[NeighbourAlert, list[Place]]:
    """Return an alert with those of its estates that the person works for; another's does not exist for them."""
    alert = queries.alert_with_estates(pk)
    places = policy.own_estates(request.actor, alert.estates.all()) if alert else []
    if alert is None or not places:
        raise NotFoundError(_("There is no such notice."))
    return alert, places
