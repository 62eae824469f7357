from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Place
from anxin.patrols.street import policy
from anxin.patrols.street.models import DoorCode


@transaction.atomic
def make_door_codes(*, places: Sequence[Place], actor: Actor, at: datetime) -> list[DoorCode]:
    """Return the door code of each estate, made where there is none yet. Refuses another's estates."""
    if not all(policy.may_print_doors(actor, place) for place in places):
        raise NotAllowedError(_("You can print the door codes of your own places."))
    known = set(DoorCode.objects.filter(place__in=places).values_list("place_id", flat=True))
    fresh = [place for place in places if place.pk not in known]
    DoorCode.objects.bulk_create(DoorCode(place=p, token=secrets.token_hex(8), made_at=at) for p in fresh)
    if fresh:
        audit.record("patrols.door_codes.made", subject=fresh[0].code, actor=actor, at=at, count=len(fresh))
    rows = DoorCode.objects.filter(place__in=places).select_related("place__subdistrict")
    return list(rows.defer("place__boundary", "place__subdistrict__boundary").order_by("place__code"))
