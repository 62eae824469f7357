"""Patrols that cannot be guessed: many near-best rosters, a mix over them, draws, and a watcher to judge them by."""

from anxin.methods.unpredictability.draw import DrawnEvening, commitment, draw_weeks
from anxin.methods.unpredictability.guesser import Guess, VisitLog, best_guesser
from anxin.methods.unpredictability.mix import RosterMix, mix_rosters, weights_by_wait
from anxin.methods.unpredictability.reading import ends_of, prizes_of, rows_of
from anxin.methods.unpredictability.report import (
    PlaceReport,
    UnpredictabilityReport,
    entropy_bits,
    longest_gap,
    unpredictability_report,
)
from anxin.methods.unpredictability.rosters import Engine, RosterFamily, generate_rosters
from anxin.methods.unpredictability.route_variants import SLOT_SECONDS, cells_of

__all__ = [
    "SLOT_SECONDS",
    "DrawnEvening",
    "Engine",
    "Guess",
    "PlaceReport",
    "RosterFamily",
    "RosterMix",
    "UnpredictabilityReport",
    "VisitLog",
    "best_guesser",
    "cells_of",
    "commitment",
    "draw_weeks",
    "ends_of",
    "entropy_bits",
    "generate_rosters",
    "longest_gap",
    "mix_rosters",
    "prizes_of",
    "rows_of",
    "unpredictability_report",
    "weights_by_wait",
]
