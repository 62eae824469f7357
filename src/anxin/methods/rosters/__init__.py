"""Who walks when: rosters by flow and constraint search, their checker, their fairness, and who could step in."""

from anxin.methods.rosters.check import check_roster
from anxin.methods.rosters.cover import Cover, propose_cover, swap_faults
from anxin.methods.rosters.fairness import Spread, loads_of, spread_of
from anxin.methods.rosters.problem import Bounds, Gap, Limit, OtherShift, Roster, RosterProblem, Rules, Shift, Walker
from anxin.methods.rosters.solve import make_roster

__all__ = [
    "Bounds",
    "Cover",
    "Gap",
    "Limit",
    "OtherShift",
    "Roster",
    "RosterProblem",
    "Rules",
    "Shift",
    "Spread",
    "Walker",
    "check_roster",
    "loads_of",
    "make_roster",
    "propose_cover",
    "spread_of",
    "swap_faults",
]
