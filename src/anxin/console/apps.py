from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    """The staff's pages."""

    name = "anxin.console"
    label = "console"
    side = "both"

    def ready(self) -> None:
        """Load the handlers of background jobs."""
        for module in ("notices", "imports", "rounds"):
            import_module(f"anxin.core.{module}.jobs")
