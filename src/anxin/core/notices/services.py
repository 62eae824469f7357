from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from anxin.core.jobs.services import enqueue
from anxin.core.notices.models import Notice
from anxin.core.people.models import Person
from anxin.core.sentences import Stored


@transaction.atomic
def tell(people: Iterable[Person], *, key: str, body: Stored, at: datetime, url: str = "") -> int:
    """Tell each person once; an e-mail follows for those who gave an address. Returns how many are new."""
    told = 0
    for person in people:
        notice, fresh = Notice.objects.get_or_create(
            person=person, key=key, defaults={"body": body, "url": url, "at": at}
        )
        told += fresh
        if fresh and person.email and settings.ANXIN["email_url"]:
            enqueue("notices.email", key=f"notices.email:{notice.pk}", run_at=at, payload={"notice": notice.pk})
    return told


@transaction.atomic
def mark_all_read(*, person_id: int, at: datetime) -> int:
    """Mark a person's notices as read."""
    return Notice.objects.filter(person_id=person_id, read_at=None).update(read_at=at)
