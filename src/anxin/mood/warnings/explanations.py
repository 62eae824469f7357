"""What else could explain an alarm, as stored sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop

from anxin.core.sentences import Stored, sentence

MUCH = 0.4  # a change of answers by this share may be a change of who answers
LATELY = timedelta(weeks=12)


@dataclass(frozen=True)
class Circumstances:
    """What is known of the weeks of an alarm."""

    since: date
    week: date
    holidays: Sequence[str]
    reporting_changes: Sequence[tuple[date, str]]
    answers: float | None = None  # a week, lately
    usual_answers: float | None = None
    place_above_too: bool = False
    many_alike: int = 0  # other places with the same alarm


def explanations(found: Circumstances) -> list[Stored]:
    """Return what else could explain an alarm; an empty list means that nothing of the kind is known."""
    said: list[Stored] = []
    if found.holidays:
        text = gettext_noop("A holiday lies in these weeks: %(names)s.")
        said.append(sentence(text, names=" · ".join(dict.fromkeys(found.holidays))))
    for week, what in found.reporting_changes:
        text = gettext_noop("The way of counting changed in the week of %(week)s: %(what)s.")
        said.append(sentence(text, week=week.isoformat(), what=what))
    if found.answers is not None and found.usual_answers:
        change = found.answers / found.usual_answers - 1
        if abs(change) >= MUCH:
            text = gettext_noop("%(now)s people a week answer, usually %(usual)s: others may be answering.")
            said.append(sentence(text, now=round(found.answers), usual=round(found.usual_answers)))
    if found.place_above_too:
        said.append(sentence(gettext_noop("The place above it moved alike: look for a cause that reaches further.")))
    elif found.many_alike:
        text = gettext_noop("%(count)s other places show the same: look for a cause that reaches further.")
        said.append(sentence(text, count=found.many_alike))
    return said


def recent_changes(logged: Collection[tuple[date, str]], since: date) -> list[tuple[date, str]]:
    """Return the changes of counting that can reach into the weeks of an alarm."""
    return [(week, what) for week, what in logged if since - LATELY <= week]


def is_over(quiet_weeks: int) -> bool:
    """Say whether a warning that nobody closed has faded: four weeks without an alarm."""
    return quiet_weeks >= 4
