"""The steps of the round: judge the estates, write the record, redraw the focus list, say what needs a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.burglary import rules
from anxin.burglary.attention.queries import listed_times
from anxin.burglary.change import changes_since, zero_estates_since
from anxin.burglary.day_before import day_before, keep_day_before, newly_leaving
from anxin.burglary.judge import District, Rates, estimate_rates, load_district
from anxin.burglary.models import ON_LIST, FocusListing, GoalOutlook, Judgement, YearRecord
from anxin.burglary.near_repeats.surroundings import estates_near_recent
from anxin.burglary.queries import focus_rule, waiting_decisions
from anxin.burglary.record import goal_outlook, year_records
from anxin.burglary.services.focus_list import Proposal, propose_changes
from anxin.burglary.share_change.estimate import explained_estates
from anxin.core.people.actor import SYSTEM
from anxin.core.released.models import NeedKind, PlaceNeed
from anxin.core.released.services import replace_needs
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import Stored, sentence
from anxin.core.territory.queries import district as district_place
from anxin.core.territory.queries import estate_names


@dataclass(frozen=True)
class Judged:
    """What the first step found; the later ones read it from the database."""

    district: District
    rates: Rates | None
    near: dict[int, date]


def _decide_judgement(day: date) -> Judged:
    district = load_district()
    near = estates_near_recent(
        district, day, days=settings.ANXIN["near_repeat_days"], metres=settings.ANXIN["near_repeat_metres"]
    )
    return Judged(district, estimate_rates(district, day) if len(district) else None, near)


def _write_judgement(found: Judged, day: date, at: datetime) -> StepReport:
    fresh = _judgements(found, day)
    changed = changes_since(keep_day_before(day, Judgement.objects.all(), at).estates, fresh, estate_names())
    Judgement.objects.all().delete()
    Judgement.objects.bulk_create(fresh, batch_size=500)
    did = [
        sentence(
            gettext_noop("%(estates)s estates judged on %(incidents)s burglaries."),
            estates=len(found.district),
            incidents=len(found.district.day),
        )
    ]
    needs = []
    if found.rates is None:
        did.append(
            sentence(gettext_noop("There are not enough burglaries yet to tell estates apart; no estimate was made."))
        )
    if found.district.unplaced:
        text = gettext_noop("%(count)s burglaries belong to no estate. Check their codes or coordinates.")
        needs.append(sentence(text, count=found.district.unplaced) | {"url": "/incidents/unplaced/"})
    return StepReport(did, needs, changed)


def _judgements(found: Judged, day: date) -> list[Judgement]:
    district, rates = found.district, found.rates
    if not len(district):
        return []
    this_year = district.counts_between(date(day.year, 1, 1), day)
    rolling = district.counts_between(date.fromordinal(day.toordinal() - 364), day)
    first_year = date.fromordinal(int(district.day.min())).year if len(district.day) else day.year
    yearly = {
        y: district.counts_between(date(y, 1, 1), min(date(y, 12, 31), day)) for y in range(first_year, day.year + 1)
    }
    last = district.last_days(day)
    figures, explained = _figures(rates), explained_estates(district, day)
    return [
        Judgement(
            place_id=int(key),
            as_of_date=day,
            homes=float(district.homes[i]),
            this_year=int(this_year[i]),
            last_12_months=int(rolling[i]),
            by_year={str(year): int(counts[i]) for year, counts in yearly.items()},
            last_date=date.fromordinal(int(last[i])) if last[i] else None,
            near_repeat=i in found.near,
            explained=explained.get(i),
            **(figures[i] if figures else {}),
        )
        for i, key in enumerate(district.keys)
    ]


def _figures(rates: Rates | None) -> list[dict[str, Any]]:
    if rates is None:
        return []
    low, high = rates.posterior.interval(0.90)
    columns = {
        "rate": rates.posterior.mean * 1000,
        "rate_low": low * 1000,
        "rate_high": high * 1000,
        "chance_worst": rates.chance_worst,
        "expected_next_year": rates.expected_next_year,
    }
    return [dict(zip(columns, map(float, values), strict=True)) for values in np.column_stack(list(columns.values()))]


def _decide_record(day: date) -> tuple[list[YearRecord], GoalOutlook | None]:
    place, district = district_place(), load_district()
    if place is None or not len(district):
        return [], None
    rates = estimate_rates(district, day)
    return year_records(district, place.pk, day), goal_outlook(district, rates, day)


def _write_record(found: tuple[list[YearRecord], GoalOutlook | None], day: date, _at: datetime) -> StepReport:
    records, outlook = found
    before = day_before().zero_estates.get(str(day.year))
    YearRecord.objects.all().delete()
    YearRecord.objects.bulk_create(records, batch_size=500)
    if outlook is None:
        return StepReport(did=[sentence(gettext_noop("The register is empty; there is no record to write."))])
    GoalOutlook.objects.update_or_create(
        year=outlook.year,
        defaults={
            name: getattr(outlook, name) for name in ("as_of_date", "goal", "probability", "share", "low", "high")
        },
    )
    now = next((r for r in records if r.period == str(day.year)), None)
    if now is None:
        return StepReport(
            did=[
                sentence(
                    gettext_noop("There is no burglary on record; the zero-incident record waits for the first import.")
                )
            ]
        )
    text = gettext_noop("%(zero)s of %(estates)s estates have had no burglary this year.")
    did = [sentence(text, zero=now.zero_estates, estates=now.estates)]
    return StepReport(did, changed=zero_estates_since(before, now.zero_estates))


@dataclass(frozen=True)
class Redrawn:
    """What the rule says of the focus list: who enters, who may leave, who was listed for too long to enter anew."""

    enter: list[Proposal]
    leave: list[int]
    held_back: int


def _decide_focus(day: date) -> Redrawn:
    rule, times = focus_rule(), listed_times()
    on_list = set(FocusListing.objects.filter(state__in=ON_LIST).values_list("place_id", flat=True))
    judged = Judgement.objects.filter(chance_worst__gt=rule.enter).order_by("-chance_worst")
    found = [_proposal(j, rule) for j in judged if rules.should_enter(j.chance_worst or 0.0, rule)]
    held = {p.place_id for p in found if rules.is_held_back(times.get(p.place_id, ()), day, rule)}
    enter = [proposal for proposal in found if proposal.place_id not in held]
    return Redrawn(enter, _places_that_may_leave(day, rule), len(held - on_list))


def _proposal(judged: Judgement, rule: rules.FocusRule) -> Proposal:
    chance, expected = judged.chance_worst or 0.0, judged.expected_next_year or 0.0
    why = [
        sentence(gettext_noop("%(count)s burglaries in the last twelve months."), count=judged.last_12_months),
        sentence(
            gettext_noop("%(expected)s expected next year with nothing done."),
            expected=round(expected, 1),
        ),
        sentence(
            gettext_noop(
                "The chance that it is among the worst estates is %(chance)s %%; the rule asks for %(mark)s %%."
            ),
            chance=round(100 * chance),
            mark=round(100 * rule.enter),
        ),
    ]
    return Proposal(judged.place_id, chance, judged.last_12_months, expected, why)


def _places_that_may_leave(day: date, rule: rules.FocusRule) -> list[int]:
    listed = dict(FocusListing.objects.filter(state__in=ON_LIST).values_list("place_id", "listed_at"))
    if not listed:
        return []
    district = load_district()
    index = {int(key): i for i, key in enumerate(district.keys)}
    ends = rules.quarter_ends(day, rule.quarters)
    chances = {end: rates.chance_worst for end in ends if (rates := estimate_rates(district, end))}
    leaving = []
    for place, listed_at in listed.items():
        since = [end for end in ends if listed_at and end >= localdate(listed_at) and end in chances]
        if place in index and rules.should_leave([float(chances[end][index[place]]) for end in since], rule):
            leaving.append(place)
    return leaving


def _write_focus(found: Redrawn, day: date, at: datetime) -> StepReport:
    fresh, leaving = propose_changes(enter=found.enter, leave=found.leave, day=day, actor=SYSTEM, at=at)
    listed = set(FocusListing.objects.filter(state__in=ON_LIST).values_list("place_id", flat=True))
    Judgement.objects.filter(place_id__in=listed).update(listed=True)
    did = [
        sentence(
            gettext_noop("%(fresh)s estates newly proposed for the focus list, %(leaving)s to leave it."),
            fresh=fresh,
            leaving=leaving,
        )
    ]
    waiting = waiting_decisions()
    needs: list[Stored] = []
    if waiting:
        needs.append(
            sentence(gettext_noop("%(count)s proposals for the focus list wait for your decision."), count=waiting)
            | {"url": "/focus/"}
        )
    if found.held_back:
        text = gettext_noop(
            "%(count)s estates were listed for too long to be proposed anew: what has not worked there?"
        )
        needs.append(sentence(text, count=found.held_back) | {"url": "/record/attention/"})
    return StepReport(did, needs, changed=_changed_list(day))


def _changed_list(day: date) -> list[Stored]:
    fresh, leaving = FocusListing.objects.filter(proposed_date=day).count(), newly_leaving(day_before())
    text = gettext_noop("%(fresh)s estates newly proposed for the focus list, %(leaving)s to leave it.")
    return [sentence(text, fresh=fresh, leaving=leaving)] if fresh or leaving else []


def _decide_needs(_day: date) -> list[PlaceNeed]:
    listed = FocusListing.objects.filter(state__in=ON_LIST).values_list("place_id", "listed_at", "chance_worst")
    needs = [
        PlaceNeed(
            source="burglary", kind=NeedKind.LISTED, place_id=place, weight=4 + 2 * chance,
            since_date=localdate(listed_at), why=sentence(gettext_noop("On the focus list.")),
        )
        for place, listed_at, chance in listed
        if listed_at
    ]  # fmt: skip
    near = Judgement.objects.filter(near_repeat=True).values_list("place_id", "as_of_date")
    needs += [
        PlaceNeed(
            source="burglary", kind=NeedKind.NEAR_REPEAT, place_id=place, weight=3.0, since_date=day,
            why=sentence(gettext_noop("A burglary happened here or close by recently.")),
        )
        for place, day in near
    ]  # fmt: skip
    return needs


def _write_needs(needs: list[PlaceNeed], _day: date, _at: datetime) -> StepReport:
    count = replace_needs(source="burglary", needs=needs)
    return StepReport(did=[sentence(gettext_noop("%(count)s reasons for a visit handed to the patrols."), count=count)])


STEPS = (
    Step("burglary.judge", _("Judge every estate"), _decide_judgement, _write_judgement),
    Step("burglary.record", _("Write the zero-incident record"), _decide_record, _write_record),
    Step("burglary.redraw_focus_list", _("Redraw the focus list"), _decide_focus, _write_focus),
    Step("burglary.publish_needs", _("Say which places need a visit"), _decide_needs, _write_needs),
)
