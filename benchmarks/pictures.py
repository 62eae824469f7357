"""Draw the pictures of docs/methods from the methods themselves.

Usage: python -m benchmarks.pictures [--data ../shared/data/burglary]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from anxin.burglary.forecasts.evaluation import study_of_points
from anxin.methods.forecast import GROUPS, LastYear, MultiScale, roll
from benchmarks.forecast import FIRST, LAST, given, read

IMAGES = Path(__file__).resolve().parents[1] / "docs/images"
INK, QUIET, LINE, TEAL = "#1c2321", "#55605b", "#d9d6ce", "#0b5d5a"
SHADES = dict(zip(GROUPS, (TEAL, "#3f8d89", "#b24e08", LINE), strict=True))
WORDS = dict(zip(GROUPS, ("its own history", "its surroundings", "recent, here and nearby", "its homes"), strict=True))
SHOWN = 10


def main() -> None:
    """Draw the weekly forecast: how much it catches on a real city, and what makes it in the made-up district."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared/data/burglary")
    chosen = parser.parse_args()
    mpl.rcParams.update({"font.size": 10, "svg.hashsalt": "anxin", "text.color": INK, "axes.edgecolor": LINE})
    figure = Figure(figsize=(11, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.06})
    draw_caught(left, chosen.data)
    draw_reasons(right, chosen.data)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(color=LINE, labelcolor=QUIET)
    IMAGES.mkdir(exist_ok=True)
    figure.savefig(IMAGES / "weekly-forecast.svg", facecolor="white", metadata={"Date": None})


def draw_caught(axes: Axes, data: Path) -> None:
    """Draw the share of burglaries caught over the share of places."""
    study = study_of_points(read(data), None, first=FIRST, last=LAST)
    shares = np.arange(1, 21)
    ways = (MultiScale(study.ground), "multi-scale sum", "-"), (LastYear(study.ground), "last year’s count", "--")
    for way, name, style in ways:
        weeks = roll(way, study.events, places=len(study.ground), mondays=study.mondays, missed_days=study.outside)
        caught = [100 * weeks.weekly_hits(share / 100).sum() / weeks.events for share in shares]
        axes.plot(shares, caught, style, color=TEAL if style == "-" else QUIET, linewidth=2)
        axes.annotate(f" {name}", (20, caught[-1]), va="center", color=INK, annotation_clip=False)
    axes.plot(shares, shares, ":", color=QUIET)
    axes.annotate(" chance", (20, 20), va="center", color=INK, annotation_clip=False)
    axes.set(xlim=(0, 26), ylim=(0, None), xticks=(1, 5, 10, 20))
    axes.set_xlabel("places put first, % of all", color=QUIET)
    axes.set_ylabel("burglaries there, % of all", color=QUIET)
    axes.set_title("Vancouver, every week of 2013 and 2014", loc="left", fontweight="bold")


def draw_reasons(axes: Axes, data: Path) -> None:
    """Draw what makes the highest expectations of the made-up district, with their intervals."""
    ground, events, day = given(data, "district")
    found = MultiScale(ground).explain(events, day)
    first, rows = np.argsort(-found.expected)[:SHOWN], np.arange(SHOWN)
    begun = np.zeros(SHOWN)
    for group in GROUPS:
        part = found.shares[group][first] * found.expected[first]
        axes.barh(rows, part, left=begun, color=SHADES[group], label=WORDS[group], height=0.7)
        begun += part
    whiskers = [begun - found.low[first], found.high[first] - begun]
    axes.errorbar(begun, rows, xerr=whiskers, fmt="none", ecolor=INK, elinewidth=1, capsize=3)
    axes.set(yticks=rows, yticklabels=[f"no. {row + 1}" for row in rows])
    axes.invert_yaxis()
    axes.legend(frameon=False, loc="lower right", labelcolor=INK)
    axes.set_xlabel("burglaries expected in seven days, 90 % interval", color=QUIET)
    axes.set_title("The made-up district: what makes the ten highest", loc="left", fontweight="bold")


if __name__ == "__main__":
    main()
