from django.apps import AppConfig


class Config(AppConfig):
    """What one module tells the others."""

    name = "anxin.core.released"
    label = "released"
    side = "both"
