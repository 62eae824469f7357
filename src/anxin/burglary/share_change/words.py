"""The parts of a change as sentences with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.burglary.share_change.models import ShareChange
from anxin.core.web.shown import number, span


@dataclass(frozen=True)
class Points:
    """The parts in points to one place, as shown: they add up, because the rest takes what rounding leaves."""

    change: float
    size: float
    events: float
    rest: float

    @classmethod
    def of(cls, change: ShareChange) -> Points:
        """Round the change and its parts."""
        whole, size, events = (round(100 * part, 1) for part in (change.change, change.size, change.events))
        return cls(whole, size, events, round(whole - size - events, 1))

    @property
    def same_way(self) -> bool:
        """Whether every part points the way of the whole."""
        return all(part * self.change >= 0 for part in (self.size, self.events, self.rest))


def signed(points: float) -> str:
    """Show points with their sign: `+3.0`, `−1.0`."""
    return f"{'−' if points < 0 else '+' if points > 0 else ''}{number(abs(points), 1)}"


def _plain(points: float) -> str:
    return number(abs(points), 1)


def news(change: ShareChange) -> str:
    """Say in one sentence what the change is made of."""
    points = Points.of(change)
    if points.change == 0:
        text = _("The share did not move: %(parts)s.")
    elif points.same_way:
        rose = _("Of the %(points)s points by which the share rose, %(parts)s.")
        text = rose if points.change > 0 else _("Of the %(points)s points by which the share fell, %(parts)s.")
    else:
        rose = _("The share rose by %(points)s points: %(parts)s.")
        text = rose if points.change > 0 else _("The share fell by %(points)s points: %(parts)s.")
    show = _plain if points.same_way and points.change else signed
    clauses = [_events_clause(change, show(points.events)), _rest_clause(change, show(points.rest))]
    if points.size:
        clauses.insert(1, _("%(points)s from size") % {"points": show(points.size)})
    return text % {"points": number(abs(points.change), 1), "parts": _(", ").join(clauses)}


def _events_clause(change: ShareChange, points: str) -> str:
    if change.incidents_after == change.incidents_before:
        return _("the burglaries are as many as before")
    fewer = change.incidents_after < change.incidents_before
    if change.events_beyond_chance:
        text = _("%(points)s come from fewer burglaries") if fewer else _("%(points)s come from more burglaries")
    else:
        fewer_by_chance = _("%(points)s come from fewer burglaries (no more than chance gives)")
        text = fewer_by_chance if fewer else _("%(points)s come from more burglaries (no more than chance gives)")
    return text % {"points": points}


def _rest_clause(change: ShareChange, points: str) -> str:
    if not change.rest_beyond_chance:
        text = _("%(points)s could be chance (range ± %(range)s)")
        return text % {"points": points, "range": number(100 * change.chance_range, 1)}
    gathered = _("%(points)s from burglaries gathering at fewer estates")
    return (gathered if change.chance > 0 else _("%(points)s from burglaries spreading to more estates")) % {
        "points": points
    }


@dataclass(frozen=True)
class Part:
    """One part: its name, its points with sign, and its sentence."""

    name: str
    points: str
    sentence: str


def parts(change: ShareChange) -> list[Part]:
    """Return every part with its sentence."""
    points = Points.of(change)
    return [
        Part(_("Number of burglaries"), signed(points.events), _events_sentence(change)),
        Part(
            _("Size"),
            signed(points.size),
            _("The register knows today’s estates and homes alone, so both years are reckoned with them."),
        ),
        Part(_("The rest"), signed(points.rest), _rest_sentence(change)),
    ]


def _events_sentence(change: ShareChange) -> str:
    said = _(
        "%(before)s burglaries became %(after)s; by their number alone the share would have moved "
        "by %(interval)s points (95 %% interval)."
    ) % {
        "before": number(change.incidents_before),
        "after": number(change.incidents_after),
        "interval": span(change.events - change.events_range, change.events + change.events_range, share=True),
    }
    return said if change.events_beyond_chance else said + " " + _("Chance alone gives as much.")


def _rest_sentence(change: ShareChange) -> str:
    if not change.rest_beyond_chance:
        text = _(
            "At which estates they happen is partly chance: it moves the share by up to %(range)s points either way."
        )
    elif change.chance > 0:
        text = _("They gathered at fewer estates than before, by more than chance gives (%(range)s points).")
    else:
        text = _("They spread to more estates than before, by more than chance gives (%(range)s points).")
    return text % {"range": number(100 * change.chance_range, 1)}


def why_estate_changed(found: Mapping[str, float]) -> str:
    """Say how much of an estate's change from one year to the next is chance, the district's, its own."""
    before, after, rest = found["before"], found["after"], found["rest"]
    figures = {
        "before_year": f"{found['before_year']:.0f}",
        "after_year": f"{found['after_year']:.0f}",
        "before": number(before),
        "after": number(after),
        "regression": number(abs(found["regression"]), 1),
        "district": number(abs(found["district"]), 1),
        "steady": number(before + found["regression"], 1),
        "due": number(after - rest, 1),
        "rest": number(abs(rest), 1),
        "often": _("fewer than 1") if found["chance"] < 0.01 else number(100 * found["chance"]),
    }
    return _estate_text(found) % figures


def _estate_text(found: Mapping[str, float]) -> str:
    own, way = (found["regression"], found["district"], found["rest"]), found["after"] - found["before"]
    if not all(part * way >= 0 for part in own):
        return _against_each_other(fewer=found["rest"] < 0)
    if way < 0:
        return _(
            "Of the fall from %(before)s in %(before_year)s to %(after)s in %(after_year)s, %(regression)s were to be "
            "expected by chance alone after so bad a year, %(district)s are the fall of the whole district; what is "
            "left, %(rest)s, chance gives in %(often)s of 100 such estates."
        )
    return _(
        "Of the rise from %(before)s in %(before_year)s to %(after)s in %(after_year)s, %(regression)s were to be "
        "expected by chance alone after so good a year, %(district)s are the rise of the whole district; what is "
        "left, %(rest)s, chance gives in %(often)s of 100 such estates."
    )


def _against_each_other(*, fewer: bool) -> str:
    if fewer:
        return _(
            "After %(before)s in %(before_year)s, %(steady)s were to be expected by chance alone, %(due)s with the "
            "change of the whole district. It was %(after)s in %(after_year)s: %(rest)s fewer, which chance gives in "
            "%(often)s of 100 such estates."
        )
    return _(
        "After %(before)s in %(before_year)s, %(steady)s were to be expected by chance alone, %(due)s with the "
        "change of the whole district. It was %(after)s in %(after_year)s: %(rest)s more, which chance gives in "
        "%(often)s of 100 such estates."
    )
