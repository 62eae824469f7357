"""Anxin 安心: keeps a city district's homes safe and its people well."""

__version__ = "0.1.0"
