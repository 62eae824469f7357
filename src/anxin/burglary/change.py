"""What is different from the last round of an earlier day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext_noop

from anxin.burglary.day_before import Stood
from anxin.burglary.models import Judgement
from anxin.core.sentences import Stored, sentence

MOST_NAMED = 5
Pair = tuple[Stood, Stood]


def changes_since(before: Mapping[int, Stood], after: Iterable[Judgement], names: Mapping[int, str]) -> list[Stored]:
    """Return what a coordinator would want to hear, estate by estate; nothing after the very first round."""
    pairs = [(row.place_id, (before[row.place_id], Stood.of(row))) for row in after if row.place_id in before]
    told = [
        _told(pairs, names, _has_more, gettext_noop("More burglaries are on record at %(count)s estates: %(names)s")),
        _told(pairs, names, _first_this_year, gettext_noop("The first of the year at %(count)s estates: %(names)s")),
        _told(pairs, names, _newly_near, gettext_noop("Newly near a recent burglary, %(count)s estates: %(names)s")),
        _told(pairs, names, _no_longer_near, gettext_noop("No longer near a recent one, %(count)s estates: %(names)s")),
    ]
    return [said for said in told if said]


def zero_estates_since(before: int | None, now: int) -> list[Stored]:
    """Return by how many the estates without a burglary this year have changed."""
    if before is None or before == now:
        return []
    fewer = gettext_noop("%(count)s estates without a burglary this year, %(by)s fewer than at the last round.")
    more = gettext_noop("%(count)s estates without a burglary this year, %(by)s more than at the last round.")
    return [sentence(fewer if now < before else more, count=now, by=abs(now - before))]


def named(places: Sequence[int], names: Mapping[int, str]) -> str:
    """Return the first few names; the rest as an ellipsis."""
    shown = " · ".join(names.get(place, "?") for place in islice(places, MOST_NAMED))
    return f"{shown} …" if len(places) > MOST_NAMED else shown


def _told(
    pairs: list[tuple[int, Pair]], names: Mapping[int, str], is_so: Callable[[Pair], bool], text: str
) -> Stored | None:
    places = [place for place, pair in pairs if is_so(pair)]
    return sentence(text, count=len(places), names=named(places, names)) if places else None


def _has_more(pair: Pair) -> bool:
    before, after = pair
    return after.total > before.total


def _first_this_year(pair: Pair) -> bool:
    before, after = pair
    return before.year == after.year and before.this_year == 0 < after.this_year


def _newly_near(pair: Pair) -> bool:
    return pair[1].near and not pair[0].near


def _no_longer_near(pair: Pair) -> bool:
    return pair[0].near and not pair[1].near
