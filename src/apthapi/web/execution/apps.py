"""Declares the room to Django."""

from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    """Certificates, and the balances that they hold."""

    name = "apthapi.web.execution"
    label = "execution"
    verbose_name = "Ejecución"
