"""Declares the room to Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The versioned API, its tokens and its limits."""

    name = "apthapi.web.api"
    label = "api"
    verbose_name = "Acceso para programas"
