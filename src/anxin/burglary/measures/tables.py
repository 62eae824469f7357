"""The tables of measures: the catalogue, and what is planned."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from anxin.burglary.measures.models import Measure, Outcome, Setting, Watching
from anxin.burglary.models import FocusTask
from anxin.core.web.shown import day, number, span
from anxin.core.web.tables import Column, Filter, TableSpec

QUALITY = {
    "strong": _("strong"),
    "moderate": _("moderate"),
    "limited": _("limited"),
    "not_known": _("not known"),
}


def change(effect: float | None, outcome: str = Outcome.BURGLARY) -> str:
    """Show a percent change with its sign and, where it is not burglary, what was counted: `−14 % (all crime)`."""
    if effect is None:
        return gettext("no figure")
    figure = f"{'−' if effect < 0 else '+'}{number(abs(effect), 0 if effect == int(effect) else 1)} %"
    return figure if outcome in ("", Outcome.BURGLARY) else f"{figure} ({Outcome(outcome).label})"


def money(amount: Any) -> str:
    """Show an amount in yuan; none entered is said in words."""
    if amount is None:
        return gettext("not entered")
    places = 0 if amount == int(amount) else 2
    return gettext("%(amount)s yuan") % {"amount": number(float(amount), places)}


def where_it_fits(measure: Measure) -> str:
    """Return the settings in words."""
    return gettext(", ").join(str(Setting(value).label) for value in measure.fits) or gettext("anywhere")


def catalogue_table() -> TableSpec:
    """Return the catalogue; its name column sorts in the reader's language."""
    return TableSpec(
        name="measures",
        caption=_("Measures"),
        columns=(
            Column(
                "name",
                _("Measure"),
                str,
                order="name_zh" if (get_language() or "").startswith("zh") else "name_en",
                leading=True,
                link=lambda m: reverse("burglary:measure", args=[m.key]),
            ),
            Column("order", _("Order"), lambda m: str(m.rank), lambda m: m.rank, "rank", numeric=True),
            Column(
                "effect", _("Effect"), lambda m: change(m.effect), lambda m: m.effect, "effect",
                numeric=True, leading=True,
            ),
            Column("counted", _("Counted"), lambda m: Outcome(m.outcome).label if m.outcome else "–", order="outcome"),
            Column("interval", _("Interval"), _interval, numeric=True),
            Column("quality", _("Evidence"), lambda m: QUALITY[m.quality], order="quality"),
            Column("watching", _("Privacy"), lambda m: Watching(m.watching).label, order="watching"),
            Column("fits", _("Where it fits"), where_it_fits),
            Column(
                "cost", _("Cost for one home"), lambda m: money(m.cost_per_home),
                lambda m: None if m.cost_per_home is None else float(m.cost_per_home), "cost_per_home", numeric=True,
            ),
        ),
        sort="order",
        filters=(Filter("watching", _("Privacy"), _choices(Watching), lambda value: Q(watching=int(value))),),
        empty=_("The catalogue is empty. Run `anxin prepare` once."),
    )  # fmt: skip


def _interval(measure: Measure) -> str:
    if measure.effect is None:
        return "–"
    return span(measure.low, measure.high, places=0) or gettext("none given")


STATES = {
    "planned": Q(done_at=None),
    "done": Q(done_at__isnull=False, verified_at=None),
    "verified": Q(verified_at__isnull=False),
}
STATE_LABELS = {"planned": _("planned"), "done": _("done, to be verified"), "verified": _("verified")}


def state_of(task: FocusTask) -> str:
    """Return how far a task is."""
    if task.verified_at:
        return "verified"
    return "done" if task.done_at else "planned"


def planned_table() -> TableSpec:
    """Return what is planned, done and verified, by estate."""
    measures = [(measure.key, str(measure)) for measure in Measure.objects.filter(focustask__isnull=False).distinct()]
    return TableSpec(
        name="planned-measures",
        caption=_("Planned measures"),
        columns=(
            Column(
                "estate", _("Estate"), lambda t: t.listing.place.name, order="listing__place__pinyin", leading=True,
                link=lambda t: reverse("burglary:listing", args=[t.listing_id]),
            ),
            Column(
                "subdistrict", _("Subdistrict"),
                lambda t: t.listing.place.subdistrict.name if t.listing.place.subdistrict else "",
                order="listing__place__subdistrict__pinyin", in_file_only=True,
            ),
            Column("measure", _("Measure"), lambda t: str(t.measure), order="measure__rank", leading=True),
            Column("title", _("What exactly"), lambda t: t.title, order="title"),
            Column("who", _("Who"), lambda t: t.owner.display_name, order="owner__display_name"),
            Column("state", _("State"), _state_and_day, lambda t: STATE_LABELS[state_of(t)]),
            Column("due", _("By"), lambda t: day(t.due_date), lambda t: t.due_date, "due_date"),
            Column("done", _("Done"), lambda t: _iso(t.done_at), order="done_at", in_file_only=True),
            Column(
                "verified", _("Verified"), lambda t: _iso(t.verified_at), order="verified_at", in_file_only=True
            ),
            Column(
                "cost", _("Cost of the measure here"), lambda t: money(t.total_cost),
                lambda t: None if t.total_cost is None else float(t.total_cost), "total_cost", numeric=True,
            ),
        ),
        sort="due",
        filters=(
            Filter("measure", _("Measure"), measures, lambda key: Q(measure_id=key)),
            Filter("state", _("State"), tuple(STATE_LABELS.items()), STATES.__getitem__),
        ),
        empty=_("No measure is planned that fits. Plans begin on the focus list."),
    )  # fmt: skip


def _choices(kind: Any) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in kind.choices]


def _state_and_day(task: FocusTask) -> str:
    since = task.verified_at or task.done_at
    label = STATE_LABELS[state_of(task)]
    return f"{label} {day(localdate(since))}" if since else str(label)


def _iso(moment: Any) -> str:
    return localdate(moment).isoformat() if moment else ""
