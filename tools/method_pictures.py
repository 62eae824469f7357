"""Draw the pictures of docs/methods from the methods themselves: `python tools/method_pictures.py`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.special import ndtr

from anxin.methods import index, privacy
from anxin.methods import surveillance as sv
from anxin.methods.surveillance.charts import xmr_chart
from anxin.methods.surveillance.scan import circular_zones, scan

HERE = Path(__file__).resolve().parents[1] / "docs/images/methods"
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 250, 44, 26, 30
INK, BLUE, RED, GREY = "#1f2937", "#1d4ed8", "#b91c1c", "#9ca3af"


class Chart:
    """A plain line chart as SVG: numbers in, a few hundred bytes of text out."""

    def __init__(
        self, title: str, span: tuple[float, float], top: float, low: float = 0.0, *, axis: bool = True
    ) -> None:
        self.span, self.low, self.top = span, low, top
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
            f'<text x="{LEFT}" y="16" font-family="sans-serif" font-size="13" fill="{INK}">{title}</text>'
        ]
        for value in np.linspace(low, top, 5) if axis else ():
            self.parts.append(
                f'<line x1="{LEFT}" x2="{WIDTH - 8}" y1="{self.y(value)}" y2="{self.y(value)}" stroke="#e5e7eb"/>'
                f'<text x="{LEFT - 6}" y="{self.y(value) + 4}" text-anchor="end" font-family="sans-serif"'
                f' font-size="11" fill="{INK}">{value:g}</text>'
            )

    def x(self, value: float) -> float:
        """Place a value of the horizontal axis."""
        return round(LEFT + (value - self.span[0]) / (self.span[1] - self.span[0]) * (WIDTH - LEFT - 8), 1)

    def y(self, value: float) -> float:
        """Place a value of the vertical axis."""
        share = (min(value, self.top) - self.low) / (self.top - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)

    def line(self, at: Sequence[float], values: Sequence[float], colour: str, dash: str = "") -> None:
        """Draw a line; missing values interrupt it."""
        pieces, pen = [], "M"
        for place, value in zip(at, values, strict=True):
            if np.isnan(value):
                pen = "M"
                continue
            pieces.append(f"{pen}{self.x(place)} {self.y(value)}")
            pen = "L"
        self.parts.append(
            f'<path d="{"".join(pieces)}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-dasharray="{dash}"/>'
        )

    def marks(self, at: Sequence[float], values: Sequence[float], colour: str) -> None:
        """Draw triangles, so that an alarm is not told by colour alone."""
        for place, value in zip(at, values, strict=True):
            x, y = self.x(place), self.y(value)
            self.parts.append(f'<path d="M{x - 5} {y - 6}h10l-5 -9z" fill="{colour}"/>')

    def words(self, text: str) -> None:
        """Write what the lines are, below the chart."""
        self.parts.append(
            f'<text x="{LEFT}" y="{HEIGHT - 8}" font-family="sans-serif" font-size="12" fill="{INK}">{text}</text>'
        )

    def save(self, name: str) -> None:
        """Write the picture."""
        HERE.mkdir(parents=True, exist_ok=True)
        (HERE / f"{name}.svg").write_text("\n".join([*self.parts, "</svg>"]) + "\n", encoding="utf-8")


def weekly(weeks: int = 420) -> np.ndarray:
    """Return a made-up weekly series with a yearly wave and one outbreak near the end."""
    rng = np.random.default_rng(20181)
    mean = 7 * np.exp(0.4 * np.cos(2 * np.pi * np.arange(weeks) / 52))
    counts = rng.negative_binomial(mean / 0.6, 1 / 1.6).astype(float)
    counts[weeks - 14 : weeks - 9] += [6, 14, 19, 11, 5]
    return counts


def farrington_picture() -> None:
    """Draw two years of counts, what was expected, the bound and the alarms."""
    counts = weekly()
    rows = np.arange(316, 420)
    found = sv.farrington_flexible(counts, evaluate=rows)
    chart = Chart("Farrington flexible: counts a week, expected, bound, alarms", (316, 419), 36)
    chart.line(rows, counts[rows], GREY)
    chart.line(rows, found.expected[:, 0], BLUE)
    chart.line(rows, found.upper[:, 0], RED, "5 3")
    hit = found.alarm[:, 0]
    chart.marks(rows[hit], counts[rows][hit], RED)
    chart.words("grey: cases · blue: expected · dashed: bound at alpha 0.01 · triangle: alarm")
    chart.save("farrington")


def short_history_picture() -> None:
    """Draw the same outbreak as EARS C2, CUSUM and GLR see it: each statistic over its threshold."""
    counts = weekly()
    rows = np.arange(376, 420)
    chart = Chart("The same outbreak: each statistic over its threshold (alarm above 1)", (376, 419), 4)
    ears_found = sv.ears(counts, "C2", evaluate=rows)
    for values, colour, dash in (
        (np.maximum(ears_found.score[:, 0], 0), GREY, ""),
        (sv.cusum(counts, mean="seasonal", evaluate=rows).score[:, 0], BLUE, ""),
        (sv.glr(counts, sv.Glr(dispersion=None), evaluate=rows).score[:, 0], RED, ""),
        (np.ones(len(rows)), INK, "2 3"),
    ):
        chart.line(rows, values, colour, dash)
    chart.words("grey: EARS C2 · blue: CUSUM (stays high long after) · red: GLR (starts anew after an alarm)")
    chart.save("short-history")


def scan_picture() -> None:
    """Draw a grid of regions with a planted cluster and the zone that the scan found."""
    grid = np.array([(x, y) for y in range(8) for x in range(24)], float)
    planted = (np.abs(grid[:, 0] - 15) + np.abs(grid[:, 1] - 3)) <= 2
    rng = np.random.default_rng(7)
    counts = rng.poisson(np.where(planted, 9.0, 4.0))
    first = scan(counts, np.ones(len(grid)), circular_zones(grid, np.ones(len(grid))), seed=1).clusters[0]
    chart = Chart(
        f"Cases by region: planted diamond, zone found (p = {first.p_value:.3f})", (-1, 24), 8, -1, axis=False
    )
    for i, (x, y) in enumerate(grid):
        ring = f'stroke="{RED}" stroke-width="3"' if i in first.regions else f'stroke="{GREY}"'
        shade = int(250 - 14 * min(counts[i], 14))
        chart.parts.append(
            f'<rect x="{chart.x(x) - 11}" y="{chart.y(y) - 9}" width="22" height="18" {ring}'
            f' fill="rgb({shade},{shade},250)"/><text x="{chart.x(x)}" y="{chart.y(y) + 4}" text-anchor="middle"'
            f' font-family="sans-serif" font-size="10" font-weight="{700 if planted[i] else 400}">{counts[i]}</text>'
        )
    chart.words("number: cases (bold: truly raised) · red frame: the zone found")
    chart.save("scan")


def false_discovery_picture() -> None:
    """Draw sorted p-values of 200 series, 20 of them truly raised, and the line below which they are believed."""
    rng = np.random.default_rng(11)
    z = rng.normal(size=200)
    z[:20] += 3.2
    p = np.sort(ndtr(-z))[:50]
    rank = np.arange(1, 51)
    chart = Chart("Sorted p-values of 200 series: believed up to the last one below the line", (1, 50), 0.06)
    chart.line(rank, p, BLUE)
    chart.line(rank, 0.1 * rank / 200, RED, "5 3")
    chart.line(rank, np.full(50, 0.05), GREY, "2 3")
    chart.words("blue: p-values · dashed: 0.1 x rank / 200 (Benjamini-Hochberg) · dotted: 0.05 each")
    chart.save("false-discovery")


def charts_picture() -> None:
    """Draw an XmR chart with limits from its first 24 weeks and a shift that it flags."""
    rng = np.random.default_rng(5)
    values = 90 + rng.normal(0, 1.2, 52)
    values[36:] += 2.6
    chart = xmr_chart(values, baseline=24)
    weeks = np.arange(52)
    picture = Chart(f"Share of estates without burglary, %: {chart.variation('high').value}", (0, 51), 98, 84)
    for row, colour, dash in (
        (values, BLUE, ""),
        (chart.centre, INK, ""),
        (chart.lower, RED, "5 3"),
        (chart.upper, RED, "5 3"),
    ):
        picture.line(weeks, row, colour, dash)
    picture.marks(weeks[chart.unusual()], values[chart.unusual()], BLUE)
    picture.words("blue: weekly share · dashed: limits from 24 weeks · triangle: unusual (a limit, or seven above)")
    picture.save("charts")


def recent_weeks_picture() -> None:
    """Draw a small outbreak that one week does not show and two weeks do."""
    counts = weekly()
    counts[406:411] -= [6, 14, 19, 11, 5]
    counts[412:414] = [20, 20]
    rows = np.arange(390, 420)
    two, one = sv.recent_weeks(counts, evaluate=rows), sv.farrington_flexible(counts, evaluate=rows)
    chart = Chart("Two weeks of 20 cases each: usual one by one, unusual together", (390, 419), 32)
    chart.line(rows, counts[rows], GREY)
    chart.line(rows, one.upper[:, 0], RED, "5 3")
    chart.line(rows, two.upper[:, 0], BLUE, "2 2")
    hit = two.alarm[:, 0]
    chart.marks(rows[hit], counts[rows][hit], BLUE)
    chart.words(
        "grey: cases · dashed red: Farrington's bound · dotted blue: bound given the week before · triangle: alarm"
    )
    chart.save("recent-weeks")


def privacy_picture() -> None:
    """Draw how far sampling and privacy noise move a group's mean, by the number of its answers."""
    answers = np.arange(20, 301, 5)
    shares = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 2.1**2))
    bins = answers[:, None] * shares / shares.sum()
    chart = Chart("Error of a neighbourhood's mean, scale 0 to 10, by number of answers", (20, 300), 0.8)
    sampling = privacy.mean_of_histogram(bins, np.arange(11), epsilon=500, floor=0).sampling_variance
    chart.line(answers, np.sqrt(sampling), INK)
    for epsilon, colour, dash in ((1.0, BLUE, ""), (0.5, RED, "5 3")):
        found = privacy.mean_of_histogram(bins, np.arange(11), epsilon=epsilon, floor=0)
        chart.line(answers, np.sqrt(found.noise_variance), colour, dash)
        meet = privacy.least_answers(epsilon)
        chart.marks([meet], [float(np.interp(meet, answers, np.sqrt(sampling)))], colour)
    chart.words(
        "black: sampling · blue: noise at epsilon 1 · dashed: at 0.5 · triangles: 50 and 200 answers · 20 to 300"
    )
    chart.save("privacy")


