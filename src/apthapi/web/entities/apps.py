"""Declares the room to Django."""

from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    """See docs/web.md for what stands here."""

    name = "apthapi.web.entities"
    label = "entities"
    verbose_name = "Entidades"
