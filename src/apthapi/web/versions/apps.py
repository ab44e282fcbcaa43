"""Declares the room to Django."""

from django.apps import AppConfig


class VersionsConfig(AppConfig):
    """Versions of a plan: opening one from another, the lineage of rows, and that an approved one cannot change."""

    name = "apthapi.web.versions"
    label = "versions"
    verbose_name = "Versiones"
