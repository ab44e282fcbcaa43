"""Declares the room to Django."""

from django.apps import AppConfig


class ImportacionConfig(AppConfig):
    """Foreign workbooks, what was chosen of them, and the maps that each entity remembers."""

    name = "apthapi.web.importacion"
    label = "importacion"
    verbose_name = "Importación"
