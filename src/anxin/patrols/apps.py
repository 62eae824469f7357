from django.apps import AppConfig


class Config(AppConfig):
    """Crews, tonight's plan, the task sheet."""

    name = "anxin.patrols"
    label = "patrols"
    side = "community"

    def ready(self) -> None:
        """Add the module's steps to the round."""
        from anxin.core.rounds import steps
        from anxin.patrols.round import STEPS

        steps.register(30, *STEPS)
