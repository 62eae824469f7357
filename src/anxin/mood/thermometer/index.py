"""The mood index: items on their own scale first, the composite second, with what other choices would have made of it.

Numbers in, numbers out. A place is compared with itself: 100 is its own mean over the two years before, 10 points are
one usual spread. Domains are means of their items; the index is their geometric mean, so that one domain's fall is not
made up for by another's rise. After the OECD/JRC handbook (2008), doi:10.1787/9789264043466-en; 100 and 10 after
Mazziotta and Pareto (2016), doi:10.1007/s11205-015-0998-2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEWEST_WEEKS = 8  # of the past, before there is anything to compare with
CENTRE, POINTS = 100.0, 10.0
STEP = 4  # weeks between two readings that share no answer
DRAWS, SEED = 400, 7
Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Design:
    """Which item belongs to which domain, and which way is good."""

    items: Sequence[str]
    domain: Sequence[str]
    better: Sequence[int]

    @property
    def domains(self) -> list[str]:
        """The domains in the order of their first item."""
        return list(dict.fromkeys(self.domain))


@dataclass(frozen=True)
class Index:
    """The index of one place and week."""

    value: float
    low: float
    high: float
    band_low: float
    band_high: float
    domains: dict[str, float]
    moved: dict[str, float]


def index_of(means: Floats, errors: Floats, spread: Floats, design: Design) -> Index | None:
    """Return the index of a place, or None where its past is too short or nothing is known now.

    means : (weeks, items) four-week means, the newest last, NaN where unknown; errors : (items,) standard errors of the
    newest; spread : (items,) one usual spread, of all places together.
    """
    if len(means) <= FEWEST_WEEKS:
        return None
    past, now, before = means[:-1], means[-1], means[-1 - STEP]
    known = np.isfinite(now) & (np.isfinite(past).sum(0) >= FEWEST_WEEKS) & (spread > 0)
    if not known.any():
        return None
    usual = _mean(past, (0,))
    a_spread = POINTS * np.asarray(design.better, float) / np.where(known, spread, np.nan)
    score = CENTRE + a_spread * (now - usual)
    weights = _weights(design, known)
    value, domains = _joined(score, weights, design)
    slopes = np.where(known, _slopes(weights, design) * a_spread, 0.0)
    # The past's mean is uncertain too: four weeks of it share their answers, so it is worth a fourth of its readings.
    apart = errors * np.sqrt(1 + STEP / np.maximum(1, np.isfinite(past).sum(0)))
    margin = Z90 * float(np.sqrt(np.sum((slopes * np.where(known, apart, 0.0)) ** 2)))
    moved = slopes * np.where(np.isfinite(now - before), now - before, 0.0)
    band = _band(score, known, design)
    return Index(
        value=value,
        low=value - margin,
        high=value + margin,
        band_low=min(band[0], value),
        band_high=max(band[1], value),
        domains=domains,
        moved={item: float(moved[i]) for i, item in enumerate(design.items) if known[i]},
    )


def usual_spread(past: Floats, errors: Floats) -> Floats:
    """Return each item's spread around its places' own means, at least the error of one reading.

    past : (weeks, places, items); errors : the same shape. Where noise is wider than mood, a point of the index would
    be noise: the error of a reading is the least that 10 points may stand for.
    """
    away = past - _mean(past, (0,))
    return np.asarray(np.fmax(np.sqrt(_mean(away**2, (0, 1))), _mean(errors, (0, 1))))


def _mean(values: Floats, axes: tuple[int, ...]) -> Floats:
    """Return means of what is known, NaN where nothing is."""
    known = np.isfinite(values)
    total, count = np.where(known, values, 0.0).sum(axes), known.sum(axes)
    return np.asarray(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0))


def _weights(design: Design, known: NDArray[np.bool_]) -> Floats:
    """Return each item's share of its domain (items,); a domain without a known item is left out."""
    domain = np.array(design.domain)
    shares = np.zeros(len(domain))
    for name in design.domains:
        members = (domain == name) & known
        shares[members] = 1 / max(1, members.sum())
    return shares


def _joined(score: Floats, weights: Floats, design: Design) -> tuple[float, dict[str, float]]:
    domain = np.array(design.domain)
    found = {
        name: float(
            np.nansum(np.where(weights > 0, weights * score, 0.0)[domain == name]) / weights[domain == name].sum()
        )
        for name in design.domains
        if weights[domain == name].sum() > 0
    }
    values = np.clip(list(found.values()), 1.0, None)  # a score of 0 is ten spreads away
    return float(np.exp(np.log(values).mean())), found


def _slopes(weights: Floats, design: Design) -> Floats:
    """Return how much of one item's score the index moves by, near 100: its share of its domain's share."""
    domains = sum(weights[np.array(design.domain) == name].sum() > 0 for name in design.domains)
    return np.asarray(weights / max(1, domains))


def _band(score: Floats, known: NDArray[np.bool_], design: Design) -> tuple[float, float]:
    """Return where nine in ten indices lie if weights, joining and the items in it are chosen otherwise.

    Weights by half more or less, geometric or arithmetic, one item left out or none; all draws at once.
    """
    rng = np.random.default_rng(SEED)
    items = np.flatnonzero(known)
    kept = np.tile(known, (DRAWS, 1))
    if len(items) > 1:
        without = np.flatnonzero(rng.random(DRAWS) < 0.5)
        kept[without, rng.choice(items, len(without))] = False
    weights = kept * rng.uniform(0.5, 1.5, kept.shape)
    member = np.array([[name == domain for name in design.domain] for domain in design.domains], float)
    total = weights @ member.T
    parts = (weights * np.where(known, score, 0.0)) @ member.T
    found = np.divide(parts, total, out=np.full(total.shape, np.nan), where=total > 0).clip(1.0)
    joined = np.where(np.arange(DRAWS) % 2, np.nanmean(found, 1), np.exp(np.nanmean(np.log(found), 1)))
    low, high = np.quantile(joined, [0.05, 0.95])
    return float(low), float(high)
