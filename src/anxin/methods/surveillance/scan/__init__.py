"""Scan statistics: where, and since when, are there more cases than chance explains?"""

from anxin.methods.surveillance.scan.monte_carlo import Cluster, Scan, map_statistics, scan
from anxin.methods.surveillance.scan.statistics import log_ratio
from anxin.methods.surveillance.scan.zones import (
    Zones,
    circular_zones,
    connected_zones,
    elliptic_zones,
    gabriel_graph,
)

__all__ = [
    "Cluster",
    "Scan",
    "Zones",
    "circular_zones",
    "connected_zones",
    "elliptic_zones",
    "gabriel_graph",
    "log_ratio",
    "map_statistics",
    "scan",
]
