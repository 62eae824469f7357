from django.apps import AppConfig


class Config(AppConfig):
    """The nightly round: sense, judge, act, learn."""

    name = "anxin.core.rounds"
    label = "rounds"
    side = "both"
