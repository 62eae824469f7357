from django.apps import AppConfig


class Config(AppConfig):
    """The residents' pages: no account, no script needed, one thing a page."""

    name = "anxin.portal"
    label = "portal"
    side = "community"
