"""Spread what happened at places over their surroundings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from anxin.methods.forecast.ground import Ground

Array = NDArray[np.float64]
Smoother = Callable[[Array], Array]
CUT = 3.0  # standard deviations after which a place no longer counts as near
MOST_SQUARES = 2000  # along one side of the raster


def smoother(ground: Ground, metres: float) -> Smoother:
    """Return a function that turns figures (n, k) at places into those of their surroundings (n, k).

    A Gaussian with standard deviation `metres` weighs the neighbours; what comes back is the local rate per
    exposure times the place's own exposure (Nadaraya-Watson), so that edges and gaps lower nothing. It is
    reckoned on a raster of half that distance: cost grows with the area, not with the square of the places.
    A place without coordinates gets the rate of the whole.
    """
    located = np.isfinite(ground.x) & np.isfinite(ground.y)
    if not located.any():
        return lambda figures: ground.share[:, None] * figures.sum(axis=0)
    square, flat, shape = _raster(ground.x[located], ground.y[located], metres)

    def spread(figures: Array) -> Array:
        laid = np.stack([np.bincount(flat, column, shape[0] * shape[1]) for column in figures.T], axis=-1)
        sigma = (metres / square, metres / square, 0.0)
        blurred = gaussian_filter(laid.reshape(*shape, -1), sigma, mode="constant", truncate=CUT)
        return np.asarray(blurred.reshape(-1, figures.shape[1])[flat])

    own_part = ground.exposure[located, None] / spread(ground.exposure[located, None])
    if located.all():  # picking every place by a mask would copy what is smoothed twice
        return lambda figures: spread(figures) * own_part

    def smooth(figures: Array) -> Array:
        out = ground.share[:, None] * figures.sum(axis=0)
        out[located] = spread(figures[located]) * own_part
        return np.asarray(out)

    return smooth


def _raster(x: Array, y: Array, metres: float) -> tuple[float, NDArray[np.int64], tuple[int, int]]:
    extent = max(np.ptp(x), np.ptp(y))
    square = max(metres / 2, extent / MOST_SQUARES)
    column = np.floor((x - x.min()) / square).astype(np.int64)
    row = np.floor((y - y.min()) / square).astype(np.int64)
    shape = (int(row.max()) + 1, int(column.max()) + 1)
    return square, row * shape[1] + column, shape
