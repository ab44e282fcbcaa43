"""Declares the room to Django."""

from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """Observations pinned to a cell of the plan, their replies and their way into the next version."""

    name = "apthapi.web.observations"
    label = "observations"
    verbose_name = "Observaciones"
