from django.apps import AppConfig


class Config(AppConfig):
    """Residential burglary by place and time, judged honestly."""

    name = "anxin.burglary"
    label = "burglary"
    side = "community"

    def ready(self) -> None:
        """Offer the module's imports and its steps of the round."""
        from anxin.burglary import map_layer
        from anxin.burglary.forecasts.round import STEPS as FORECAST_STEPS
        from anxin.burglary.imports import INCIDENTS
        from anxin.burglary.measures.dose_import import MEASURES_DONE
        from anxin.burglary.near_repeats.round import STEPS as NEAR_REPEAT_STEPS
        from anxin.burglary.programmes.round import STEPS as PROGRAMME_STEPS
        from anxin.burglary.round import STEPS
        from anxin.burglary.share_change.round import STEPS as SHARE_CHANGE_STEPS
        from anxin.core.imports import kinds
        from anxin.core.rounds import steps

        kinds.register(INCIDENTS)
        kinds.register(MEASURES_DONE)
        rooms = (*FORECAST_STEPS, *SHARE_CHANGE_STEPS, *NEAR_REPEAT_STEPS, *PROGRAMME_STEPS)
        steps.register(20, *STEPS, *rooms, *map_layer.STEPS)
