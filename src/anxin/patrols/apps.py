from django.apps import AppConfig


class Config(AppConfig):
    """Crews, tonight's plan, the task sheet."""

    name = "anxin.patrols"
    label = "patrols"
    side = "community"

    def ready(self) -> None:
        """Add the module's steps to the round and its jobs to the worker's."""
        from anxin.core.imports import kinds
        from anxin.core.rounds import steps
        from anxin.patrols import jobs  # noqa: F401 - loading it registers them
        from anxin.patrols.rosters import jobs as roster_jobs  # noqa: F401
        from anxin.patrols.rosters.round import STEPS as ROSTERS
        from anxin.patrols.rosters.walker_import import WALKERS
        from anxin.patrols.round import STEPS
        from anxin.patrols.street.round import STEPS as STREET
        from anxin.patrols.weeks import jobs as weeks_jobs  # noqa: F401 - and these

        steps.register(30, *STREET, *ROSTERS, *STEPS)
        kinds.register(WALKERS)
