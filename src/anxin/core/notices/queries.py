from __future__ import annotations

from django.db.models import QuerySet

from anxin.core.notices.models import Notice


def unread_count(person_id: int) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(person_id=person_id, read_at=None).count()


def notices_of(person_id: int) -> QuerySet[Notice]:
    """Return a person's last hundred notices, newest first."""
    return Notice.objects.filter(person_id=person_id).order_by("-at")[:100]
