"""Measures against burglary: what is known of each, what an estate plans, what was done."""
