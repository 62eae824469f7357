"""From survey answers and counts to an index: small areas, the OECD's steps, and how sure the ranks are."""

from anxin.methods.index.aggregation import aggregate, by_level, pca_weights
from anxin.methods.index.area_time import AreaTime, area_time
from anxin.methods.index.composite import Choices, Composite, composite
from anxin.methods.index.framework import Framework, Indicator
from anxin.methods.index.normalisation import normalise
from anxin.methods.index.preparation import Treated, impute, screen, treat
from anxin.methods.index.sensitivity import Alternatives, Sensitivity, sensitivity, sobol
from anxin.methods.index.small_areas import AreaEstimates, Status, fay_herriot, reliable

__all__ = [
    "Alternatives",
    "AreaEstimates",
    "AreaTime",
    "Choices",
    "Composite",
    "Framework",
    "Indicator",
    "Sensitivity",
    "Status",
    "Treated",
    "aggregate",
    "area_time",
    "by_level",
    "composite",
    "fay_herriot",
    "impute",
    "normalise",
    "pca_weights",
    "reliable",
    "screen",
    "sensitivity",
    "sobol",
    "treat",
]
