from django.apps import AppConfig


class Config(AppConfig):
    """What a person should know, in the app and by e-mail."""

    name = "anxin.core.notices"
    label = "notices"
    side = "both"
