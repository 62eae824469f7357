from django.apps import AppConfig


class Config(AppConfig):
    """Chat rooms: their register, what is posted to them, and what became of each post."""

    name = "anxin.core.rooms"
    label = "rooms"
    side = "community"

    def ready(self) -> None:
        """Offer the import of rooms and add the outbox to the worker's jobs."""
        from anxin.core.imports import kinds
        from anxin.core.rooms import jobs  # noqa: F401 - loading it registers them
        from anxin.core.rooms.imports import ROOMS

        kinds.register(ROOMS)
