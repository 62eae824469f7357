"""Weekly counts that other offices keep, as a file."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.core.imports.columns import Field
from anxin.core.imports.kinds import Decision, ImportKind, Refusal, Request
from anxin.core.imports.values import CellError
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Level
from anxin.mood.cells import cells_of, closed_week, compared, known_place, places_by_word, whole
from anxin.mood.inputs.catalogue import BY_KEY
from anxin.mood.inputs.models import IndicatorCount

MOST = 1_000_000
Cell = tuple[str, int, date]  # indicator, place, week
OWN_RECORDS = frozenset({"hazards"})  # reckoned by the round, never brought by a file


def decide_counts(request: Request) -> Decision:
    """Read every row and compare it with what is on record."""
    places = places_by_word(Level.SUBDISTRICT)
    taken: dict[Cell, int] = {}
    refusals: list[Refusal] = []
    for cells in cells_of(request):
        key = cells.take("indicator", _indicator)
        place = cells.take("place", lambda text: known_place(text, places))
        week = cells.take("week", lambda text: closed_week(text, request.today))
        count = cells.take("count", lambda text: whole(text, most=MOST))
        if not cells.refused and (key, place.pk, week) in taken:
            cells.refuse("week", _("This count, place and week stand in an earlier row. Keep one of the two."))
        if not cells.refused:
            taken[key, place.pk, week] = count
        refusals += cells.refused
    held = {(row.indicator, row.place_id, row.week): row.count for row in IndicatorCount.objects.all()}
    counts = compared(taken, held) | {"refused": len({refusal.row for refusal in refusals})}
    rows = [*taken.items()][:10]
    preview = [{"indicator": key, "week": str(week), "count": str(n)} for (key, _place, week), n in rows]
    return Decision(counts, refusals, preview, taken)


def write_counts(decision: Decision, _request: Request, _actor: Actor, _at: datetime) -> None:
    """Set the counts; what a file does not name stays as it is."""
    store_counts(decision.payload)


def store_counts(counts: dict[Cell, int]) -> None:
    """Write counts over whatever was on record for the same place and week."""
    rows = [
        IndicatorCount(indicator=key, place_id=place, week=week, count=count)
        for (key, place, week), count in counts.items()
    ]
    unique = ["indicator", "place", "week"]
    IndicatorCount.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, update_fields=["count"], unique_fields=unique
    )


def _indicator(text: str) -> str:
    by_word = {word: one.key for one in BY_KEY.values() for word in (one.key, str(one.name))}
    if text not in by_word or by_word[text] in OWN_RECORDS:
        names = ", ".join(key for key in BY_KEY if key not in OWN_RECORDS)
        raise CellError(_("No count has this name. Write one of: %(names)s.") % {"names": names})
    return by_word[text]


INDICATOR_COUNTS = ImportKind(
    key="indicator_counts",
    title=gettext_lazy("Weekly counts"),
    help=gettext_lazy(
        "Complaints, contacts and the like, by subdistrict and week. Counts alone, nothing about anybody."
    ),
    fields=(
        Field("indicator", gettext_lazy("Count"), ("指标", "项目", "indicator"), required=True),
        Field("place", gettext_lazy("Subdistrict"), ("街道", "街镇", "subdistrict"), required=True),
        Field("week", gettext_lazy("Week"), ("周", "星期", "日期", "week of"), required=True),
        Field("count", gettext_lazy("How many"), ("数量", "件数", "次数"), required=True),
    ),
    decide=decide_counts,
    apply=write_counts,
)
