from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from anxin.core.territory.models import Level, Place
from anxin.mood.pulse.errors import UnknownCodeError
from anxin.mood.pulse.items import BY_KEY, EVERYBODY, TURNS, Item
from anxin.mood.pulse.models import PulseCount, PulseRelease, PulseToken, TokenBatch
from anxin.mood.pulse.rules import digest_of, item_in_turn, quarter_of


def token_of(code: str, *, lock: bool = False) -> PulseToken:
    """Return the token with this code, or say that nobody knows it."""
    rows = PulseToken.objects.select_for_update() if lock else PulseToken.objects.all()
    token = rows.filter(digest=digest_of(code)).first()
    if token is None:
        raise UnknownCodeError(
            _("This code is not known here. Look at the letter once more, and type it as it stands.")
        )
    return token


def asked_of(token: PulseToken, today: date) -> tuple[Item, Item]:
    """Return the two questions of a token in this quarter."""
    turn = item_in_turn(token.digest, quarter_of(today), TURNS)
    return BY_KEY[EVERYBODY], BY_KEY[turn]


def has_answered(token: PulseToken, today: date) -> bool:
    """Say whether a token has answered in this quarter."""
    return token.quarter == quarter_of(today)


def neighbourhoods_with_letters(paths: Sequence[str]) -> QuerySet[Any]:
    """Return the neighbourhoods at one of `paths` or below, each with its homes and the letters made for it."""
    here = Q(pk__in=[])
    for path in paths:
        here |= Q(path__startswith=path)
    made = TokenBatch.objects.filter(place=OuterRef("pk")).order_by().values("place").annotate(all=Sum("tokens"))
    inside = Place.objects.filter(parent=OuterRef("pk"), level=Level.ESTATE).order_by().values("parent")
    rows = Place.objects.filter(here, level=Level.NEIGHBOURHOOD).select_related("subdistrict")
    return rows.defer("boundary", "subdistrict__boundary").annotate(
        letters=Coalesce(Subquery(made.values("all")), 0),
        all_homes=Subquery(inside.annotate(all=Sum("homes")).values("all")),
    )


def newest_release() -> PulseRelease | None:
    """Return the last week that was released."""
    return PulseRelease.objects.order_by("-week").first()


def overdue_since(today: date) -> date | None:
    """Return the oldest week that ended two days ago or earlier and is not released, None where there is none."""
    late = PulseCount.objects.filter(week__lte=today - timedelta(days=9))
    return late.order_by("week").values_list("week", flat=True).first()
