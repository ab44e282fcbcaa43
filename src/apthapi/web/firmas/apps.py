"""Declares the room to Django."""

from django.apps import AppConfig


class FirmasConfig(AppConfig):
    """Signatures on issued papers, their verification, and the public page that confirms a paper."""

    name = "apthapi.web.firmas"
    label = "firmas"
    verbose_name = "Firmas"
