"""From survey answers and counts to an index: small areas, the OECD's steps, and how sure the ranks are."""

from anxin.methods.index.area_time import AreaTime, area_time
from anxin.methods.index.small_areas import AreaEstimates, Status, fay_herriot, reliable

__all__ = ["AreaEstimates", "AreaTime", "Status", "area_time", "fay_herriot", "reliable"]
