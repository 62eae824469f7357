from django.apps import AppConfig


class Config(AppConfig):
    """The register: subdistricts, neighbourhoods, estates, streets."""

    name = "anxin.places"
    label = "places"
    side = "community"

    def ready(self) -> None:
        """Offer the module's imports and its steps of the round."""
        from anxin.core.imports import kinds
        from anxin.core.rounds import steps
        from anxin.places.imports import PLACES, STREETS
        from anxin.places.round import STEPS

        kinds.register(PLACES)
        kinds.register(STREETS)
        steps.register(10, *STEPS)
