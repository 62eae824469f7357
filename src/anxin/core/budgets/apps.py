from django.apps import AppConfig


class Config(AppConfig):
    """How much of each year's privacy is spent."""

    name = "anxin.core.budgets"
    label = "budgets"
    side = "both"
