from __future__ import annotations

from django.db.models import QuerySet

from anxin.burglary.share_change.models import ShareChange


def changes() -> QuerySet[ShareChange]:
    """Return every pair of years that the last round compared, the newest first."""
    return ShareChange.objects.all()
