"""Declares the room to Django."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What keeps an installation running."""

    name = "apthapi.web.operations"
    label = "operations"
    verbose_name = "Operación"
