from django.apps import AppConfig


class Config(AppConfig):
    """Background work that survives kill -9."""

    name = "anxin.core.jobs"
    label = "jobs"
    side = "both"
