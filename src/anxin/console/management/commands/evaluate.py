from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from anxin.burglary.forecasts.evaluation import Evaluation, all_candidates, evaluate, study_of_points
from anxin.burglary.forecasts.point_file import read_mask, read_points
from anxin.burglary.forecasts.services import evaluate_district
from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.methods.forecast import SHARES, Judged
from anxin.methods.forecast.grid import Grid


class Command(BaseCommand):
    """Judges the weekly forecast on past weeks, of this district or of files."""

    help = "Judge the weekly forecast on past weeks: of this district, or of files of points in metres."

    def add_arguments(self, parser: Any) -> None:
        """Take the subject; for files, the weeks, the mask and where to write the forecasts."""
        parser.add_argument("subject", choices=["burglary"])
        parser.add_argument("--incidents", nargs="+", type=Path, metavar="FILE", help="columns date, x, y (, area)")
        parser.add_argument("--mask", type=Path, metavar="FILE", help="columns ix, iy, x, y: the cells to forecast")
        parser.add_argument("--start", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--end", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--cell", type=float, default=150, metavar="METRES", help="side of a cell without a mask")
        parser.add_argument("--forecasts", type=Path, metavar="OUT.npz", help="write the weekly forecasts that ship")

    def handle(self, *, incidents: list[Path] | None, **options: Any) -> None:
        """Evaluate and print one line a forecaster."""
        try:
            found = self._files(incidents, **options) if incidents else self._district()
        except (AnxinError, ValueError) as error:
            raise CommandError(str(error)) from error
        self._show(found)

    def _district(self) -> Evaluation:
        return evaluate_district(day=clock.today(), at=clock.now(), progress=self._progress)

    def _files(
        self, incidents: list[Path], *, mask: Path | None, start: date | None, end: date | None, cell: float,
        forecasts: Path | None, **_options: Any,
    ) -> Evaluation:  # fmt: skip
        if not start or not end:
            raise CommandError("Say which weeks are forecast: --start DATE --end DATE.")
        points = read_points(incidents, latest=clock.today())
        grid = Grid.of_mask(*read_mask(mask)) if mask else None
        study = study_of_points(points, grid, first=start, last=end, side=cell)
        found = evaluate(study, all_candidates(study.ground), progress=self._progress)
        if forecasts:
            days = [date.fromordinal(int(monday)).isoformat() for monday in found.shipped.mondays]
            np.savez_compressed(forecasts, weeks=np.array(days), rate=found.shipped.expected)
        return found

    def _progress(self, name: str, done: int, of: int) -> None:
        if done == of or done % 10 == 0:
            self.stderr.write(f"  {name} {done}/{of}", ending="\r" if done < of else "\n")

    def _show(self, found: Evaluation) -> None:
        events, weeks = found.shipped.events, len(found.shipped.mondays)
        self.stdout.write(f"{weeks} weeks, {events:.0f} burglaries, {found.shipped.expected.shape[1]} places")
        shares = " ".join(f"{share:>6.0%}" for share in SHARES)
        self.stdout.write(f"{'hit rate at':14}{shares}   PAI 5%  gain at 5% (95%)  log loss   CRPS   obs/exp  hottest")
        for judged in found.judged:
            self.stdout.write(_line(judged))
        if not found.beats_the_baseline:
            self.stdout.write("No forecast beats last year's count by more than chance: no map is shown.")


def _line(judged: Judged) -> str:
    hits = " ".join(f"{100 * judged.hit_rate[share]:5.1f}%" for share in SHARES)
    low, high = (100 * bound for bound in judged.gain[0.05])
    return (
        f"{judged.name:14}{hits}   {judged.pai(0.05):5.2f}   {low:+5.1f} to {high:+5.1f}     {judged.log_loss:7.3f}"
        f"  {judged.crps:6.2f}   {judged.overall.ratio or 0:6.3f}   {judged.deciles[-1].ratio or 0:5.2f}"
    )
