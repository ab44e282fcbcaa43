"""Declares the room to Django."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """See docs/web.md for what stands here."""

    name = "apthapi.web.plans"
    label = "plans"
    verbose_name = "Planes"
