"""Declares the room to Django."""

from django.apps import AppConfig


class ExpedienteConfig(AppConfig):
    """The papers of a case that are issued: their texts, their CITE, how they cite each other, the kept files."""

    name = "apthapi.web.expediente"
    label = "expediente"
    verbose_name = "Expediente"
