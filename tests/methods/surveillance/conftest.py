"""Series whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def weekly():
    """Return a function that makes `width` series of `weeks` with a yearly wave and variance `phi` x mean."""

    def make(width: int = 20, weeks: int = 400, level: float = 8.0, phi: float = 1.5, seed: int = 1):
        rng = np.random.default_rng(seed)
        time = np.arange(weeks)[:, None]
        mean = level * np.exp(0.3 * np.cos(2 * np.pi * time / 52)) * np.ones((1, width))
        return rng.negative_binomial(mean / (phi - 1), 1 / phi).astype(float)

    return make
