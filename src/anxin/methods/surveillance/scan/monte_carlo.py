"""The scan: the most unusual zone (and stretch of time), and how often chance alone gives one as unusual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.surveillance.scan.statistics import Kind, log_ratio
from anxin.methods.surveillance.scan.zones import Zones

Array = NDArray[np.float64]
CELLS = 2_000_000  # counts worked on together: 8 MB
MOST_RATIO = 70.0  # larger log ratios are significant anyway, and their powers still add up in single precision
TIE = 1e-4  # single precision
EULER = 0.5772156649015329


@dataclass(frozen=True)
class Cluster:
    """A zone with more cases than expected.

    regions : indices; rows : its length in time, ending with the last row (1 in a purely spatial scan).
    p_value : rank among the simulated maxima; gumbel : the same from a Gumbel distribution fitted to them, which
        can be smaller than 1 / (replicates + 1).
    """

    regions: NDArray[np.intp]
    rows: int
    cases: float
    expected: float
    log_ratio: float
    p_value: float
    gumbel: float


@dataclass(frozen=True)
class Scan:
    """What was found and what chance alone gave.

    clusters : the most unusual first, none overlapping.
    p_any : is there a cluster at all, wherever it is? Rank of the likelihood ratio averaged over all zones, which
        notices wide and ragged clusters that no single zone fits.
    simulated : the largest log ratio of each simulated map.
    """

    clusters: list[Cluster]
    p_any: float
    simulated: Array

    def critical(self, alpha: float = 0.05) -> float:
        """Return the log ratio above which a cluster is significant."""
        return float(np.quantile(self.simulated, 1 - alpha))


def scan(
    counts: ArrayLike,
    expected: ArrayLike,
    zones: Zones,
    *,
    kind: Kind = "poisson",
    longest: int = 1,
    replicates: int = 999,
    seed: int = 0,
    most_clusters: int = 5,
) -> Scan:
    """Find zones with more cases than expected and test them by simulation from equal seeds.

    counts : (regions,) or (time, regions) whole numbers; only stretches that end with the last row are looked at.
    expected : same shape: population or a forecast. "poisson" scales it to the number of cases and asks whether
        they are spread alike; "expectation" takes it as it is and asks whether there are more than forecast;
        "permutation" ignores it and asks whether places and times of the cases go together.
    longest : longest stretch of time in rows.

    Raises
    ------
    ValueError : shapes that do not fit, counts that are not whole, no cases.

    References
    ----------
    Kulldorff (1997), doi:10.1080/03610929708831995; Dwass (1957) for the rank test; average
    ratio: Gangnon and Clayton (2001), doi:10.1002/sim.1023 (the weights are our own); Gumbel approximation:
    Abrams, Kulldorff, Kleinman (2010), doi:10.1186/1471-2105-11-S3-S11.

    """
    cases, usual = _checked(counts, expected, zones, kind, longest)
    rng = np.random.default_rng(seed)
    total = float(cases.sum())
    if kind != "expectation":
        usual = usual * total / usual.sum()
    windows = _stretches(usual[None], longest)[:, 0]
    stretches = _stretches(cases[None], longest)
    observed = _all_ratios(stretches, windows, zones, total, kind)[..., 0]
    _own, average = _extremes(stretches, windows, zones, total, kind)
    largest, averages = np.zeros(replicates), np.zeros(replicates)
    share = max(1, CELLS // (20 * usual.size))
    for begin in range(0, replicates, share):
        part = slice(begin, begin + share)
        maps = _simulate(cases, usual, kind, min(share, replicates - begin), rng)
        largest[part], averages[part] = _extremes(_stretches(maps, longest), windows, zones, total, kind)
    p_any = (1 + int((averages >= average[0] - TIE).sum())) / (replicates + 1)
    return Scan(_clusters(stretches[:, 0], windows, zones, observed, largest)[:most_clusters], p_any, largest)


def map_statistics(
    maps: ArrayLike, expected: ArrayLike, zones: Zones, *, kind: Kind = "poisson"
) -> tuple[Array, Array]:
    """Return the largest and the log of the average ratio of each map (maps, regions): for power studies.

    All maps must have as many cases.
    """
    counts = np.asarray(maps, float)
    total = float(counts[0].sum())
    usual = np.asarray(expected, float)
    if kind != "expectation":
        usual = usual * total / usual.sum()
    return _extremes(counts[None], usual[None], zones, total, kind)


def _stretches(maps: Array, longest: int) -> Array:
    """From (maps, time, regions) to sums over the last 1, 2 .. rows: (longest, maps, regions)."""
    latest = maps[:, ::-1][:, :longest]
    return np.moveaxis(latest.cumsum(1), 1, 0)


def _extremes(stretches: Array, windows: Array, zones: Zones, total: float, kind: Kind) -> tuple[Array, Array]:
    """Return for each map the largest log ratio, and the log of the average ratio with weights expected^(-1/2).

    Equal weights would let the many large zones decide alone.
    """
    best, average = np.zeros(stretches.shape[1]), np.zeros(stretches.shape[1])
    weights = 0.0
    for counts, usual in zip(stretches, windows, strict=True):
        right = np.ascontiguousarray(counts.T, np.float32)
        step = max(1, CELLS // right.shape[1])
        for begin in range(0, len(zones), step):
            member = zones.member(begin, begin + step)
            inside_usual = member @ usual.astype(np.float32)
            ratios = _ratios(member @ right, inside_usual, total, kind)
            np.maximum(best, ratios.max(0, initial=0), out=best)
            weight = 1 / np.sqrt(np.maximum(inside_usual, np.float32(1e-6)))
            weights += float(weight.sum())
            average += weight @ np.exp(np.minimum(ratios, np.float32(MOST_RATIO)), out=ratios)
    return best, np.log(average / weights)


def _all_ratios(stretches: Array, windows: Array, zones: Zones, total: float, kind: Kind) -> Array:
    """Return the exact log ratios (longest, zones, maps)."""
    found = np.zeros((len(windows), len(zones), stretches.shape[1]))
    step = max(1, CELLS // zones.regions)
    for window, (counts, usual) in enumerate(zip(stretches, windows, strict=True)):
        for begin in range(0, len(zones), step):
            member = zones.member(begin, begin + step).astype(float)
            part = log_ratio(member @ counts.T, (member @ usual)[:, None], total, kind)
            found[window, begin : begin + step] = part
    return found


def _ratios(inside: NDArray[np.float32], usual: Array, total: float, kind: Kind) -> NDArray[np.float32]:
    """Single precision, in place: what a maximum over millions of simulated zones needs."""
    e = np.maximum(usual, 1e-12).astype(np.float32)[:, None]
    raised = inside > e
    np.maximum(inside, e, out=inside)  # where the rate is not raised the ratio becomes 0
    gain = np.log(inside / e)
    gain *= inside
    if kind == "expectation":
        gain -= inside
        gain += e
    else:
        rest = np.maximum(np.float32(total) - inside, np.float32(1e-6))
        gain += rest * np.log(rest / np.maximum(np.float32(total) - e, np.float32(1e-6)))
    return np.where(raised, gain, np.float32(0))


def _simulate(cases: Array, usual: Array, kind: Kind, maps: int, rng: np.random.Generator) -> Array:
    if kind == "expectation":
        return rng.poisson(usual, (maps, *usual.shape)).astype(float)
    if kind == "poisson":
        total = int(cases.sum())
        return rng.multinomial(total, (usual / usual.sum()).ravel(), maps).reshape(maps, *usual.shape).astype(float)
    whole = cases.astype(int)
    place = np.repeat(np.tile(np.arange(cases.shape[1]), len(cases)), whole.ravel())
    when = np.repeat(np.arange(len(cases)), whole.sum(1))
    out = np.zeros((maps, *cases.shape))
    for one in out:
        np.add.at(one, (rng.permutation(when), place), 1.0)
    return out


def _clusters(stretches: Array, windows: Array, zones: Zones, observed: Array, largest: Array) -> list[Cluster]:
    taken = np.zeros(zones.regions, bool)
    found: list[Cluster] = []
    for flat in np.argsort(-observed, axis=None, kind="stable"):
        window, zone = np.unravel_index(flat, observed.shape)
        ratio = float(observed[window, zone])
        if ratio <= 0 or taken.all():
            break
        regions = zones.regions_of(int(zone))
        if taken[regions].any():
            continue
        taken[regions] = True
        number, usual = stretches[window, regions].sum(), windows[window, regions].sum()
        p = (1 + int((largest >= ratio * (1 - TIE) - TIE).sum())) / (len(largest) + 1)
        found.append(Cluster(regions, int(window) + 1, float(number), float(usual), ratio, p, _gumbel(ratio, largest)))
    return found


def _gumbel(ratio: float, largest: Array) -> float:
    if len(largest) < 2 or largest.std() == 0:
        return float("nan")
    scale = largest.std(ddof=1) * np.sqrt(6) / np.pi
    return float(-np.expm1(-np.exp(-(ratio - largest.mean() + EULER * scale) / scale)))


def _checked(counts: ArrayLike, expected: ArrayLike, zones: Zones, kind: Kind, longest: int) -> tuple[Array, Array]:
    cases, usual = np.asarray(counts, float), np.asarray(expected, float)
    if cases.ndim == 1:
        cases, usual = cases[None], usual[None]
    if cases.ndim != 2 or cases.shape != usual.shape or cases.shape[1] != zones.regions:
        raise ValueError(f"counts {cases.shape} and expected {usual.shape} must be (time, {zones.regions}).")
    if (cases < 0).any() or (cases != np.rint(cases)).any() or cases.sum() == 0:
        raise ValueError("counts must be whole numbers >= 0, with at least one case.")
    if not 1 <= longest <= len(cases):
        raise ValueError(f"longest must lie between 1 and the {len(cases)} rows, not {longest}.")
    if kind == "permutation":
        usual = np.outer(cases.sum(1), cases.sum(0)) / cases.sum()
    if (usual < 0).any() or usual.sum() <= 0:
        raise ValueError("expected must be >= 0 and somewhere > 0.")
    return cases, usual
