"""Declares the room to Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The public pages, and up to which month they tell what was done."""

    name = "apthapi.web.portal"
    label = "portal"
    verbose_name = "Página pública"
