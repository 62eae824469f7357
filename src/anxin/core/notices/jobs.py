from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation

from anxin.core.jobs.registry import job
from anxin.core.notices.models import Notice
from anxin.core.sentences import say

THREE_DAYS_OF_TRIES = 80  # the waits grow to an hour; a mail server that is down over a weekend loses no letter


@job("notices.email", atomic=False, most_tries=THREE_DAYS_OF_TRIES)
def deliver_email(payload: dict[str, Any], at: datetime) -> None:
    """Send one notice by e-mail; the message names the matter and links to it, no more."""
    notice = Notice.objects.select_related("person").filter(pk=payload["notice"], emailed_at=None).first()
    if notice is None or not notice.person.email:
        return
    with translation.override(notice.person.language):
        text = " ".join(say(notice.body).split())  # a subject is one line
    send_mail(text[:80], f"{text}\n\n{settings.ANXIN['public_url']}{notice.url}", None, [notice.person.email])
    Notice.objects.filter(pk=notice.pk).update(emailed_at=at)
