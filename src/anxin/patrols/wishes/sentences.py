"""Why a wish could not be kept, in words that name the wish and the mend."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from anxin.core.sentences import Stored, sentence
from anxin.methods.routing import Hindrance
from anxin.patrols.wishes.models import Wish

_WHY = {
    Hindrance.NOBODY_MAY: gettext_noop("“%(place)s” was asked for, but no crew may go there."),
    Hindrance.OUT_OF_HOURS: gettext_noop(
        "“%(place)s” was asked for, but no crew walks at that time. Change the time or a crew's shift."
    ),
    Hindrance.TOO_FAR: gettext_noop(
        "“%(place)s” was asked for, but no crew can be there and back in time. Let one start nearer, or walk longer."
    ),
    Hindrance.TOO_HEAVY: gettext_noop("“%(place)s” was asked for, but no crew carries that much."),
    Hindrance.CROWDED_OUT: gettext_noop(
        "“%(place)s” was asked for, but the other wishes leave no crew for it. Add a crew, or give up a wish."
    ),
}


def hindered(wish: Wish, why: Hindrance) -> Stored:
    """Return the sentence for a wish that no plan, or not this one, could keep."""
    return sentence(_WHY[why], place=wish.place.name)


def impossible(wish: Wish) -> Stored:
    """Return the sentence for a wish that contradicts itself."""
    text = gettext_noop("“%(place)s” was asked for, but its times do not go together. Give it more time.")
    return sentence(text, place=wish.place.name)


def without_point(wish: Wish) -> Stored:
    """Return the sentence for a wish whose place is not on the map."""
    return sentence(gettext_noop("“%(place)s” was asked for, but has no point on the map."), place=wish.place.name)
