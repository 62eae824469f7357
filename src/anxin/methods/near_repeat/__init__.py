"""Is one event followed by others close by and soon? The Knox test, fast enough for a city's whole record."""

from anxin.methods.near_repeat.close_pairs import TooManyPairsError
from anxin.methods.near_repeat.knox import KnoxTest, knox_test

__all__ = ["KnoxTest", "TooManyPairsError", "knox_test"]
