"""Reference settings, as R's surveillance names them, turned into calls of this package."""

from __future__ import annotations

from typing import Any

import numpy as np

from anxin.methods.surveillance.bayes import bayes
from anxin.methods.surveillance.cdc import cdc
from anxin.methods.surveillance.cusum import cusum
from anxin.methods.surveillance.ears import ears
from anxin.methods.surveillance.farrington import Farrington, farrington, farrington_flexible
from anxin.methods.surveillance.glr import Glr, glr
from anxin.methods.surveillance.outbreakp import outbreak_p
from anxin.methods.surveillance.result import Alarms
from anxin.methods.surveillance.rki import rki

Verdict = tuple[np.ndarray, np.ndarray]  # bound and alarm by point


def verdict(algorithm: str, control: dict[str, Any], series: dict[str, Any]) -> Verdict:
    """Return the bound and the alarm of every point that the case judges."""
    given = {
        "counts": np.array([np.nan if x is None else x for x in series["observed"]], float),
        "freq": series["freq"],
        "evaluate": np.array(control["range"]) - 1,
    }
    if series.get("dates"):
        given["dates"] = np.array(series["dates"], "datetime64[D]")
    return CALLS[algorithm](control, series, given)


def _first(found: Alarms) -> Verdict:
    return found.upper[:, 0], found.alarm[:, 0]


def _farrington_flexible(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    method = control["thresholdMethod"]
    settings = Farrington(
        years=control["b"],
        half_window=control["w"],
        periods=control["noPeriods"],
        skip_recent=control.get("pastWeeksNotIncluded", control["w"]),
        reweight_above=control["weightsThreshold"] if control["reweight"] else None,
        trend_below=control["pThresholdTrend"] if control["trend"] else None,
        bound={"nbPlugin": "nb", "muan": "muan"}.get(method, control["powertrans"]),
        alpha=control["alpha"],
        least_cases=tuple(control["limit54"]),
        least_years=1,
    )
    population = series["population"] if control["populationOffset"] else None
    return _first(farrington_flexible(settings=settings, population=population, compat="R", **given))


def _farrington(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    settings = Farrington(
        years=control["b"],
        half_window=control["w"],
        reweight_above=1.0 if control["reweight"] else None,
        trend_below=0.05 if control["trend"] else None,
        bound=control["powertrans"],
        alpha=control["alpha"],
        least_cases=tuple(control["limit54"]),
        least_years=1,
    )
    upper, alarm = _first(farrington(settings=settings, compat="R", **given))
    return np.nan_to_num(upper), alarm  # the reference writes 0 where it gives no bound


def _ears(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    found = ears(
        given["counts"],
        control["method"],
        baseline=control["baseline"],
        alpha=control.get("alpha"),
        least_spread=control.get("minSigma") or 0,
        evaluate=given["evaluate"],
        compat="R",
    )
    return _first(found)


def _bayes(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    window = {"years": control["b"], "half_window": control["w"], "this_year": control["actY"]}
    return _first(bayes(**given, **window, alpha=control["alpha"], compat="R"))


def _rki(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    window = {"years": control["b"], "half_window": control["w"], "this_year": control["actY"]}
    return _first(rki(**given, **window, compat="R"))


def _cdc(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    return _first(cdc(**given, years=control["b"], months=control["m"], alpha=control["alpha"], compat="R"))


def _cusum(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    mean = {None: "before", "glm": "seasonal"}.get(control["m"], control["m"])
    if not isinstance(mean, str):
        mean = np.broadcast_to(np.asarray(mean, float), len(given["counts"]))
    numbers = {"reference": control["k"], "decision": control["h"]}
    upper, alarm = _first(cusum(**given, **numbers, scale=control["trans"], mean=mean, compat="R"))
    return np.nan_to_num(upper), alarm  # the reference writes 0 where nothing was ever counted


def _glr(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any], dispersion: float | None) -> Verdict:
    shortest, longest = control["Mtilde"], None if control["M"] == -1 else control["M"]
    theta, mean = control["theta"], control["mu0"]
    fitted = isinstance(mean, dict)
    settings = Glr(
        threshold=control["c.ARL"],
        harmonics=mean["S"] if fitted else 1,
        trend=mean["trend"] if fitted else False,
        dispersion=dispersion,
        ratio=None if theta is None else float(np.exp(theta)),
        windows=(shortest, None if longest is None else longest + 1),
    )
    if not fitted:
        given = {**given, "mean": np.zeros(len(given["counts"]))}
        given["mean"][given["evaluate"]] = mean
    found = glr(settings=settings, compat="R", **given)
    if control["ret"] == "value":
        return found.score[:, 0] * control["c.ARL"], found.alarm[:, 0]
    # The reference gives the count that alarms; `upper` is the largest that does not, where it must be whole.
    return np.nan_to_num(found.upper[:, 0] + (theta is None)), found.alarm[:, 0]


def _glr_poisson(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    if control["M"] != -1:  # with a longest window the reference leaves out the shortest one for Poisson counts
        control = {**control, "Mtilde": control["Mtilde"] + 1}
    return _glr(control, series, given, 0.0)


def _glr_negative_binomial(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    return _glr(control, series, given, control["alpha"])


def _outbreak_p(control: dict[str, Any], series: dict[str, Any], given: dict[str, Any]) -> Verdict:
    found = outbreak_p(given["counts"], threshold=control["k"], evaluate=given["evaluate"])
    return found.score[:, 0] * control["k"], found.alarm[:, 0]


CALLS = {
    "farringtonFlexible": _farrington_flexible,
    "farrington": _farrington,
    "earsC": _ears,
    "bayes": _bayes,
    "rki": _rki,
    "cdc": _cdc,
    "cusum": _cusum,
    "glrpois": _glr_poisson,
    "glrnb": _glr_negative_binomial,
    "outbreakP": _outbreak_p,
}
