"""The one rule of a privacy budget, in exact numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Exact = Decimal | Fraction | int


def may_spend(spent: Exact, asked: Exact, cap: Exact) -> bool:
    """Say whether `asked` more may be spent after `spent`, so that no more than `cap` is spent in all.

    Pure differential privacy adds up: answers released with epsilon e1 and e2 are (e1 + e2)-private together. The sum
    is exact, because a rounded one lets through a release that is just above the cap, or refuses the last one allowed.

    Raises
    ------
    TypeError : a float, which 0.1 is not.
    ValueError : `asked` is not above 0, or `spent` or `cap` is below 0.

    References
    ----------
    Dwork and Roth (2014), doi:10.1561/0400000042, theorem 3.16. Stopping at the cap holds also where each question is
    chosen after the earlier answers: Rogers et al. (2016), "Privacy odometers and filters".

    """
    before, more, most = (_exact(number) for number in (spent, asked, cap))
    if more <= 0 or before < 0 or most < 0:
        raise ValueError(f"asked must be above 0, spent and cap not below 0; not {asked}, {spent}, {cap}.")
    return before + more <= most


def _exact(number: Exact) -> Fraction:
    if isinstance(number, float):
        raise TypeError(f"{number!r} is a float; give a Decimal.")
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(f"{number} is no amount.")
    return Fraction(number)
