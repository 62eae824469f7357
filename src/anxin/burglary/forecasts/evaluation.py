"""Judge the weekly forecast on the past: every week forecast from what was known then, beside the naive count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from anxin.burglary.forecasts.point_file import Points
from anxin.core.errors import AnxinError
from anxin.methods.forecast import (
    DecayedCount,
    Events,
    Forecaster,
    Ground,
    Judged,
    LastYear,
    MultiScale,
    ShrunkRates,
    Stack,
    TooShortHistoryError,
    Weeks,
    judge,
    roll,
    self_exciting,
)
from anxin.methods.forecast.grid import Grid

Ints = NDArray[np.int64]
Progress = Callable[[str, int, int], None]


class NoEvaluationError(AnxinError):
    """There is too little to judge a forecast by."""


@dataclass(frozen=True)
class Study:
    """What is evaluated: places with their areas, events at them, days of events outside, and the weeks."""

    ground: Ground
    events: Events
    area: Sequence[str]
    outside: Ints
    mondays: Ints


@dataclass(frozen=True)
class Evaluation:
    """Every forecaster's scores, the baseline first, and the weeks of the forecast that ships."""

    judged: list[Judged]
    shipped: Weeks

    @property
    def beats_the_baseline(self) -> bool:
        """True if the forecast that ships beats last year's count by more than chance; else its map is not shown."""
        return next(judged for judged in self.judged if judged.name == self.shipped.name).beats_the_baseline


def few_candidates(ground: Ground) -> list[Forecaster]:
    """Return the baseline, the two common ways and the one that ships."""
    return [LastYear(ground), DecayedCount(ground), ShrunkRates(ground), MultiScale(ground)]


def all_candidates(ground: Ground) -> list[Forecaster]:
    """Return these with the self-exciting process and the stack of all."""
    baseline, *others = few_candidates(ground)
    learning = [*others, self_exciting(ground)]
    return [baseline, *learning, Stack(learning)]


def study_of_points(points: Points, grid: Grid | None, *, first: date, last: date, side: float = 150) -> Study:
    """Return a study on square cells: those of `grid`, or cells with a burglary before `first` and a ring around."""
    before = points.day < first.toordinal()
    if grid is None and not before.any():
        raise NoEvaluationError(_("There is no burglary before the start. Choose a later start or add a file."))
    grid = grid or Grid.around(points.x, points.y, studied=before, side=side)
    where = grid.locate(points.x, points.y)
    events = Events.of(where[where >= 0], points.day[where >= 0])
    area = _area_of_cells(where, points.area, len(grid))
    return Study(grid.ground, events, area, points.day[where < 0], mondays_between(first, last))


def mondays_between(first: date, last: date) -> Ints:
    """Return the Mondays of the whole weeks from `first` to `last`. Refuses if there is none."""
    begin = first.toordinal() + (-first.weekday()) % 7
    weeks = (last.toordinal() - begin + 1) // 7
    if weeks < 1:
        raise NoEvaluationError(_("There is no whole week between the start and the end."))
    return begin + 7 * np.arange(weeks, dtype=np.int64)


def evaluate(study: Study, candidates: Sequence[Forecaster], *, progress: Progress | None = None) -> Evaluation:
    """Roll every candidate over the weeks and score it beside the first, the baseline.

    Refuses when a year's history is missing before the first week, or nothing happened in the weeks.
    """
    rolled = [_rolled(candidate, study, progress) for candidate in candidates]
    if not rolled[0].events:
        raise NoEvaluationError(_("Nothing happened in these weeks; there is nothing to judge a forecast by."))
    judged = [judge(weeks, rolled[0], area=study.area) for weeks in rolled]
    return Evaluation(judged, next(weeks for weeks in rolled if weeks.name == MultiScale.name))


def _rolled(candidate: Forecaster, study: Study, progress: Progress | None) -> Weeks:
    def step(done: int, of: int) -> None:
        if progress:
            progress(candidate.name, done, of)

    try:
        return roll(
            candidate, study.events, places=len(study.ground), mondays=study.mondays, missed_days=study.outside,
            progress=step,
        )  # fmt: skip
    except TooShortHistoryError as error:
        raise NoEvaluationError(
            _("There is too little before the first week to forecast from: 30 burglaries and a year are needed.")
        ) from error


def _area_of_cells(where: Ints, area: NDArray[np.str_], cells: int) -> Sequence[str]:
    """Return for each cell the area that most of its burglaries name, "" where none does."""
    labels, number = np.unique(area, return_inverse=True)
    inside = where >= 0
    votes = np.zeros((cells, len(labels)), np.int64)
    np.add.at(votes, (where[inside], number[inside]), 1)
    return [str(labels[i]) if row.any() else "" for i, row in zip(votes.argmax(axis=1), votes, strict=True)]
