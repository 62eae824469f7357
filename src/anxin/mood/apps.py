from django.apps import AppConfig


class Config(AppConfig):
    """How people in the district are, as groups: the pulse, the thermometer, the warnings."""

    name = "anxin.mood"
    label = "mood"
    side = "community"

    def ready(self) -> None:
        """Offer the module's imports and its steps of the round."""
        from anxin.core.imports import kinds
        from anxin.core.rounds import steps
        from anxin.mood.inputs.imports import INDICATOR_COUNTS
        from anxin.mood.pulse.imports import PAPER_ANSWERS
        from anxin.mood.round import STEPS

        kinds.register(PAPER_ANSWERS)
        kinds.register(INDICATOR_COUNTS)
        steps.register(50, *STEPS)
