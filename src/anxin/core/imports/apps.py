from django.apps import AppConfig


class Config(AppConfig):
    """Files that become records, with every refused row named."""

    name = "anxin.core.imports"
    label = "imports"
    side = "both"
