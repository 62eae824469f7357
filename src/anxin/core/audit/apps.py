from django.apps import AppConfig


class Config(AppConfig):
    """Who did what when, in a chain that anyone can verify."""

    name = "anxin.core.audit"
    label = "audit"
    side = "both"
