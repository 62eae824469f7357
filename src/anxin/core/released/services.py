from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from anxin.core.released.models import PlaceDose, PlaceNeed, Publication


@transaction.atomic
def publish(*, key: str, body: bytes, content_type: str, at: datetime) -> str:
    """Store a ready-made file under its key; return its ETag, which changes only with the content."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    held = Publication.objects.filter(key=key).values_list("etag", flat=True).first()
    if held != etag:
        packed = gzip.compress(body, compresslevel=6, mtime=0)
        Publication.objects.update_or_create(
            key=key,
            defaults={"body": packed, "etag": etag, "content_type": content_type, "published_at": at},
        )
    return etag


@transaction.atomic
def replace_needs(*, source: str, needs: Iterable[PlaceNeed]) -> int:
    """Replace all that `source` says about needs; return how many stand now."""
    PlaceNeed.objects.filter(source=source).delete()
    return len(PlaceNeed.objects.bulk_create(needs, batch_size=500))


@transaction.atomic
def replace_doses(*, source: str, kind: str, day: date, doses: Iterable[PlaceDose]) -> int:
    """Replace all that `source` says of a day's doses of a kind; return how many stand now."""
    PlaceDose.objects.filter(source=source, kind=kind, date=day).delete()
    return len(PlaceDose.objects.bulk_create(doses, batch_size=500))
