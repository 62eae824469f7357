"""Yesterday's patrol of the demonstration: planned, confirmed and walked, with what crews really do differently."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import numpy as np
from django.utils.timezone import make_aware

from anxin.core.people.actor import SYSTEM
from anxin.patrols.models import Route
from anxin.patrols.services import confirm_plan, plan_evening
from anxin.patrols.street.models import ActKind
from anxin.patrols.street.queries import link_of
from anxin.patrols.street.sent import SentAct
from anxin.patrols.street.services.delivery import deliver

SEED = 20182
HAZARDS = ("楼道里堆着纸箱，挡了半边路", "东侧围墙有一处缺口", "3 号楼门前路灯不亮", "单元门闭门器坏了，门关不上")
NOTES = ("和门卫聊了几句，一切正常", "提醒一楼住户关好北窗", "居民说车棚灯光偏暗，已告诉物业")
REASONS = ("小区正在施工，进不去", "下大雨，提前往回走")
WORDS = ("一路平安，居民都很热情。", "多数楼道门关得好，两处请物业看看。", "")


def walk_yesterday(today: date) -> None:
    """Plan yesterday's evening, confirm it in the afternoon, walk it, and go home; one crew forgets to say so."""
    day, rng = today - timedelta(days=1), np.random.default_rng(SEED)
    afternoon = make_aware(datetime.combine(day, time(16)))
    plan = plan_evening(day=day, actor=SYSTEM, at=afternoon)
    confirm_plan(plan_id=plan.pk, actor=SYSTEM, at=afternoon + timedelta(minutes=10))
    routes = list(plan.routes.select_related("crew").prefetch_related("stops__place"))
    for route in routes:
        _walk(route, rng, says_goodbye=route != routes[-1])


def _walk(route: Route, rng: np.random.Generator, *, says_goodbye: bool) -> None:
    late = timedelta(0)
    acts: list[SentAct] = []
    for stop in route.stops.all():
        late += timedelta(minutes=float(rng.normal(0.6, 1.2)))
        if rng.random() < 0.08:
            acts.append(_act(rng, ActKind.SKIP, stop.arrives_at + late, stop.place.code, str(rng.choice(REASONS))))
            continue
        arrived = stop.arrives_at + late
        left = arrived + timedelta(minutes=float(rng.uniform(8, 16)))
        acts.append(_act(rng, ActKind.ARRIVE, arrived, stop.place.code))
        if rng.random() < 0.12:
            acts.append(
                _act(rng, ActKind.HAZARD, arrived + timedelta(minutes=4), stop.place.code, str(rng.choice(HAZARDS)))
            )
        elif rng.random() < 0.15:
            acts.append(
                _act(rng, ActKind.NOTE, arrived + timedelta(minutes=5), stop.place.code, str(rng.choice(NOTES)))
            )
        if rng.random() < 0.94:
            acts.append(_act(rng, ActKind.LEAVE, left, stop.place.code))
    end = route.ends_at + late
    if says_goodbye:
        acts.append(_act(rng, ActKind.END, end, text=str(rng.choice(WORDS))))
    link = link_of(route.crew, route.plan.date)
    if link:
        deliver(link=link, acts=acts, sent_at=end, at=end + timedelta(seconds=20))


def _act(rng: np.random.Generator, kind: ActKind, at: datetime, place: str = "", text: str = "") -> SentAct:
    return SentAct(id=UUID(bytes=rng.bytes(16), version=4), kind=kind, place=place, at=at, text=text)
