from django.apps import AppConfig


class Config(AppConfig):
    """People, their grants and what a grant allows."""

    name = "anxin.core.people"
    label = "people"
    side = "both"
