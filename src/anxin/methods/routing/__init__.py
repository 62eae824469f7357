"""Walking on streets and visiting what is worth most: street graphs, walking times, crew plans."""

from anxin.methods.routing.change import Change, changes, replan
from anxin.methods.routing.check import check_plan
from anxin.methods.routing.plan import plan_crews, value_of
from anxin.methods.routing.problem import Crew, CrewPlan, PlannedStop, PlanProblem, Stop, plan_of
from anxin.methods.routing.street_graph import StreetGraph, straight_line_metres, walking_metres, walking_path
from anxin.methods.routing.wishes import (
    Hindrance,
    ImpossibleWishError,
    cover,
    meet,
    rest,
    unmet,
    visit_twice,
    why_left_out,
)

__all__ = [
    "Change",
    "Crew",
    "CrewPlan",
    "Hindrance",
    "ImpossibleWishError",
    "PlanProblem",
    "PlannedStop",
    "Stop",
    "StreetGraph",
    "changes",
    "check_plan",
    "cover",
    "meet",
    "plan_crews",
    "plan_of",
    "replan",
    "rest",
    "straight_line_metres",
    "unmet",
    "value_of",
    "visit_twice",
    "walking_metres",
    "walking_path",
    "why_left_out",
]
