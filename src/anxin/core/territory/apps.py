from django.apps import AppConfig


class Config(AppConfig):
    """The tree of places."""

    name = "anxin.core.territory"
    label = "territory"
    side = "both"
