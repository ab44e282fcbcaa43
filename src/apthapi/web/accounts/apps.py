"""Declares the room to Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, positions and who holds them."""

    name = "apthapi.web.accounts"
    label = "accounts"
    verbose_name = "Personas y cargos"
