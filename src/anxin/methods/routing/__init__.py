"""Walking on streets and visiting what is worth most: street graphs, walking times, crew plans."""

from anxin.methods.routing.crew_plan import Crew, CrewPlan, PlannedStop, PlanProblem, check_plan, plan_crews
from anxin.methods.routing.street_graph import StreetGraph, straight_line_metres, walking_metres, walking_path

__all__ = [
    "Crew",
    "CrewPlan",
    "PlanProblem",
    "PlannedStop",
    "StreetGraph",
    "check_plan",
    "plan_crews",
    "straight_line_metres",
    "walking_metres",
    "walking_path",
]