def suppression_picture() -> None:
    """Draw a small table with its totals as it is published: the small figures and their companions hidden."""
    table = np.array([[6, 70, 31], [20, 7, 54], [45, 38, 29]])
    full, mask = privacy.with_margins(table), privacy.suppress(table)
    chart = Chart("Contacts by station and quarter: what is published, and what is not", (-1, 5), 4, -1, axis=False)
    for (row, column), value in np.ndenumerate(full):
        hidden = mask[row, column]
        edge = RED if hidden and value < 10 else BLUE if hidden else GREY
        word = f"hidden: {value:.0f}" if hidden else f"{value:.0f}"
        x, y = chart.x(column), chart.y(3 - row)
        chart.parts.append(
            f'<rect x="{x - 52}" y="{y - 16}" width="104" height="30" fill="#fff" stroke="{edge}" stroke-width="2"/>'
            f'<text x="{x}" y="{y + 4}" text-anchor="middle" font-family="sans-serif" font-size="13">{word}</text>'
        )
    chart.words(
        "red: under 10 · blue: hidden because the totals would give the red ones away · last row and column: totals"
    )
    chart.save("suppression")


def small_areas_picture() -> None:
    """Draw direct figures, what the model makes of them, and the truth, from the least to the best known area."""
    rng = np.random.default_rng(4)
    true = 6.5 + rng.normal(0, 0.3, 30)
    variances = np.sort(rng.uniform(0.02, 0.4, 30))
    found = index.fay_herriot(true + rng.normal(0, np.sqrt(variances)), variances)
    direct = found.beta[0] + (found.estimate - found.beta[0]) / found.shrinkage
    chart = Chart(
        "30 neighbourhoods, best known first: direct figures are drawn in the more the noisier", (0, 29), 8, 5
    )
    areas = np.arange(30)
    chart.line(areas, direct, GREY, "2 3")
    chart.line(areas, found.estimate, BLUE)
    chart.line(areas, true, INK, "5 3")
    chart.words("dotted grey: direct · blue: estimate · dashed: truth (made up)")
    chart.save("small-areas")


