from __future__ import annotations

from datetime import datetime

from anxin.core.people.actor import Actor
from anxin.core.territory.models import Place
from anxin.mood.letters.sheet import letters_pdf
from anxin.mood.pulse.services import check_count, check_letters, draw_codes, make_tokens

MOST_A_FILE = 1500  # setting 5,000 letters at once took 2.3 GB of memory


def make_letters(*, place: Place, letters: int, actor: Actor, at: datetime) -> bytes:
    """Return new letters for a neighbourhood as a PDF, the only place where their codes stand.

    Printed first and stored second: the database is not held while the sheets are set, and no code is stored whose
    letter was not made. Refuses as `check_letters` does, before anything is drawn.
    """
    check_letters(place=place, letters=letters, actor=actor)
    check_count(letters, most=MOST_A_FILE)
    codes = draw_codes(letters)
    pdf = letters_pdf(place, codes, at)
    make_tokens(place=place, letters=letters, actor=actor, at=at, codes=codes)
    return pdf
