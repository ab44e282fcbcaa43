"""Declares the room to Django."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What keeps an installation running."""

    name = "apthapi.web.operations"
    label = "operations"
    verbose_name = "Operación"

    def ready(self) -> None:
        """Tell each new session of the database when to let go."""
        from apthapi.web.operations import away  # noqa: F401, PLC0415 - it listens from when it is loaded
