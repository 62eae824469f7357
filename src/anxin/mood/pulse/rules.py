"""The survey's rules: weeks, quarters, who is asked what. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from math import ceil

VALUES = tuple(range(11))
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that are mistaken for one another
CODE_LENGTH = 16  # 79 bits
USUAL_SHARE = 0.25  # of letters that bring an answer in a quarter, until the district knows its own
WEEKS_A_QUARTER = 13
OWN_FIGURE = 100  # answers in four weeks; below, the subdistrict's figure tells as much as the neighbourhood's own


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def quarter_of(day: date) -> str:
    """Return a day's quarter: 2026Q4."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def quarter_ends(day: date) -> date:
    """Return the last day of a day's quarter."""
    last_month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, last_month, 30 if last_month in (6, 9) else 31)


def answers_a_week(letters: int) -> float:
    """Return how many answers a week so many letters usually bring."""
    return letters * USUAL_SHARE / WEEKS_A_QUARTER


def letters_for_own_figure() -> int:
    """Return how many letters a neighbourhood needs to be shown by itself."""
    return ceil(OWN_FIGURE / 4 * WEEKS_A_QUARTER / USUAL_SHARE)


def has_own_figure(letters: int) -> bool:
    """Say whether so many letters usually bring enough answers for a figure of the neighbourhood's own."""
    return letters >= letters_for_own_figure()


def is_closed(week: date, today: date) -> bool:
    """Say whether a week is over, so that its answers may be released."""
    return week + timedelta(days=7) <= today


def item_in_turn(digest: str, quarter: str, turns: Sequence[str]) -> str:
    """Return the second question of a token in a quarter: always the same when the page is opened again."""
    number = int.from_bytes(sha256(f"{digest}:{quarter}".encode()).digest()[:8], "big")
    return turns[number % len(turns)]


def plain_code(typed: str) -> str:
    """Return a code as it was made, however it was typed from a letter."""
    return "".join(letter for letter in typed.upper() if letter in CODE_LETTERS)


def digest_of(code: str) -> str:
    """Return what the database keeps of a code."""
    return sha256(plain_code(code).encode()).hexdigest()


def spaced(code: str) -> str:
    """Return a code in fours, as a letter shows it."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))
