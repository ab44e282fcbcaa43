"""Declares the room to Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, positions and who holds them."""

    name = "apthapi.web.accounts"
    label = "accounts"
    verbose_name = "Personas y cargos"

    def ready(self) -> None:
        """Count the wrong codes of the second step, and note the sessions that begin."""
        from apthapi.web.accounts import lockout, open_sessions  # noqa: F401, PLC0415 - models are there once Django is set up
