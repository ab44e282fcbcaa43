"""Declares the room to Django."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """The progress of the operations, and the files that prove it."""

    name = "apthapi.web.execution.progress"
    label = "progress"
    verbose_name = "Avance físico"
