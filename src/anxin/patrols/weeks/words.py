"""What the slider and the watcher's figures mean, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.core.web.shown import percent

# From this share on, what a coordinator gets for it.
MEANINGS = (
    (1.00, gettext_lazy("All for need: only the order and the hour of visits change.")),
    (0.98, gettext_lazy("Mostly need: a little is given up, visits move through the evening.")),
    (0.95, gettext_lazy("Balanced: the most urgent places are kept, hours and lesser places change a good deal.")),
    (0.90, gettext_lazy("Mostly surprise: one visit in ten goes where it is less urgent.")),
    (0.80, gettext_lazy("All for surprise: up to a fifth of the urgency is given up.")),
)


def of_ten(rate: float) -> str:
    """Say a hit rate as visits out of ten; never none while some are right."""
    number = round(10 * rate)
    if number == 0 and rate > 0:
        return _("fewer than 1")
    return str(number)


def headline(figures: dict[str, float]) -> str:
    """Say what somebody who watched for four weeks would guess right."""
    text = _(
        "Somebody who has watched for four weeks would guess %(mixed)s of 10 visits right; "
        "with the same plan every evening, 10 of 10."
    )
    return text % {"mixed": of_ten(figures["hit_rate"])}


def places_alone(figures: dict[str, float]) -> str:
    """Say how much the places alone give away."""
    text = _("Asked for the place alone, at whatever hour, the same watcher would be right in %(places)s of 10.")
    return text % {"places": of_ten(figures["place_hit_rate"])}


def prize_kept(figures: dict[str, float]) -> str:
    """Say what the evenings keep of the best plan's worth."""
    text = _("The evenings keep %(share)s of what the best plan for need alone would do.")
    return text % {"share": percent(figures["prize_kept"])}
