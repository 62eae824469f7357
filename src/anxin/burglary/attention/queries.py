"""How much attention each subdistrict got, as counts; the console sets it beside the patrols' own."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.utils.timezone import localdate

from anxin.burglary.models import ON_LIST, FocusListing, ForecastCheck, Incident
from anxin.burglary.near_repeats.models import NeighbourAlert
from anxin.burglary.rules import FocusRule, ListedTime, is_held_back, quarters_listed
from anxin.core.released.given import Given
from anxin.core.territory.queries import estates


def burglaries_by_subdistrict(first: date, last: date) -> dict[int, int]:
    """Return subdistrict -> burglaries from `first` to `last`, both included."""
    rows = Incident.objects.filter(occurred_date__range=(first, last)).exclude(place__subdistrict=None)
    counted = rows.order_by().values_list("place__subdistrict").annotate(count=Count("pk"))
    return dict(counted)


def homes_by_subdistrict() -> dict[int, int]:
    """Return subdistrict -> homes in the register."""
    rows = estates().exclude(subdistrict=None).order_by().values_list("subdistrict").annotate(homes=Sum("homes"))
    return {key: homes or 0 for key, homes in rows}


def listing_given(first: date, last: date) -> Given:
    """Return each subdistrict's days on the focus list; every estate that was on it is one choice."""
    days: Counter[int] = Counter()
    rows = FocusListing.objects.exclude(listed_at=None)
    chosen = set()
    for place, area, since, until in rows.values_list("place_id", "place__subdistrict_id", "listed_at", "left_at"):
        end = min(localdate(until), last) if until else last
        within = (end - max(localdate(since), first)).days + 1
        if area and within > 0:
            days[area] += within
            chosen.add(place)
    return Given(dict(days), len(chosen))


def alerts_given(first: date, last: date) -> Given:
    """Return each subdistrict's estates warned after a burglary nearby; one burglary's alert is one choice."""
    alerts = NeighbourAlert.objects.filter(since_date__range=(first, last))
    warned = alerts.exclude(estates__subdistrict=None).order_by().values_list("estates__subdistrict")
    return Given(dict(warned.annotate(count=Count("estates"))), alerts.count())


def calibration_by_subdistrict() -> dict[str, tuple[float, float]]:
    """Return name of the subdistrict -> burglaries that happened and were forecast, when it was last checked."""
    check = ForecastCheck.objects.first()
    judged = next((one for one in check.judged if one["name"] == "multi_scale"), None) if check else None
    return {row["label"]: (row["observed"], row["expected"]) for row in judged["areas"]} if judged else {}


@dataclass(frozen=True)
class LongListed:
    """An estate that was on the focus list for as long as one may be."""

    name: str
    code: str
    path: str
    subdistrict: str
    quarters: int
    listing: int
    on_list: bool


def listed_times() -> dict[int, list[ListedTime]]:
    """Return estate -> its times on the focus list."""
    times: dict[int, list[ListedTime]] = defaultdict(list)
    rows = FocusListing.objects.exclude(listed_at=None).values_list("place_id", "listed_at", "left_at")
    for place, since, until in rows:
        times[place].append(ListedTime(localdate(since), localdate(until) if until else None))
    return times


def long_listed(day: date, rule: FocusRule) -> list[LongListed]:
    """Return the estates listed for too long that are still on the list, or that the rule would list again."""
    times = listed_times()
    held = [place for place, spans in times.items() if is_held_back(spans, day, rule)]
    still = Q(state__in=ON_LIST) | Q(place__judgement__chance_worst__gt=rule.enter)
    rows = FocusListing.objects.filter(still, place_id__in=held).exclude(listed_at=None).order_by("listed_at")
    newest = {
        place: LongListed(name, code, path, area or "", quarters_listed(times[place], day), pk, state in ON_LIST)
        for place, name, code, path, area, pk, state in rows.values_list(
            "place_id", "place__name", "place__code", "place__path", F("place__subdistrict__name"), "pk", "state"
        )
    }
    return sorted(newest.values(), key=lambda row: (-row.quarters, row.code))