def index_picture() -> None:
    """Draw each unit's rank as declared and the range over all choices that could have been made."""
    rng = np.random.default_rng(6)
    level = np.sort(rng.normal(size=12))[::-1]
    data = np.stack([level + 0.8 * rng.normal(size=12) for _ in range(4)])
    made = index.Framework(tuple(index.Indicator(f"item {i}", "life" if i < 2 else "safety") for i in range(4)))
    found = index.sensitivity(data, made, samples=64)
    chart = Chart("Rank of 12 subdistricts as declared, and over all choices (5 to 95 %)", (-1, 12), 13, 1)
    for unit, (low, high) in enumerate(zip(found.rank_low, found.rank_high, strict=True)):
        chart.line([unit, unit], [low, high], BLUE)
    for unit, rank in enumerate(found.nominal.rank):
        chart.line([unit - 0.25, unit + 0.25], [rank, rank], INK)
    chart.words("dash: rank of the declared index (1 is best) · bar: normalisation, mean, treatment and weights varied")
    chart.save("index")


PICTURES = [
    privacy_picture,
    suppression_picture,
    small_areas_picture,
    index_picture,
    farrington_picture,
    short_history_picture,
    scan_picture,
    false_discovery_picture,
    charts_picture,
    recent_weeks_picture,
]


def main() -> None:
    """Draw all."""
    for draw in PICTURES:
        draw()


if __name__ == "__main__":
    main()
