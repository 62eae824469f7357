"""A year of a real series, judged week by week: hospital-reported salmonella in Germany, 2004 to 2014.

Usage: python -m benchmarks.surveillance_example FOLDER (FOLDER holds series.json)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from anxin.methods.surveillance import farrington_flexible, recent_weeks
from anxin.methods.surveillance.false_discovery import expected_false_alarms, in_words


def main() -> None:
    """Judge the last year and print the weeks in alarm."""
    series = json.loads((Path(sys.argv[1]) / "series.json").read_text())["series"]["salmHospDates"]
    counts, days = np.array(series["observed"], float), np.array(series["dates"], "datetime64[D]")
    year = np.arange(len(counts) - 52, len(counts))
    week, both = (judge(counts, dates=days, evaluate=year) for judge in (farrington_flexible, recent_weeks))
    print("week of      cases  expected  bound  score  alarm of one week, of two")
    for i in np.flatnonzero(week.alarm[:, 0] | both.alarm[:, 0]):
        words = ["yes" if found.alarm[i, 0] else "no" for found in (week, both)]
        figures = (
            f"{counts[year[i]]:5.0f}  {week.expected[i, 0]:8.1f}  {week.upper[i, 0]:5.0f}  {week.score[i, 0]:5.2f}"
        )
        print(f"{days[year[i]]}  {figures}  {words[0]}, {words[1]}")
    print(f"by chance: {in_words(expected_false_alarms(week.p_value[-1], 0.01))} for this one series")


if __name__ == "__main__":
    main()
