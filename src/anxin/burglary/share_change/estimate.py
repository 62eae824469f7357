"""Why the district's share changed between any two years, and how much of an estate's own change is chance."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from itertools import combinations

from anxin.burglary.judge import District
from anxin.burglary.share_change.models import ShareChange
from anxin.burglary.share_change.rules import comparable_years, is_over, is_worth_explaining, last_whole_years, spans
from anxin.methods.evaluation.zero_change import decompose_zero_share, explain_fall
from anxin.methods.rates import TooFewEventsError, fit_gamma_poisson


def share_changes(district: District, until: date) -> list[ShareChange]:
    """Return every pair of years on record, taken apart; pairs with too few burglaries are left out."""
    if not len(district) or not len(district.day):
        return []
    years = comparable_years(date.fromordinal(int(district.day.min())), until)
    found = (_change(district, before, after, until) for before, after in combinations(years, 2))
    return [change for change in found if change]


def _change(district: District, before: int, after: int, until: date) -> ShareChange | None:
    start, end = spans(before, after, until)
    first, second = (district.counts_between(span.first, span.last) for span in (start, end))
    try:
        # The register keeps no former homes, so both years stand on today's and size adds nothing.
        parts = decompose_zero_share(first, district.homes, second, district.homes)
    except TooFewEventsError:
        return None
    return ShareChange(
        before_year=before,
        after_year=after,
        as_of_date=end.last,
        to_date=not is_over(after, until),
        share_before=parts.before,
        share_after=parts.after,
        incidents_before=int(first.sum()),
        incidents_after=int(second.sum()),
        size=parts.size,
        events=parts.events,
        events_range=parts.events_range,
        chance=parts.chance,
        chance_range=parts.chance_range,
    )


def explained_estates(district: District, until: date) -> dict[int, dict[str, float]]:
    """Return index -> why the estate's last whole year differs from the one before, where it differs by enough."""
    if not len(district) or not len(district.day):
        return {}
    before_year, after_year = last_whole_years(until)
    if before_year not in comparable_years(date.fromordinal(int(district.day.min())), until):
        return {}
    start, end = spans(before_year, after_year, until)
    before, after = (district.counts_between(span.first, span.last) for span in (start, end))
    try:
        model = fit_gamma_poisson(before, district.homes)
    except TooFewEventsError:
        return {}
    found = {}
    for i, (had, has) in enumerate(zip(before.tolist(), after.tolist(), strict=True)):
        if is_worth_explaining(had, has):
            # The others alone: an estate's own fall must not explain itself. Half an event each keeps off nought.
            others = (int(after.sum()) - has + 0.5) / (int(before.sum()) - had + 0.5)
            fall = explain_fall(had, has, float(district.homes[i]), model, district_ratio=others)
            found[i] = {"before_year": before_year, "after_year": after_year} | asdict(fall)
    return found
