"""Answers given on paper: how many people of a neighbourhood answered so in a week."""

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
from anxin.mood.pulse.errors import ReleasedWeekError
from anxin.mood.pulse.items import BY_KEY
from anxin.mood.pulse.models import Channel, PulseCount, PulseRelease

MOST_ANSWERS = 10_000
Cell = tuple[int, date, str, int]  # place, week, item, value


def decide_paper_answers(request: Request) -> Decision:
    """Read every row; a week that was released takes nothing more."""
    places = places_by_word(Level.NEIGHBOURHOOD)
    released = set(PulseRelease.objects.values_list("week", flat=True))
    held = {
        (row.place_id, row.week, row.item, row.value): row.count
        for row in PulseCount.objects.filter(channel=Channel.PAPER)
    }
    taken: dict[Cell, int] = {}
    refusals: list[Refusal] = []
    for cells in cells_of(request):
        place = cells.take("place", lambda text: known_place(text, places))
        week = cells.take("week", lambda text: _open_week(text, request.today, released))
        item = cells.take("item", _item)
        value = cells.take("value", lambda text: whole(text, most=10))
        count = cells.take("count", lambda text: whole(text, most=MOST_ANSWERS))
        if not cells.refused and (place.pk, week, item, value) in taken:
            cells.refuse("count", _("This place, week, question and answer stand in an earlier row. Add the two up."))
        if not cells.refused:
            taken[place.pk, week, item, value] = count
        refusals += cells.refused
    counts = compared(taken, held) | {"refused": len({refusal.row for refusal in refusals})}
    rows = [*taken.items()][:10]
    preview = [
        {"week": str(week), "item": item, "value": str(value), "count": str(n)} for (_p, week, item, value), n in rows
    ]
    return Decision(counts, refusals, preview, taken)


def write_paper_answers(decision: Decision, _request: Request, _actor: Actor, _at: datetime) -> None:
    """Set the counts on paper; what a file does not name stays as it is. Refuses a week released meanwhile."""
    weeks = {week for _place, week, _item, _value in decision.payload}
    if PulseRelease.objects.filter(week__in=weeks).exists():
        raise ReleasedWeekError(_("This week's answers are released; nothing can be added to it any more."))
    rows = [
        PulseCount(place_id=place, week=week, item=item, value=value, channel=Channel.PAPER, count=count)
        for (place, week, item, value), count in decision.payload.items()
    ]
    PulseCount.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        update_fields=["count"],
        unique_fields=["place", "week", "item", "value", "channel"],
    )


def _open_week(text: str, today: date, released: set[date]) -> date:
    week = closed_week(text, today)
    if week in released:
        raise CellError(_("This week's answers are released; nothing can be added to it any more."))
    return week


def _item(text: str) -> str:
    by_word = {word: item.key for item in BY_KEY.values() for word in (item.key, str(item.name))}
    if text not in by_word:
        raise CellError(_("No question has this name. Write one of: %(names)s.") % {"names": ", ".join(BY_KEY)})
    return by_word[text]


PAPER_ANSWERS = ImportKind(
    key="paper_answers",
    title=gettext_lazy("Pulse answers on paper"),
    help=gettext_lazy("How many people of a neighbourhood gave each answer in a week. No name, no sheet of its own."),
    fields=(
        Field("place", gettext_lazy("Neighbourhood"), ("居民区", "居委会", "居委", "neighbourhood"), required=True),
        Field("week", gettext_lazy("Week"), ("周", "星期", "日期", "week of"), required=True),
        Field("item", gettext_lazy("Question"), ("问题", "题目"), required=True),
        Field("value", gettext_lazy("Answer, 0 to 10"), ("分值", "得分", "回答"), required=True),
        Field("count", gettext_lazy("People"), ("人数", "份数", "answers"), required=True),
    ),
    decide=decide_paper_answers,
    apply=write_paper_answers,
)
